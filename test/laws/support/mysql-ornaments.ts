import { findColumn, type Column, type IndexDefinition, type Table } from "@typeorm-autogen/model";
import type { SchemaPair } from "../arbitrary-schema.js";

/** What only MySQL and MariaDB have, put on a generated table where it fits. */
export const mysqlOrnaments = [
  "binary collation",
  "latin1",
  "unsigned",
  "on update",
  "fulltext index",
  "prefix index",
] as const;

/** The table with an ornament on one of its columns; without it where the column is of another kind. */
export function dressMysqlTable(
  table: Table,
  kind: (typeof mysqlOrnaments)[number],
  wanted: string,
  variant: number,
): Table {
  const linked = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const fit = ({ name, type, generated }: Column) =>
    fits[kind].has(type.name) && !generated && !linked.has(name) && name !== "id" && name !== "tenant";
  const named = findColumn(table, wanted);
  const column = named && fit(named) ? named : table.columns.find(fit);
  if (!column) return table;
  const { name } = column;
  switch (kind) {
    case "binary collation":
      return withColumn(table, { ...column, collation: "utf8mb4_bin" });
    case "latin1":
      return withColumn(table, { ...column, collation: "latin1_german1_ci" });
    case "unsigned":
      return withColumn(table, { ...column, type: { ...column.type, modifiers: ["unsigned"] } });
    case "on update":
      return withColumn(table, { ...column, options: { onUpdate: "CURRENT_TIMESTAMP" } });
    case "fulltext index":
      return withIndex(table, { name: `FT_${wanted}`, parts: [{ column: name }], method: "fulltext" });
    case "prefix index":
      return withIndex(table, {
        name: `PRE_${wanted}`,
        parts: [{ column: name, length: 7 + variant, descending: true }],
      });
  }
}

/** A pair in which a collation is never taken back by saying none, which would leave columns as they are. */
export function sayCollations({ live, declared }: SchemaPair): SchemaPair {
  const isSaid = live.tables.some(({ columns }) => columns.some(({ collation }) => collation));
  return isSaid
    ? { live, declared: { ...declared, tables: declared.tables.map(collate) } }
    : { live, declared };
}

function collate(table: Table): Table {
  const columns = table.columns.map((column) =>
    text.has(column.type.name) || column.type.name === "enum"
      ? { collation: "utf8mb4_unicode_ci", ...column }
      : column,
  );
  return { ...table, columns };
}

const text: ReadonlySet<string> = new Set(["varchar", "text"]);
const fits: Readonly<Record<(typeof mysqlOrnaments)[number], ReadonlySet<string>>> = {
  "binary collation": text,
  latin1: text,
  unsigned: new Set(["int", "bigint"]),
  "on update": new Set(["datetime"]),
  "fulltext index": text,
  "prefix index": text,
};

function withColumn(table: Table, column: Column): Table {
  return { ...table, columns: table.columns.map((other) => (other.name === column.name ? column : other)) };
}

function withIndex(table: Table, index: IndexDefinition): Table {
  return { ...table, indexes: [...table.indexes, index] };
}
