import { tokenizeSql, type SqlLexicon, type SqlToken } from "@typeorm-autogen/model";

/** How PostgreSQL writes text and names. */
export const lexicon: SqlLexicon = { dollarQuotes: true };

/** The tokens of PostgreSQL text, comments left out. */
export function tokens(text: string): readonly SqlToken[] {
  return tokenizeSql(text, lexicon).filter((token) => token.kind !== "comment");
}

/** A name that needs no quotes to mean itself, in scripts, in any letter case. */
export const plainName: RegExp = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The name that the server keeps for an identifier: bare words in lower case, quoted ones as written. */
export function storedName(token: SqlToken): string {
  if (token.kind !== "quoted") return token.text.toLowerCase();
  return token.text.slice(token.text.indexOf('"') + 1, -1).replaceAll('""', '"');
}

/** The text without parentheses that enclose all of it. */
export function withoutParentheses(text: string): string {
  if (!/^\s*(?:\(|--|\/\*)/.test(text)) return text.trim();
  const list = tokens(text);
  const last = list.at(-1);
  if (list[0]?.text !== "(" || last === undefined || closing(list, 0) !== list.length - 1) return text.trim();
  return withoutParentheses(text.slice(list[0].end, last.start));
}

/** Where the parenthesis that opens at `open` closes, or -1. */
export function closing(list: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let i = open; i < list.length; i++) {
    const text = list[i]?.text;
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0) return i;
  }
  return -1;
}
