import { identifierName, tokenizeSql, type SqlLexicon, type SqlToken } from "./sql-tokens.js";

/**
 * Rewrites each mention of a column in SQL text, as the servers do in stored expressions when a column is renamed.
 * Function names and names after a dot of another qualifier are left alone. Text without a mention comes back as is.
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
    if (!mentions(token, from) || tokens[i + 1]?.text === "(" || tokens[i - 1]?.text === "::") return;
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

function requote(token: SqlToken, name: string): string {
  if (token.kind === "word" && /^[a-z_][a-z0-9_]*$/.test(name)) return name;
  const quote = token.text[0] === "`" ? "`" : '"';
  return quote + name.replaceAll(quote, quote + quote) + quote;
}
