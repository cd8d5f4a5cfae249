import {
  identifierName,
  significantTokens as tokensOf,
  type SqlLexicon,
  type SqlToken,
} from "@typeorm-autogen/model";

/** How SQLite writes names and comments: https://sqlite.org/lang_keywords.html, https://sqlite.org/lang_comment.html */
export const lexicon: SqlLexicon = { backticks: true, brackets: true, flatComments: true };

/** The tokens of SQL text that mean something: comments left out. */
export function significantTokens(text: string): readonly SqlToken[] {
  return tokensOf(text, lexicon);
}

/**
 * A name as SQLite compares names: it folds the letters A to Z only
 * (sqlite3StrICmp, "SQLite only understands upper/lower case for ASCII characters").
 */
export function foldName(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The name that a token stands for where the grammar wants a name: SQLite takes a string literal there as well. */
export function nameOf(token: SqlToken): string | undefined {
  if (token.kind !== "string") return identifierName(token);
  return token.text.slice(1, -1).replaceAll("''", "'");
}

/** Whether SQL text names one of these, as a table, a column or whatever else. */
export function mentions(sql: string, ...names: readonly string[]): boolean {
  const wanted = new Set(names.map(foldName));
  return significantTokens(sql).some((token) => wanted.has(foldName(nameOf(token) ?? "")));
}
