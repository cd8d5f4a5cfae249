import { nameSql, UnsupportedError, type ServerFacts } from "@typeorm-autogen/dialect";
import type { DialectOptions, Table } from "@typeorm-autogen/model";
import type { TableOptionsPatch } from "@typeorm-autogen/ops";
import { columnDefinition } from "./column-definition.js";
import { mysqlFacts } from "./facts.js";
import { flavorOf } from "./flavor.js";
import { checkClause, foreignKeyClause, indexClause, primaryKeyClause, uniqueIndex } from "./key-sql.js";
import { plainWord, spelling } from "./spelling.js";
import { quoteText } from "./sql-text.js";

/** CREATE TABLE with all that hangs on the table but its triggers: one statement makes it whole or not at all. */
export function createTableSql(table: Table, facts: ServerFacts): string {
  const flavor = flavorOf(facts);
  const parts = [
    ...table.columns.map((column) => columnDefinition(column, flavor)),
    ...(table.primaryKey ? [primaryKeyClause(table.primaryKey)] : []),
    ...table.uniques.map((unique) => indexClause(uniqueIndex(unique), flavor)),
    ...table.indexes.map((index) => indexClause(index, flavor)),
    ...table.checks.map((check) => checkClause(check, flavor)),
    ...table.foreignKeys.map((key) => foreignKeyClause(table, key, facts)),
  ];
  const { partitionBy, systemVersioned, ...options } = table.options ?? {};
  return [
    `CREATE TABLE ${nameSql(spelling, table)} (\n  ${parts.join(",\n  ")}\n)`,
    ...tableOptions(options, facts),
    ...(table.comment === undefined ? [] : [`COMMENT=${quoteText(table.comment)}`]),
    ...(systemVersioned ? ["WITH SYSTEM VERSIONING"] : []),
    ...(partitionBy === undefined ? [] : [`PARTITION BY ${String(partitionBy)}`]),
  ].join(" ");
}

/** Options of a table, as CREATE TABLE and ALTER TABLE take them. null stands for what a new table would have. */
export function tableOptions(
  options: DialectOptions | TableOptionsPatch,
  facts: ServerFacts,
): readonly string[] {
  return Object.entries(options).map(([key, value]) => tableOption(key, value, facts));
}

function tableOption(key: string, value: DialectOptions[string] | null, facts: ServerFacts): string {
  switch (key) {
    case "engine":
      return `ENGINE=${plainWord(value ?? "InnoDB", "the engine")}`;
    case "charset":
      return `DEFAULT CHARACTER SET=${plainWord(value ?? charsetOf(mysqlFacts(facts).collation), "the character set")}`;
    case "collation":
      return `COLLATE=${plainWord(value ?? mysqlFacts(facts).collation, "the collation")}`;
    case "createOptions":
      if (/^\w+=\w+(?: \w+=\w+)*$/.test(String(value))) return String(value);
  }
  throw new UnsupportedError(
    flavorOf(facts).label,
    `the table option ${key} ${value === null ? "taken away" : JSON.stringify(value)}`,
    "use op.execute",
  );
}

/** The character set of a collation, which its name begins with. */
export function charsetOf(collation: string): string {
  return collation.split("_")[0] ?? collation;
}
