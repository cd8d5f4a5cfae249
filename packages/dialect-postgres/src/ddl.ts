import {
  compileChanges,
  compileConditionally,
  createIndexSql,
  defineDdl,
  nameSql,
  needsStateForCondition,
  quoteText,
  statements,
  UnsupportedError,
  type ConditionalDdl,
  type DdlContext,
  type DdlTable,
  type Statement,
} from "@typeorm-autogen/dialect";
import {
  equalNames,
  formatName,
  type Column,
  type EnumType,
  type QualifiedName,
  type Table,
  type TableAttachment,
} from "@typeorm-autogen/model";
import {
  dispatch,
  placesColumns,
  recreates,
  renameEnumValues,
  type AlterColumn,
  type AlterEnum,
  type AlterTable,
  type Operation,
  type RenameSchema,
  type TableChange,
} from "@typeorm-autogen/ops";
import { planAlterColumn } from "./alter-column.js";
import { alterEnumStatements } from "./alter-enum.js";
import { carries, carryAttachedThroughChanges, carryAttachedThroughEnum } from "./carry-attached.js";
import { carryThroughChanges, carryThroughEnum } from "./carry-views.js";
import { recreateTable } from "./recreate-table.js";
import { typeormMetadataStatements } from "./metadata-sql.js";
import {
  createSerialSequence,
  isPlainSerial,
  ownSerialSequence,
  renameColumnSequence,
  renameTableSequences,
  spellOutSerial,
} from "./serial.js";
import { defaultFacts } from "./default-facts.js";
import { moveAndRename } from "./move-and-rename.js";
import { identifier } from "./names.js";
import { setTableOptions } from "./table-options.js";
import { alterSequenceStatements, createSequenceSql } from "./sequence-sql.js";
import { label, spelling } from "./spelling.js";
import { partsOf } from "./table-parts.js";
import { alterView, createView } from "./view-ddl.js";

/** The statements of one operation. Throws UnsupportedError, naming what PostgreSQL cannot do. */
export function compile(operation: Operation, context: DdlContext): readonly Statement[] {
  return compileConditionally(operation, context, conditional);
}

/** Whether compiling has to know the database: which views read what changes, and what hangs on them. */
export function needsState(operation: Operation): boolean {
  if (operation.kind === "autocommit") return operation.operations.some(needsState);
  if (operation.kind === "alterTable" && recreates(operation)) return true;
  return (
    "view" in operation || carries(operation) || needsStateForCondition(operation, defaultFacts, conditional)
  );
}

const conditional: ConditionalDdl = {
  label,
  heads:
    /^(?:CREATE (?:TABLE|SCHEMA|SEQUENCE|MATERIALIZED VIEW|(?:UNIQUE )?INDEX(?: CONCURRENTLY)?)|DROP (?:TABLE|SCHEMA|SEQUENCE|TYPE|EXTENSION|(?:MATERIALIZED )?VIEW|INDEX(?: CONCURRENTLY)?)|ALTER TABLE (?:"(?:[^"]|"")+"\.)?"(?:[^"]|"")+" (?:(?:ADD|DROP) COLUMN|DROP CONSTRAINT))(?= )/,
  compile: (operation, context) => {
    refusePlaces(operation);
    return dispatch<readonly Statement[], DdlContext>(ddl, operation, context);
  },
};

const quoted = (name: QualifiedName) => nameSql(spelling, name);
const standard: DdlTable = defineDdl(spelling, {});

const ddl: DdlTable = defineDdl(spelling, {
  ...namespaceDdl(),
  ...typeDdl(),
  ...tableDdl(),
  alterColumn: (op, context) => carry(op.table, [op], context, alterColumns(op.table, [op], context)),
  placeColumns: () => [],
  validateConstraint: ({ table, name }) =>
    statements(`ALTER TABLE ${quoted(table)} VALIDATE CONSTRAINT ${identifier(name)}`),
  alterTable: alterOrRecreate,
  createView,
  alterView,
  renameView: ({ from, to, materialized }, context) =>
    statements(...moveAndRename(materialized ? "MATERIALIZED VIEW" : "VIEW", from, to, context)),
  createIndex: ({ table, index }) => alone(createIndexSql(spelling, table, index), index.concurrently),
  dropIndex: ({ table, index }) => {
    const name = quoted({ schema: table.schema, name: index.name });
    return alone(`DROP INDEX ${index.concurrently ? "CONCURRENTLY " : ""}${name}`, index.concurrently);
  },
  setTableOptions,
  setTypeormMetadata: typeormMetadataStatements,
});

function alterOrRecreate(op: AlterTable, context: DdlContext): readonly Statement[] {
  const { table, changes } = op;
  if (!recreates(op)) return carry(table, changes, context, alterTable(table, changes, context));
  const alter = (some: readonly TableChange[]) =>
    carryAttachedThroughChanges(table, some, context, alterTable(table, some, context));
  return recreateTable(op, context, alter, ddl);
}

// PostgreSQL has no words for it: https://wiki.postgresql.org/wiki/Alter_column_position
function refusePlaces(operation: Operation): void {
  const table =
    operation.kind === "alterTable"
      ? !recreates(operation) && placesColumns(operation) && operation.table
      : (operation.kind === "placeColumns" || (operation.kind === "addColumn" && operation.place)) &&
        operation.table;
  if (!table) return;
  throw new UnsupportedError(
    label,
    `giving a column of ${formatName(table)} its place among the others`,
    'use op.batchAlterTable with recreate: "always", or leave the place out',
  );
}

function alterTable(
  table: QualifiedName,
  changes: readonly TableChange[],
  context: DdlContext,
): readonly Statement[] {
  return runs(changes).flatMap((run) =>
    run.every((change) => change.kind === "alterColumn")
      ? alterColumns(table, run as readonly AlterColumn[], context)
      : compileChanges(ddl, run, context),
  );
}

// Views go before what hangs on tables, and come back after it.
function carry(
  table: QualifiedName,
  changes: readonly TableChange[],
  context: DdlContext,
  inner: readonly Statement[],
): readonly Statement[] {
  const carried = carryAttachedThroughChanges(table, changes, context, inner);
  return carryThroughChanges(table, changes, context, carried);
}

function alone(sql: string, flag: true | undefined): readonly Statement[] {
  return flag ? [{ sql, alone: true }] : [{ sql }];
}

// Changes of column types that share one ALTER TABLE share one rewrite of the table.
function alterColumns(
  table: QualifiedName,
  changes: readonly AlterColumn[],
  context: DdlContext,
): readonly Statement[] {
  const plans = changes.map((change) => planAlterColumn(change, context));
  const actions = plans.flatMap((plan) => plan.actions);
  const alter = actions.length === 0 ? "" : `ALTER TABLE ${quoted(table)} ${actions.join(", ")}`;
  return statements(...plans.flatMap((plan) => plan.before), alter, ...plans.flatMap((plan) => plan.after));
}

/** Cuts changes into runs of column changes and runs of anything else. A column comes once in a run. */
function runs(changes: readonly TableChange[]): readonly (readonly TableChange[])[] {
  const result: TableChange[][] = [];
  for (const change of changes) {
    const run = result.at(-1);
    if (run?.[0] && fits(run, run[0], change)) run.push(change);
    else result.push([change]);
  }
  return result;
}

function fits(run: readonly TableChange[], first: TableChange, change: TableChange): boolean {
  if (change.kind !== "alterColumn") return first.kind !== "alterColumn";
  return run.every((other) => other.kind === "alterColumn" && other.column !== change.column);
}

function namespaceDdl(): Pick<
  DdlTable,
  | "createSchema"
  | "dropSchema"
  | "renameSchema"
  | "createExtension"
  | "dropExtension"
  | "createSequence"
  | "dropSequence"
  | "alterSequence"
  | "renameSequence"
> {
  return {
    createSchema: ({ name }) => statements(`CREATE SCHEMA ${identifier(name)}`),
    dropSchema: ({ name }) => statements(`DROP SCHEMA ${identifier(name)}`),
    renameSchema,
    createExtension: ({ name }) => statements(`CREATE EXTENSION IF NOT EXISTS ${identifier(name)}`),
    dropExtension: ({ name }) => statements(`DROP EXTENSION ${identifier(name)}`),
    createSequence: ({ sequence }) => statements(createSequenceSql(sequence)),
    dropSequence: ({ sequence }) => statements(`DROP SEQUENCE ${quoted(sequence)}`),
    alterSequence: alterSequenceStatements,
    renameSequence: ({ from, to }, context) => statements(...moveAndRename("SEQUENCE", from, to, context)),
  };
}

// What this run takes for the default schema, its version table included, would lie elsewhere in the middle of it.
function renameSchema({ from, to }: RenameSchema, { facts }: DdlContext): readonly Statement[] {
  const home = [from, to].find((name) => name === facts.defaultSchema);
  if (home === undefined) return statements(`ALTER SCHEMA ${identifier(from)} RENAME TO ${identifier(to)}`);
  const what = `renaming schema ${from} to ${to}, where ${home} is the default schema of the connection,`;
  throw new UnsupportedError(label, what, "move its tables one by one with op.renameTable");
}

function typeDdl(): Pick<DdlTable, "createEnum" | "dropEnum" | "renameEnum" | "alterEnum"> {
  return {
    createEnum: ({ enum: type }) => {
      const values = type.values.map((value) => quoteText(value)).join(", ");
      return statements(`CREATE TYPE ${quoted(type)} AS ENUM (${values})`, ...enumTrimmings(type));
    },
    dropEnum: ({ enum: type }) => statements(`DROP TYPE ${quoted(type)}`),
    renameEnum: ({ from, to }, context) => statements(...moveAndRename("TYPE", from, to, context)),
    alterEnum,
  };
}

// In place, what reads the type follows by itself; else it comes back with the values under their new names.
function alterEnum(op: AlterEnum, context: DdlContext): readonly Statement[] {
  const inner = alterEnumStatements(op);
  if (inner.every(({ sql, alone: added }) => added ?? sql.startsWith("ALTER TYPE"))) return inner;
  const type = context.state?.enums.find((other) => equalNames(other, op.enum));
  const built = [...inner, ...statements(...(type ? enumTrimmings(type) : []))];
  const carried = carryThroughEnum(op, context, carryAttachedThroughEnum(op, context, built));
  return carried.map((statement) => ({ ...statement, sql: renameEnumValues(statement.sql, op) }));
}

function enumTrimmings(type: EnumType): readonly string[] {
  const { comment, attached = [] } = type;
  const on = comment === undefined ? [] : [`COMMENT ON TYPE ${quoted(type)} IS ${quoteText(comment)}`];
  return [...on, ...attached];
}

function tableDdl(): Pick<DdlTable, "createTable" | "renameTable" | "addColumn" | "renameColumn"> {
  return {
    createTable: ({ table }, context) => {
      const columns = table.columns.map((column) => spellOutSerial(table, column));
      const create = standard.createTable({ kind: "createTable", table: { ...table, columns } }, context);
      const unlogged = table.options?.["unlogged"] ? `ALTER TABLE ${quoted(table)} SET UNLOGGED` : "";
      const attached = ownAttachments(table).flatMap(({ sql }) => sql);
      return aroundSerials(table, table.columns, [...create, ...statements(unlogged, ...attached)]);
    },
    addColumn: (op, context) => {
      const column = spellOutSerial(op.table, op.column);
      return aroundSerials(op.table, [op.column], standard.addColumn({ ...op, column }, context));
    },
    renameTable: ({ from, to }, context) =>
      statements(
        ...moveAndRename("TABLE", from, to, context),
        from.name === to.name ? "" : renameTableSequences(from.name, to),
      ),
    renameColumn: (op, context) => [
      ...standard.renameColumn(op, context),
      ...statements(renameColumnSequence(op.table, op.from, op.to)),
    ],
  };
}

// A foreign key that closes a circle comes later, and what is said about it has to wait for another day.
function ownAttachments(table: Table): readonly TableAttachment[] {
  const names = new Set(partsOf(table).map(({ name }) => name));
  return (table.attached ?? []).filter(({ object }) => object === undefined || names.has(object));
}

function aroundSerials(
  table: QualifiedName,
  columns: readonly Column[],
  inner: readonly Statement[],
): readonly Statement[] {
  const serials = columns.filter((column) => column.autoincrement && !isPlainSerial(column));
  return [
    ...statements(...serials.map((column) => createSerialSequence(table, column, column.type))),
    ...inner,
    ...statements(...serials.map((column) => ownSerialSequence(table, column))),
  ];
}
