import {
  significantTokens,
  withoutParentheses as stripParentheses,
  type SqlLexicon,
  type SqlToken,
} from "@typeorm-autogen/model";

/** How MySQL and MariaDB write text and names, in the modes that Autogen's sessions are in (no ANSI_QUOTES). */
export const lexicon: SqlLexicon = {
  backticks: true,
  backslashes: true,
  doubleQuotedStrings: true,
  hashComments: true,
  flatComments: true,
};

/** The tokens of SQL text that mean something: comments left out. */
export function tokens(text: string): readonly SqlToken[] {
  return significantTokens(text, lexicon);
}

/** Whether a token is a comment of which the server runs nothing. */
export function isPlainComment({ kind, text }: SqlToken): boolean {
  return kind === "comment" && !/^\/\*M?!/.test(text);
}

/** The text without parentheses that enclose all of it. */
export function withoutParentheses(text: string): string {
  return stripParentheses(text, lexicon);
}

// https://dev.mysql.com/doc/refman/8.4/en/string-literals.html; any other escaped character stands for itself.
const escaped: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\x1a",
};

/** The text that a string literal stands for, or undefined where the whole is not one plain literal. */
export function stringValue(literal: string): string | undefined {
  const list = tokens(literal);
  const [only] = list;
  if (list.length !== 1 || only?.kind !== "string") return undefined;
  const quote = only.text[0];
  if ((quote !== "'" && quote !== '"') || only.text.length < 2) return undefined;
  return only.text
    .slice(1, -1)
    .replaceAll(/\\([\s\S])|''|""/g, (whole, character?: string) =>
      character === undefined ? (whole[0] === quote ? quote : whole) : (escaped[character] ?? character),
    );
}
