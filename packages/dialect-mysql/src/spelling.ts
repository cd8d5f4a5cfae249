import { standardLiteral, UnsupportedError, type SqlSpelling } from "@typeorm-autogen/dialect";
import type { ColumnType, View } from "@typeorm-autogen/model";
import { currentTime, isLiteral } from "./literal-form.js";
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
  viewClauses,
  replacesViews: true,
};

// https://dev.mysql.com/doc/refman/8.4/en/create-view.html. The end of the query may be a comment.
function viewClauses({ options = {}, owner }: View): { readonly kind: string; readonly end?: string } {
  const { algorithm, security, checkOption } = options;
  return {
    kind: [
      algorithm === undefined ? "" : ` ALGORITHM = ${plainWord(String(algorithm), "the algorithm")}`,
      owner === undefined ? "" : ` DEFINER = ${accountSql(owner)}`,
      security === undefined
        ? ""
        : ` SQL SECURITY ${plainWord(String(security), "the security").toUpperCase()}`,
    ].join(""),
    ...(checkOption !== undefined && {
      end: `\nWITH ${plainWord(String(checkOption), "the check option").toUpperCase()} CHECK OPTION`,
    }),
  };
}

/** An account as SQL: `user@host`, each part quoted. */
export function accountSql(account: string): string {
  const at = account.lastIndexOf("@");
  return `${identifier(account.slice(0, at))}@${identifier(account.slice(at + 1))}`;
}

/** An expression in parentheses. A comment at its end would swallow the closing one without the line break. */
export function parenthesise(expression: string): string {
  return /--|#/.test(expression) ? `(${expression}\n)` : `(${expression})`;
}

const withoutLiterals = /text$|blob$|^json$|^vector$|^geom|point$|linestring$|polygon$/;

/**
 * What follows DEFAULT: literals and the current time bare, any other expression in parentheses. Types without literal
 * defaults take the literal as an expression: https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html
 */
export function defaultText(expression: string, { name }: ColumnType): string {
  const text = expression.trim();
  if (/^(?:datetime|timestamp)$/.test(name) && currentTime(text) !== undefined) return text;
  return isLiteral(text) && !withoutLiterals.test(name) ? text : parenthesise(expression);
}

/** A number or a word that may stand in SQL as it is. Throws UnsupportedError for anything else. */
export function plainWord(value: string | number | boolean, what: string): string {
  const text = typeof value === "number" ? standardLiteral(value) : String(value);
  if (/^[\w.+-]+$/.test(text)) return text;
  throw new UnsupportedError(label, `${what} ${JSON.stringify(value)}`, "write it as one word or number");
}
