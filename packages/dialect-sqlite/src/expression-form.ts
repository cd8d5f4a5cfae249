import type { SqlToken } from "@typeorm-autogen/model";
import { keywords } from "./keywords.js";
import { foldName, nameOf, significantTokens } from "./lexicon.js";
import { stripParentheses } from "./strip-parentheses.js";

/**
 * The conservative normal form of an expression: two texts of one form mean the same, with or without a server.
 * Spacing, comments, the case of words, the quoting of names, the spelling of numbers and of = and <>, and
 * parentheses around the whole are levelled; nothing else is. Not SQL. With the columns that the expression can see,
 * a double-quoted word that is none of them is the string that SQLite takes it for.
 */
export function expressionForm(expression: string, columns?: readonly string[]): string {
  const names = columns && new Set(columns.map(foldName));
  return significantTokens(stripParentheses(expression))
    .map((token) => tokenForm(token, names))
    .join(" ");
}

function tokenForm(token: SqlToken, columns: ReadonlySet<string> | undefined): string {
  if (token.kind === "word") return foldName(token.text);
  if (token.kind === "quoted") return quotedForm(token, columns);
  if (token.kind === "number") return numberForm(token.text);
  if (token.kind === "string") return /^x/i.test(token.text) ? token.text.toLowerCase() : token.text;
  return { "==": "=", "!=": "<>" }[token.text] ?? token.text;
}

function quotedForm(token: SqlToken, columns: ReadonlySet<string> | undefined): string {
  const name = foldName(nameOf(token) ?? "");
  if (token.text.startsWith('"') && columns && !columns.has(name))
    return `'${(nameOf(token) ?? "").replaceAll("'", "''")}'`;
  return /^[a-z_\u0080-\uffff][\w$\u0080-\uffff]*$/.test(name) && !keywords.has(name) ? name : `"${name}"`;
}

// Integers by value, reals by the double they are; an integer beyond 64 bits is a real to SQLite.
function numberForm(text: string): string {
  const digits = text.replaceAll("_", "");
  if (!/^(0[xX][0-9a-fA-F]+|\d+)$/.test(digits)) return `${Number(digits)}r`;
  const value = BigInt(digits);
  return value < 2n ** 63n || digits.startsWith("0x") ? value.toString() : `${Number(digits)}r`;
}
