import { nameSql } from "@typeorm-autogen/dialect";
import type { QualifiedName, Table } from "@typeorm-autogen/model";
import { spelling } from "./spelling.js";
import { identifier } from "./sql-text.js";

/**
 * UPDATE of some columns, by SQL text. Columns with ON UPDATE CURRENT_TIMESTAMP keep what they say: a migration is no
 * change that a user made. https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html
 */
export function updateSql(
  name: QualifiedName,
  table: Table | undefined,
  values: ReadonlyMap<string, string>,
  where = "",
): string {
  const stamps = (table?.columns ?? []).filter(
    (column) => column.options?.["onUpdate"] !== undefined && !values.has(column.name),
  );
  const sets = [
    ...[...values].map(([column, value]) => `${identifier(column)} = ${value}`),
    ...stamps.map((column) => `${identifier(column.name)} = ${identifier(column.name)}`),
  ];
  return `UPDATE ${nameSql(spelling, name)} SET ${sets.join(", ")}${where === "" ? "" : ` WHERE ${where}`}`;
}
