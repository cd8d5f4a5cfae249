/**
 * A string literal of SQL around text that may hold quotes. TypeORM does not double them, so its users write them
 * doubled; what they doubled stays, and a lone quote, which TypeORM would turn into a syntax error, is doubled.
 */
export function quoteLiteral(text: string): string {
  const quotes = text.match(/'+/g) ?? [];
  const doubled = quotes.every((run) => run.length % 2 === 0);
  return `'${doubled ? text : text.replaceAll("'", "''")}'`;
}

/** The same for text that TypeORM has put between quotes already; anything else comes back as it is. */
export function requoteLiteral(sql: string): string {
  return sql.length > 1 && sql.startsWith("'") && sql.endsWith("'") ? quoteLiteral(sql.slice(1, -1)) : sql;
}
