import { quoteIdentifier, type SqlSpelling } from "@typeorm-autogen/dialect";
import { keywords } from "./keywords.js";
import { literal, parenthesise } from "./sql-text.js";
import { types } from "./types.js";

/** How SQLite spells standard DDL. */
export const spelling: SqlSpelling = {
  label: "SQLite",
  identifier: quoteIdentifier,
  literal,
  columnType: (column) => types.print(column.type),
  defaultText: parenthesise,
  collation: collationSql,
  keyParts: true,
  generated: ({ expression, stored }) => `AS ${parenthesise(expression)} ${stored ? "STORED" : "VIRTUAL"}`,
};

/** A collation's name, bare where it can be: TypeORM writes it so. */
function collationSql(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !keywords.has(name.toLowerCase()) ? name : quoteIdentifier(name);
}
