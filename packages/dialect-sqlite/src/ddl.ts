import {
  backfillSql,
  bulkInsertSql,
  compileAutocommit,
  compileConditionally,
  needsStateForCondition,
  UnsupportedError,
  type ConditionalDdl,
  type DdlContext,
  type Statement,
} from "@typeorm-autogen/dialect";
import { equalNames, type QualifiedName, type Schema, type Table } from "@typeorm-autogen/model";
import {
  dispatch,
  evolve,
  recreates,
  type Batch,
  type Operation,
  type OperationTable,
  type RenameTable,
  type TableChange,
} from "@typeorm-autogen/ops";
import { defaultFacts } from "./facts.js";
import { foldName } from "./lexicon.js";
import { nativeChange } from "./native-change.js";
import { rebuild } from "./rebuild.js";
import { refuseForeignColumn } from "./refuse-foreign.js";
import { identifier, literal } from "./sql-text.js";
import { strandedViews } from "./stranded-views.js";
import { typeormMetadataSql } from "./typeorm-metadata.js";
import { renameView } from "./rename-view.js";
import { alterView, createView, dropView } from "./view-ddl.js";
import { createIndexSql } from "./write-index.js";
import { createTableSql } from "./write-table.js";

type Sql = readonly string[];

/** The statements of one operation. Throws UnsupportedError, naming it, where SQLite has no such thing. */
export function compile(operation: Operation, context: DdlContext): readonly Statement[] {
  return compileConditionally(operation, context, conditional);
}

const conditional: ConditionalDdl = {
  label: "SQLite",
  heads: /^(?:CREATE (?:TABLE|VIEW|(?:UNIQUE )?INDEX)|DROP (?:TABLE|VIEW|INDEX))(?= )/,
  compile: (operation, context) =>
    dispatch<Sql, DdlContext>(compilers, operation, context).map((sql) => ({ sql })),
};

/** Whether compiling has to know the database: what hangs on a view, what reads what goes, and all of a table but for changes that work on any in place. */
export function needsState(operation: Operation): boolean {
  if (operation.kind === "alterTable") return recreates(operation) || operation.changes.some(needsState);
  if (operation.kind === "autocommit") return operation.operations.some(needsState);
  if ("view" in operation || operation.kind === "dropTable" || operation.kind === "renameView") return true;
  if (needsStateForCondition(operation, defaultFacts, conditional)) return true;
  if (!isTableChange(operation)) return false;
  return nativeChange(operation, null) === undefined;
}

function isTableChange(operation: Operation): operation is TableChange {
  return compilers[operation.kind] === (change as unknown);
}

const change = (operation: TableChange, context: DdlContext): Sql =>
  alter(operation.table, [operation], context);

const compilers: OperationTable<Sql, DdlContext> = {
  createSchema: (op) => refuse(`schema ${op.name}`, "SQLite has one schema in each file"),
  dropSchema: (op) => refuse(`schema ${op.name}`, "SQLite has one schema in each file"),
  renameSchema: (op) => refuse(`schema ${op.from}`, "SQLite has one schema in each file"),
  createExtension: (op) => refuse(`extension ${op.name}`, "extensions are loaded by the application"),
  dropExtension: (op) => refuse(`extension ${op.name}`, "extensions are loaded by the application"),
  createEnum: (op) => refuse(`enum type ${op.enum.name}`, enumStep),
  dropEnum: (op) => refuse(`enum type ${op.enum.name}`, enumStep),
  renameEnum: (op) => refuse(`enum type ${op.from.name}`, enumStep),
  alterEnum: (op) => refuse(`enum type ${op.enum.name}`, enumStep),
  createSequence: (op) => refuse(`sequence ${op.sequence.name}`, "use an AUTOINCREMENT column"),
  dropSequence: (op) => refuse(`sequence ${op.sequence.name}`, "use an AUTOINCREMENT column"),
  alterSequence: (op) => refuse(`sequence ${op.sequence.name}`, "use an AUTOINCREMENT column"),
  renameSequence: (op) => refuse(`sequence ${op.from.name}`, "use an AUTOINCREMENT column"),
  createTable: (op) => createTable(op.table),
  dropTable: (op, { state }) => [`DROP TABLE ${tableName(op.table)}`, ...strandedViews(state, op.table)],
  renameTable: (op) => renameTable(op),
  alterTable: (op, context) => alter(op.table, op.changes, context, op.batch),
  createView,
  dropView,
  alterView,
  renameView,
  setTypeormMetadata: typeormMetadataSql,
  execute: (op) => [op.sql],
  autocommit: (op, context) => compileAutocommit(op, context, compile).map(({ sql }) => sql),
  backfill: (op) => [backfillSql({ identifier }, op)],
  bulkInsert: (op) => bulkInsertSql({ identifier, literal }, op, "DEFAULT VALUES"),
  addColumn: change,
  dropColumn: change,
  alterColumn: change,
  renameColumn: change,
  placeColumns: change,
  createPrimaryKey: change,
  dropPrimaryKey: change,
  createUnique: change,
  dropUnique: change,
  createCheck: change,
  dropCheck: change,
  createExclusion: (op) => refuse(`exclusion constraint ${op.exclusion.name}`, exclusionStep),
  dropExclusion: (op) => refuse(`exclusion constraint ${op.exclusion.name}`, exclusionStep),
  createForeignKey: change,
  dropForeignKey: change,
  alterForeignKey: change,
  renameConstraint: change,
  validateConstraint: change,
  createIndex: change,
  dropIndex: change,
  renameIndex: change,
  setTableComment: change,
  setTableOptions: change,
};

const exclusionStep = "take it out of the declaration or the script";

const enumStep = "declare the column as simple-enum, whose values a check keeps";

function refuse(what: string, nextStep: string): never {
  throw new UnsupportedError("SQLite", what, nextStep);
}

function tableName(name: QualifiedName): string {
  if (name.schema !== null)
    refuse(`schema ${name.schema} of table ${name.name}`, "SQLite has one schema in each file");
  return identifier(name.name);
}

function createTable(table: Table): Sql {
  tableName(table);
  return [
    createTableSql(table),
    ...table.indexes.map((index) => createIndexSql(table.name, index)),
    ...(table.triggers ?? []).map((trigger) => trigger.sql),
  ];
}

// To SQLite a name that differs only in case is the same name, and taken.
function renameTable({ from, to }: RenameTable): Sql {
  const rename = (old: string, name: string) => `ALTER TABLE ${old} RENAME TO ${name}`;
  if (foldName(from.name) !== foldName(to.name)) return [rename(tableName(from), tableName(to))];
  const aside = identifier(`autogen_renamed_${to.name}`);
  return [rename(tableName(from), aside), rename(aside, tableName(to))];
}

function alter(
  name: QualifiedName,
  changes: readonly TableChange[],
  { state }: DdlContext,
  batch?: Batch,
): Sql {
  tableName(name);
  for (const one of changes) refuseUnknown(one, name);
  const native = batch?.recreate === "always" ? undefined : inPlace(changes, state);
  if (native) return native;
  if (batch?.recreate === "never")
    refuse(
      `changing table ${name.name} without building it anew`,
      'say recreate: "auto", or leave to it only what ALTER TABLE can do here',
    );
  if (state) return rebuild(state, name, changes);
  return refuse(
    `changing table ${name.name} without knowing how it stands`,
    "run this revision connected, or pin the state of the table in it",
  );
}

function refuseUnknown(change: TableChange, { name }: QualifiedName): void {
  if (!changesSame(change.table, name))
    refuse(
      `${change.kind} of ${change.table.name} among changes of ${name}`,
      "give each table its own op.alterTable",
    );
  if (change.kind === "createExclusion" || change.kind === "dropExclusion")
    refuse(`exclusion constraint ${change.exclusion.name}`, exclusionStep);
  if (change.kind === "validateConstraint")
    refuse(`validating constraint ${change.name} of ${name} later`, "take it out of the script");
  if (change.kind === "setTableComment") refuse(`the comment of table ${name}`, "leave it out");
  if (change.kind === "addColumn") refuseForeignColumn(change.column, name);
  if (change.kind === "alterColumn" && change.to.comment !== undefined)
    refuse(`the comment of ${name}.${change.column}`, "leave it out");
}

function changesSame(table: QualifiedName, name: string): boolean {
  return equalNames(table, { schema: null, name });
}

/** The statements of changes that are all made in place; undefined: one rebuild makes all of them, the others for nothing. */
export function inPlace(changes: readonly TableChange[], state: Schema | null): Sql | undefined {
  const statements: string[] = [];
  let current = state;
  for (const one of changes) {
    const sql = nativeChange(one, current);
    if (!sql) return undefined;
    statements.push(...sql);
    current = current && evolve(current, [one]);
  }
  return statements;
}
