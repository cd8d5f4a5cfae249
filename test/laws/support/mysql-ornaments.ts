import { findColumn, type Column, type IndexDefinition, type Table } from "@typeorm-autogen/model";

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
export function dressMysqlTable(table: Table, kind: (typeof mysqlOrnaments)[number], name: string): Table {
  const column = findColumn(table, name);
  if (!column || !fits[kind].has(column.type.name)) return table;
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
      return withIndex(table, { name: `FT_${name}`, parts: [{ column: name }], method: "fulltext" });
    case "prefix index":
      return withIndex(table, {
        name: `PRE_${name}`,
        parts: [{ column: name, length: 7, descending: true }],
      });
  }
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
