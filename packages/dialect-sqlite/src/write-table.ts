import { checkSql, foreignKeySql, primaryKeySql, uniqueSql } from "@typeorm-autogen/dialect";
import type { Column, ForeignKey, PrimaryKey, Table } from "@typeorm-autogen/model";
import { conflictSql } from "./conflict-clause.js";
import { enumColumn } from "./inline-enums.js";
import { refuseForeign } from "./refuse-foreign.js";
import { spelling } from "./spelling.js";
import { identifier, parenthesise } from "./sql-text.js";
import { types } from "./types.js";

/**
 * The CREATE TABLE of a table without its indexes and triggers, laid out as TypeORM lays it out: TypeORM finds
 * constraint names, enum values and AUTOINCREMENT by searching this text. `name` replaces the table's own.
 * Throws UnsupportedError where the table has what only other databases have.
 */
export function createTableSql(table: Table, name: string = table.name): string {
  refuseForeign(table);
  const enums = enumChecks(table);
  const key = table.primaryKey;
  const keyColumn = inlineKeyColumn(table);
  const parts = [
    ...table.columns.map((column) => {
      const primary =
        column.name === keyColumn ? ` ${named(key)}${inlineKey(key)}${conflictOf(key, table)}` : "";
      return columnDefinition(column, (enums.get(column.name) ?? "") + primary);
    }),
    ...table.uniques.map((unique) => uniqueSql(spelling, bare(unique)) + conflictOf(unique, table)),
    ...table.checks.filter((check) => !isEnumCheck(check, enums)).map((check) => checkSql(spelling, check)),
    ...table.foreignKeys.map(keyToTable),
    ...(key && keyColumn === undefined ? [primaryKeySql(spelling, bare(key)) + conflictOf(key, table)] : []),
  ];
  return `CREATE TABLE ${identifier(name)} (${parts.join(", ")})${tableOptions(table)}`;
}

// AUTOINCREMENT is only allowed behind INTEGER PRIMARY KEY. And where UNIQUE ("id", …) stands before PRIMARY KEY ("id")
// of an integer column, RENAME COLUMN fails (seen in 3.52 and 3.53): a key of one column stands with its column.
function inlineKeyColumn({ primaryKey }: Table): string | undefined {
  const [part] = primaryKey?.parts ?? [];
  return primaryKey?.columns.length === 1 && !part?.collation ? primaryKey.columns[0] : undefined;
}

function inlineKey(key: PrimaryKey | undefined): string {
  return key?.parts?.[0]?.descending ? "PRIMARY KEY DESC" : "PRIMARY KEY";
}

/** A column as CREATE TABLE and ADD COLUMN write it; `clauses` stand directly behind its type. */
export function columnDefinition(column: Column, clauses = ""): string {
  const type = types.print(column.type);
  return (
    identifier(column.name) +
    (type === "" ? "" : ` ${type}`) +
    clauses +
    (column.autoincrement ? " AUTOINCREMENT" : "") +
    (column.collation === undefined ? "" : ` COLLATE ${spelling.collation(column.collation)}`) +
    (column.nullable ? "" : ` NOT NULL${conflictSql(column.options, `column ${column.name}`)}`) +
    (column.generated
      ? ` AS ${parenthesise(column.generated.expression)} ${column.generated.stored ? "STORED" : "VIRTUAL"}`
      : defaultSql(column.default))
  );
}

function defaultSql(expression: string | undefined): string {
  return expression === undefined ? "" : ` DEFAULT ${parenthesise(expression)}`;
}

function bare<Key extends PrimaryKey>({ options: _, ...key }: Key): Omit<Key, "options"> {
  return key;
}

function conflictOf(key: PrimaryKey | undefined, { name }: Table): string {
  return conflictSql(key?.options, `a key of table ${name}`);
}

function named(key: PrimaryKey | undefined): string {
  return key?.name === undefined ? "" : `CONSTRAINT ${identifier(key.name)} `;
}

type Check = Table["checks"][number];

// TypeORM reads the values of a simple-enum from the text between the column's type and its other clauses.
function enumChecks({ columns, checks }: Table): ReadonlyMap<string, string> {
  const names = new Set(columns.map((column) => column.name));
  const found = new Map<string, string>();
  for (const check of checks) {
    const column = check.name === undefined ? enumColumn(check.expression) : undefined;
    if (column !== undefined && names.has(column) && !found.has(column))
      found.set(column, ` CHECK( ${check.expression} )`);
  }
  return found;
}

function isEnumCheck({ name, expression }: Check, enums: ReadonlyMap<string, string>): boolean {
  return name === undefined && enums.get(enumColumn(expression) ?? "") === ` CHECK( ${expression} )`;
}

// Only a key to a table that is not there can lack its columns: it means whatever key that table will have.
function keyToTable(key: ForeignKey): string {
  const sql = foreignKeySql(spelling, key);
  return key.referencedColumns.length > 0 ? sql : sql.replace(/ \(\)(?=( ON| DEFERRABLE|$))/, "");
}

function tableOptions({ options }: Table): string {
  const words = [
    ...(options?.["withoutRowid"] === true ? ["WITHOUT ROWID"] : []),
    ...(options?.["strict"] === true ? ["STRICT"] : []),
  ];
  return words.length > 0 ? ` ${words.join(", ")}` : "";
}
