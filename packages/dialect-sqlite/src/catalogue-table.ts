import type { Column, DialectOptions, ForeignKey, PrimaryKey, Table } from "@typeorm-autogen/model";
import { readColumns, type ColumnRow } from "./catalogue-columns.js";
import { parseCreateTable } from "./create-sql.js";
import { foldName } from "./lexicon.js";
import type { ParsedTable } from "./parsed-table.js";
import { respellNames } from "./respell.js";

/** What one table's text and column rows say, names in the case of the column list. */
export type TableReading = Pick<
  Table,
  "name" | "columns" | "primaryKey" | "uniques" | "checks" | "foreignKeys" | "options"
>;

/** Reads one table. Throws UnreadableSqlError where its text and its columns disagree. */
export function readTable(name: string, sql: string, rows: readonly ColumnRow[]): TableReading {
  const parsed = parseCreateTable(sql);
  const options = readOptions(parsed);
  const columns = readColumns(sql, rows, parsed);
  const spell = speller(columns);
  const primaryKey = readPrimaryKey(parsed, columns, options);
  return {
    name,
    columns: columns.map((column) => (isRowidAlias(column, primaryKey, options) ? required(column) : column)),
    ...(primaryKey && { primaryKey }),
    uniques: parsed.uniques.map((unique) => ({ ...unique, columns: unique.columns.map(spell) })),
    checks: parsed.checks.map((check) => ({ ...check, expression: respellNames(check.expression, name) })),
    foreignKeys: parsed.foreignKeys.map((key) => ({ ...key, columns: key.columns.map(spell) })),
    ...(options && { options }),
  };
}

// Of the rowid's alias a constraint of the table says DESC for nothing; in the column's definition it makes it none.
function readPrimaryKey(
  { primaryKey, keyInColumn }: ParsedTable,
  columns: readonly Column[],
  options: DialectOptions | undefined,
): PrimaryKey | undefined {
  if (!primaryKey) return undefined;
  const key = { ...primaryKey, columns: primaryKey.columns.map(speller(columns)) };
  const { parts: _, ...plain } = key;
  return !keyInColumn && columns.some((column) => isRowidAlias(column, plain, options)) ? plain : key;
}

function readOptions({ strict, withoutRowid }: ParsedTable): DialectOptions | undefined {
  const options = {
    ...(strict && { strict }),
    ...(withoutRowid && { withoutRowid }),
  };
  return Object.keys(options).length > 0 ? options : undefined;
}

// Constraints may spell a column's name in another case than its definition; the definition counts.
function speller(columns: readonly Column[]): (name: string) => string {
  const byName = new Map(columns.map(({ name }) => [foldName(name), name]));
  return (name) => byName.get(foldName(name)) ?? name;
}

/**
 * Whether a column is another name of the rowid (https://sqlite.org/lang_createtable.html#rowid): then it is never NULL,
 * whether or not its definition says so.
 */
export function isRowidAlias(
  column: Column,
  primaryKey: PrimaryKey | undefined,
  options: DialectOptions | undefined,
): boolean {
  const [only, ...more] = primaryKey?.columns ?? [];
  if (only !== column.name || more.length > 0 || options?.["withoutRowid"] === true) return false;
  // "INTEGER PRIMARY KEY DESC" is no alias of the rowid: a bug that SQLite keeps for the sake of old files.
  return column.type.name === "integer" && !column.type.arguments && !primaryKey?.parts?.[0]?.descending;
}

function required(column: Column): Column {
  return { ...column, nullable: false };
}

/** The foreign keys with the referenced table and columns as they are spelled there; missing columns mean its key. */
export function linkForeignKeys(
  { foreignKeys }: TableReading,
  tables: ReadonlyMap<string, TableReading>,
): readonly ForeignKey[] {
  return foreignKeys.map((key) => {
    const parent = tables.get(foldName(key.references.name));
    if (!parent) return key;
    const named = key.referencedColumns.length > 0 ? key.referencedColumns : parent.primaryKey?.columns;
    return {
      ...key,
      references: { schema: null, name: parent.name },
      referencedColumns: (named ?? []).map(speller(parent.columns)),
    };
  });
}
