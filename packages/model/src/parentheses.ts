import { tokenizeSql, type SqlLexicon, type SqlToken } from "./sql-tokens.js";

/** The tokens of SQL text that mean something: comments left out. */
export function significantTokens(text: string, lexicon: SqlLexicon): readonly SqlToken[] {
  return tokenizeSql(text, lexicon).filter((token) => token.kind !== "comment");
}

/** Where the parenthesis that opens at `open` closes, or -1. */
export function closingParenthesis(list: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let i = open; i < list.length; i++) {
    const text = list[i]?.text;
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0) return i;
  }
  return -1;
}

/** Whether the first token is a parenthesis that closes with the last one. */
export function areEnclosed(list: readonly SqlToken[]): boolean {
  return list[0]?.text === "(" && closingParenthesis(list, 0) === list.length - 1;
}

/** The text without parentheses that enclose all of it. */
export function withoutParentheses(text: string, lexicon: SqlLexicon): string {
  // Most texts start with neither a parenthesis nor a comment, and need no tokens.
  if (!/^\s*(?:\(|--|#|\/\*)/.test(text)) return text.trim();
  const list = significantTokens(text, lexicon);
  const last = list.at(-1);
  if (list[0] === undefined || last === undefined || !areEnclosed(list)) return text.trim();
  return withoutParentheses(text.slice(list[0].end, last.start), lexicon);
}
