import { underFormerNames } from "@typeorm-autogen/dialect";
import {
  emptySchema,
  findTable,
  qualify,
  type Column,
  type LaterRename,
  type QualifiedName,
  type Schema,
  type Table,
  type Trigger,
} from "@typeorm-autogen/model";
import { EvolveError, evolve, reverse, type Operation, type TableChange } from "@typeorm-autogen/ops";
import { brokenDependents } from "./dependents.js";
import { isRowidAlias } from "./catalogue-table.js";
import { interimNames, type InterimNames } from "./interim-names.js";
import { foldName } from "./lexicon.js";
import { respellTable } from "./respell.js";
import { rowValues, writableColumns, type RowValue } from "./row-values.js";
import { identifier, literal } from "./sql-text.js";
import { createIndexSql } from "./write-index.js";
import { createTableSql } from "./write-table.js";

/**
 * The statements that change a table by building it anew, in the order of the manual
 * (https://sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes, steps 4 to 10): new table, copy, drop, rename, indexes,
 * triggers. Foreign keys must be off, and are checked by the connection before it commits (steps 1, 11).
 * `legacy_alter_table` keeps the last rename from reading, or rewriting, views, triggers and foreign keys that mean the
 * table by the name it has before and after; so views need not be dropped.
 */
export function rebuild(
  state: Schema,
  name: QualifiedName,
  changes: readonly TableChange[],
): readonly string[] {
  const before = findTable(state, name);
  if (!before) throw new EvolveError("alterTable", `table ${name.name}`, "does not exist");
  const evolved = evolve(state, changes);
  const after = findTable(evolved, name);
  if (!after) throw new EvolveError("alterTable", `table ${name.name}`, "does not exist");
  refuseStranded(after);
  const values = rowValues(before, changes);
  const interim = interimNames(
    after.columns.map((column) => column.name),
    values,
  );
  const built = respellTable(underInterimNames(after, interim));
  const temporary = temporaryName(state, name.name);
  return [
    "PRAGMA legacy_alter_table = ON",
    createTableSql(built, temporary),
    ...copyRows(before, built, temporary, writableColumns(after, values), interim),
    ...copyCounter(before, built, temporary),
    `DROP TABLE ${identifier(before.name)}`,
    `ALTER TABLE ${identifier(temporary)} RENAME TO ${identifier(before.name)}`,
    "PRAGMA legacy_alter_table = OFF",
    ...built.indexes.map((index) => createIndexSql(built.name, index)),
    ...(before.triggers ?? []).flatMap(putBackTrigger),
    ...interim.renames.map((rename) => renameColumnSql(name.name, rename.from, rename.to)),
    ...brokenDependents(evolved, before, after, values),
  ];
}

// SQLite would take a name in double quotes for a text, and say so.
function refuseStranded({ name, columns, ...parts }: Table): void {
  const named = new Set(columns.map((column) => foldName(column.name)));
  const lists = [
    ...[parts.primaryKey ?? [], parts.uniques, parts.foreignKeys].flat(),
    ...parts.indexes.map((index) => ({
      name: index.name,
      columns: index.parts.flatMap(({ column }) => column ?? []),
    })),
  ];
  for (const part of lists) {
    const column = part.columns.find((other) => !named.has(foldName(other)));
    const what = part.name ?? `a key of ${part.columns.join(", ")}`;
    if (column !== undefined)
      throw new EvolveError(
        "dropColumn",
        `column ${column} of ${name}`,
        `is part of ${what}, which stays; drop that first`,
      );
  }
}

/** The statement that renames a column in place. */
export function renameColumnSql(table: string, from: string, to: string): string {
  return `ALTER TABLE ${identifier(table)} RENAME COLUMN ${identifier(from)} TO ${identifier(to)}`;
}

// A text that was read before renames is put back under the names of then, so that the server respells it.
function putBackTrigger({ sql, formerly = [] }: Trigger): readonly string[] {
  return underFormerNames(formerly, [sql], (rename) => [renameSql(rename)]);
}

function renameSql(rename: LaterRename): string {
  if ("table" in rename) return renameColumnSql(rename.table.name, rename.from, rename.to);
  return `ALTER TABLE ${identifier(rename.from.name)} RENAME TO ${identifier(rename.to.name)}`;
}

// The renames run backwards over the result, in memory, so that expressions follow their columns.
function underInterimNames(after: Table, { renames }: InterimNames): Table {
  const table = qualify(after.name, after.schema);
  const operations = renames.map((rename): Operation => ({ kind: "renameColumn", table, ...rename }));
  const schema = evolve({ ...emptySchema, tables: [after] }, reverse(operations));
  return findTable(schema, table) ?? after;
}

function temporaryName(state: Schema, name: string): string {
  const taken = new Set([...state.tables, ...state.views].map((object) => foldName(object.name)));
  let temporary = `autogen_new_${name}`;
  for (let i = 2; taken.has(foldName(temporary)); i++) temporary = `autogen_new_${i}_${name}`;
  return temporary;
}

function copyRows(
  before: Table,
  built: Table,
  temporary: string,
  columns: readonly (readonly [Column, RowValue])[],
  { names }: InterimNames,
): readonly string[] {
  const rowid = rowidName(before, built);
  const targets = columns.map(([column]) => identifier(names.get(column.name) ?? column.name));
  const sources = columns.map(([, value]) => value.sql);
  if (rowid !== undefined) {
    targets.unshift(rowid);
    sources.unshift(rowid);
  }
  if (targets.length === 0) return [];
  // A row that the new table would not take is a failure, whatever its constraints say of conflicts.
  return [
    `INSERT${settlesConflicts(built) ? " OR ABORT" : ""} INTO ${identifier(temporary)} (${targets.join(", ")}) SELECT ${sources.join(", ")} FROM ${identifier(before.name)}`,
  ];
}

function settlesConflicts({ columns, uniques, primaryKey }: Table): boolean {
  return [...columns, ...uniques, primaryKey].some((part) => part?.options?.["onConflict"] !== undefined);
}

// Rows are known by their rowid to FTS tables with external content, and to applications. A name that a column has means the column.
function rowidName(before: Table, built: Table): string | undefined {
  if (before.options?.["withoutRowid"] === true || built.options?.["withoutRowid"] === true) return undefined;
  if (built.columns.some((column) => isRowidAlias(column, built.primaryKey, built.options))) return undefined;
  const taken = new Set([...before.columns, ...built.columns].map((column) => foldName(column.name)));
  return ["rowid", "_rowid_", "oid"].find((name) => !taken.has(name));
}

// Copying leaves the counter at the highest key that is there; the next key must not be one that was there before.
function copyCounter(before: Table, built: Table, temporary: string): readonly string[] {
  if (!counts(before) || !counts(built)) return [];
  const [old, fresh] = [literal(before.name), literal(temporary)];
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${fresh}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${fresh}, seq FROM sqlite_sequence WHERE name = ${old}`,
  ];
}

function counts(table: Table): boolean {
  return table.columns.some((column) => column.autoincrement);
}
