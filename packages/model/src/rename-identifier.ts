import { identifierName, tokenizeSql, type SqlLexicon, type SqlToken } from "./sql-tokens.js";

/**
 * Rewrites each mention of a column in SQL text, as the servers do in stored expressions when a column is renamed.
 * Names of functions, types and collations, qualifiers, and fields of composite values are left alone. Text without a
 * mention comes back as is.
 */
export function renameIdentifier(
  text: string,
  from: string,
  to: string,
  lexicon: SqlLexicon = { backticks: true, brackets: false, dollarQuotes: true },
): string {
  const tokens = tokenizeSql(text, lexicon);
  let result = "";
  let position = 0;
  tokens.forEach((token, i) => {
    if (!mentions(token, from) || !isColumn(tokens, i)) return;
    result += text.slice(position, token.start) + requote(token, to);
    position = token.end;
  });
  return result + text.slice(position);
}

function mentions(token: SqlToken, name: string): boolean {
  const written = identifierName(token);
  if (written === undefined) return false;
  return token.kind === "word" ? written.toLowerCase() === name.toLowerCase() : written === name;
}

// What stands before or after tells a column from anything else that may bear its name. A word before a text is a type
// (`date '2026-11-22'`), and so is what follows `::` or the AS of a CAST.
function isColumn(tokens: readonly SqlToken[], at: number): boolean {
  const after = tokens[at + 1];
  if (after?.text === "(" || after?.text === "." || after?.kind === "string") return false;
  const before = tokens[startOfPath(tokens, at) - 1];
  if (before?.text === "::" || before?.text === ".") return false;
  return before?.kind !== "word" || !/^(?:as|collate)$/i.test(before.text);
}

// The first part of `schema.table.column`. A dot that no name precedes, as in `(address).city`, is outside the path.
function startOfPath(tokens: readonly SqlToken[], at: number): number {
  const qualifier = tokens[at - 2];
  const isPath = tokens[at - 1]?.text === "." && qualifier && identifierName(qualifier) !== undefined;
  return isPath ? startOfPath(tokens, at - 2) : at;
}

// Words that PostgreSQL or SQLite would not take for a column's name without quotes.
const reserved = new Set(
  `add all alter analyse analyze and any array as asc asymmetric authorization autoincrement between binary both case
  cast check collate collation column commit concurrently constraint create cross current_catalog current_date
  current_role current_schema current_time current_timestamp current_user default deferrable delete desc distinct do
  drop else end escape except exists false fetch for foreign freeze from full grant group having if ilike in index
  initially inner insert intersect into is isnull join lateral leading left like limit localtime localtimestamp natural
  not nothing notnull null offset on only or order outer overlaps placing primary references returning right select
  session_user set similar some symmetric table tablesample then to trailing transaction true union unique update user
  using values variadic verbose when where window with`.split(/\s+/),
);

function requote(token: SqlToken, name: string): string {
  if (token.kind === "word" && /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name)) return name;
  const quote = token.text[0] === "`" ? "`" : '"';
  return quote + name.replaceAll(quote, quote + quote) + quote;
}
