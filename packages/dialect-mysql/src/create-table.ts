import { nameSql, UnsupportedError, type ServerFacts } from "@typeorm-autogen/dialect";
import type { DialectOptions, Table } from "@typeorm-autogen/model";
import type { TableOptionsPatch } from "@typeorm-autogen/ops";
import { columnDefinition } from "./column-definition.js";
import { flavorOf } from "./flavor.js";
import { checkClause, foreignKeyClause, indexClause, primaryKeyClause, uniqueIndex } from "./key-sql.js";
import { label, plainWord, spelling } from "./spelling.js";
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
  const comment = table.comment === undefined ? [] : [`COMMENT=${quoteText(table.comment)}`];
  const options = [...tableOptions(table.options ?? {}), ...comment].join(" ");
  return `CREATE TABLE ${nameSql(spelling, table)} (\n  ${parts.join(",\n  ")}\n)${options === "" ? "" : ` ${options}`}`;
}

const words: Readonly<Record<string, string>> = {
  engine: "ENGINE",
  charset: "DEFAULT CHARACTER SET",
  collation: "COLLATE",
  rowFormat: "ROW_FORMAT",
};

// What stands for an option that is taken away. The character set takes its collation along.
const defaults: Readonly<Record<string, string>> = {
  engine: "InnoDB",
  charset: "DEFAULT",
  rowFormat: "DEFAULT",
};

/** The options of a table, as CREATE TABLE and ALTER TABLE take them. null takes an option away. */
export function tableOptions(options: DialectOptions | TableOptionsPatch): readonly string[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const word = words[key];
    if (word === undefined)
      throw new UnsupportedError(label, `the table option ${key}`, "take it out of the script");
    const text = value === null ? defaults[key] : plainWord(value, `the ${key} of a table`);
    return text === undefined ? [] : [`${word}=${text}`];
  });
}
