/**
 * A string literal of SQL around text that may hold quotes. TypeORM does not double them, so its users write them
 * doubled; what they doubled stays, and a lone quote, which TypeORM would turn into a syntax error, is doubled. Where
 * backslashes escape, they stay too, and one at the very end, which would swallow the closing quote, is doubled.
 */
export function quoteLiteral(text: string, backslashes = false): string {
  const pattern = backslashes ? /\\[\s\S]|\\$|'+/g : /'+/g;
  const marks = text.match(pattern) ?? [];
  const doubled = marks.every((mark) => mark.startsWith("\\") || mark.length % 2 === 0);
  const quoted = text.replaceAll(pattern, (mark) => {
    if (mark === "\\") return "\\\\";
    return doubled || mark.startsWith("\\") ? mark : mark.replaceAll("'", "''");
  });
  return `'${quoted}'`;
}

/** The same for text that TypeORM has put between quotes already; anything else comes back as it is. */
export function requoteLiteral(sql: string, backslashes = false): string {
  const isQuoted = sql.length > 1 && sql.startsWith("'") && sql.endsWith("'");
  return isQuoted ? quoteLiteral(sql.slice(1, -1), backslashes) : sql;
}

/** A value as JSON in a string literal. */
export function quoteJson(value: unknown, backslashes = false): string {
  const json = JSON.stringify(value);
  return quoteLiteral(backslashes ? json.replaceAll("\\", "\\\\") : json, backslashes);
}
