import { standardLiteral, UnsupportedError, type SqlSpelling } from "@typeorm-autogen/dialect";
import type { ColumnType } from "@typeorm-autogen/model";
import { tokens } from "./lexicon.js";
import { identifier, literal } from "./sql-text.js";
import { types } from "./types.js";

/** The name that people know, where nothing tells MySQL from MariaDB. */
export const label = "MySQL";

/** How MySQL and MariaDB spell what they share with standard DDL. */
export const spelling: SqlSpelling = {
  label,
  identifier,
  literal,
  columnType: ({ type }) => types.print(type),
  defaultText: parenthesise,
  collation: identifier,
  generated: ({ expression, stored }) =>
    `GENERATED ALWAYS AS ${parenthesise(expression)} ${stored ? "STORED" : "VIRTUAL"}`,
};

/** An expression in parentheses. A comment at its end would swallow the closing one without the line break. */
export function parenthesise(expression: string): string {
  return /--|#/.test(expression) ? `(${expression}\n)` : `(${expression})`;
}

const currentTime = /^(?:current_timestamp|now|localtime|localtimestamp)(?:\s*\(\s*\d?\s*\))?$/i;
const withoutLiterals = /text$|blob$|^json$|^vector$|^geom|point$|linestring$|polygon$/;

/**
 * What follows DEFAULT: literals and the current time bare, any other expression in parentheses. Types without literal
 * defaults take the literal as an expression: https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html
 */
export function defaultText(expression: string, { name }: ColumnType): string {
  const text = expression.trim();
  if (currentTime.test(text) && /^(?:datetime|timestamp)$/.test(name)) return text;
  return isLiteral(text) && !withoutLiterals.test(name) ? text : parenthesise(expression);
}

/** Whether a text is one literal: a string, perhaps with its character set, a number with its sign, or a word for one. */
export function isLiteral(text: string): boolean {
  const [first, second, ...more] = tokens(text);
  if (first === undefined || more.length > 0) return false;
  if (second === undefined)
    return /string|number/.test(first.kind) || /^(?:null|true|false)$/i.test(first.text);
  return second.kind === "number"
    ? /^[-+]$/.test(first.text)
    : second.kind === "string" && /^_\w+$/.test(first.text);
}

/** A number or a word that may stand in SQL as it is. Throws UnsupportedError for anything else. */
export function plainWord(value: string | number | boolean, what: string): string {
  const text = typeof value === "number" ? standardLiteral(value) : String(value);
  if (/^[\w.+-]+$/.test(text)) return text;
  throw new UnsupportedError(label, `${what} ${JSON.stringify(value)}`, "write it as one word or number");
}
