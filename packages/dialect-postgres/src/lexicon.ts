import {
  significantTokens,
  withoutParentheses as stripParentheses,
  type SqlLexicon,
  type SqlToken,
} from "@typeorm-autogen/model";

/** How PostgreSQL writes text and names. */
export const lexicon: SqlLexicon = { dollarQuotes: true };

/** The tokens of PostgreSQL text, comments left out. */
export function tokens(text: string): readonly SqlToken[] {
  return significantTokens(text, lexicon);
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
  return stripParentheses(text, lexicon);
}
