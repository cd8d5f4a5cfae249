import { formatName, type QualifiedName, type Table } from "@typeorm-autogen/model";
import { dispatch, type Operation, type OperationKind } from "@typeorm-autogen/ops";
import type { DdlContext, Statement } from "./dialect.js";
import { backfillSql } from "./backfill-sql.js";
import { bulkInsertSql } from "./bulk-insert-sql.js";
import {
  checkSql,
  deferrableSql,
  exclusionSql,
  foreignKeySql,
  primaryKeySql,
  uniqueSql,
} from "./constraint-sql.js";
import { columnSql, createTableSql } from "./create-table-sql.js";
import { compileAutocommit, compileChanges, statements, type DdlTable } from "./ddl-table.js";
import { UnsupportedError } from "./errors.js";
import { createIndexSql } from "./index-sql.js";
import { nameSql, type SqlSpelling } from "./sql-spelling.js";
import { viewDdl } from "./view-ddl.js";

/**
 * A dialect's table of DDL: standard SQL wherever the dialect does not say otherwise. What standard SQL has no words
 * for (enum types, extensions, changes of a column…) refuses with UnsupportedError until the dialect overrides it.
 */
export function defineDdl(spelling: SqlSpelling, overrides: Partial<DdlTable>): DdlTable {
  const ddl: DdlTable = {
    ...refusals(spelling),
    ...tableDdl(spelling),
    ...columnDdl(spelling),
    ...constraintDdl(spelling),
    ...indexDdl(spelling),
    ...viewDdl(spelling),
    alterTable: (op, context) => compileChanges(ddl, op.changes, context),
    execute: (op) => statements(op.sql),
    autocommit: (op, context) =>
      compileAutocommit(op, context, (inner, now) =>
        dispatch<readonly Statement[], DdlContext>(ddl, inner, now),
      ),
    backfill: (op) => statements(backfillSql(spelling, op)),
    bulkInsert: (op) => statements(...bulkInsertSql(spelling, op, "DEFAULT VALUES")),
    ...overrides,
  };
  return ddl;
}

/** An entry that refuses its operation by name; `what` and `nextStep` are for people. */
export function refuse(label: string, what: string, nextStep: string): () => never {
  return () => {
    throw new UnsupportedError(label, what, nextStep);
  };
}

type Entries<Kind extends OperationKind> = Pick<DdlTable, Kind>;

type Refused =
  | "createSchema"
  | "dropSchema"
  | "renameSchema"
  | "createExtension"
  | "dropExtension"
  | "createEnum"
  | "dropEnum"
  | "renameEnum"
  | "alterEnum"
  | "createSequence"
  | "dropSequence"
  | "alterSequence"
  | "renameSequence"
  | "renameView"
  | "alterColumn"
  | "placeColumns"
  | "validateConstraint"
  | "setTableOptions"
  | "setTypeormMetadata";

function refusals({ label }: SqlSpelling): Entries<Refused> {
  const no = (kind: Operation["kind"]) => refuse(label, kind, "take it out of the script, or use op.execute");
  return {
    createSchema: no("createSchema"),
    dropSchema: no("dropSchema"),
    renameSchema: no("renameSchema"),
    createExtension: no("createExtension"),
    dropExtension: no("dropExtension"),
    createEnum: no("createEnum"),
    dropEnum: no("dropEnum"),
    renameEnum: no("renameEnum"),
    alterEnum: no("alterEnum"),
    createSequence: no("createSequence"),
    dropSequence: no("dropSequence"),
    alterSequence: no("alterSequence"),
    renameSequence: no("renameSequence"),
    renameView: no("renameView"),
    alterColumn: no("alterColumn"),
    placeColumns: no("placeColumns"),
    validateConstraint: no("validateConstraint"),
    setTableOptions: no("setTableOptions"),
    setTypeormMetadata: no("setTypeormMetadata"),
  };
}

function tableDdl(
  spelling: SqlSpelling,
): Entries<"createTable" | "dropTable" | "renameTable" | "setTableComment"> {
  const name = (table: QualifiedName) => nameSql(spelling, table);
  return {
    createTable: ({ table }) => [
      ...statements(createTableSql(spelling, table)),
      ...statements(...lateConstraints(spelling, table)),
      ...statements(
        ...table.indexes.map(({ concurrently: _, ...index }) => createIndexSql(spelling, table, index)),
      ),
      ...statements(...tableComments(spelling, table)),
    ],
    dropTable: (op) => statements(`DROP TABLE ${name(op.table)}`),
    renameTable: ({ from, to }) => {
      if (from.schema !== to.schema)
        throw new UnsupportedError(
          spelling.label,
          `moving ${formatName(from)} to ${formatName(to)}`,
          "copy it",
        );
      return statements(`ALTER TABLE ${name(from)} RENAME TO ${spelling.identifier(to.name)}`);
    },
    setTableComment: (op) => statements(tableCommentSql(spelling, op.table, op.to)),
  };
}

function lateConstraints(spelling: SqlSpelling, table: Table): readonly string[] {
  const late = [
    ...table.checks.filter((check) => check.notValid).map((check) => checkSql(spelling, check)),
    ...table.foreignKeys.filter((key) => key.notValid).map((key) => foreignKeySql(spelling, key)),
  ];
  return late.map((constraint) => `ALTER TABLE ${nameSql(spelling, table)} ADD ${constraint}`);
}

function tableComments(spelling: SqlSpelling, table: Table): readonly string[] {
  const own = table.comment === undefined ? [] : [tableCommentSql(spelling, table, table.comment)];
  const commented = table.columns.filter((column) => column.comment !== undefined);
  return [
    ...own,
    ...commented.map((column) => columnCommentSql(spelling, table, column.name, column.comment ?? null)),
  ];
}

/** COMMENT ON TABLE; null takes the comment away. Throws UnsupportedError where there are none. */
export function tableCommentSql(spelling: SqlSpelling, table: QualifiedName, text: string | null): string {
  if (!spelling.comments)
    throw new UnsupportedError(spelling.label, `the comment of ${formatName(table)}`, "take it away");
  return `COMMENT ON TABLE ${nameSql(spelling, table)} IS ${spelling.literal(text)}`;
}

/** COMMENT ON COLUMN; null takes the comment away. Throws UnsupportedError where there are none. */
export function columnCommentSql(
  spelling: SqlSpelling,
  table: QualifiedName,
  column: string,
  text: string | null,
): string {
  const object = `${formatName(table)}.${column}`;
  if (!spelling.comments)
    throw new UnsupportedError(spelling.label, `the comment of ${object}`, "take it away");
  return `COMMENT ON COLUMN ${nameSql(spelling, table)}.${spelling.identifier(column)} IS ${spelling.literal(text)}`;
}

function columnDdl(spelling: SqlSpelling): Entries<"addColumn" | "dropColumn" | "renameColumn"> {
  const alter = (table: QualifiedName) => `ALTER TABLE ${nameSql(spelling, table)}`;
  return {
    addColumn: ({ table, column, backfill }) => {
      const name = spelling.identifier(column.name);
      const comment =
        column.comment === undefined ? "" : columnCommentSql(spelling, table, column.name, column.comment);
      const add = (added: typeof column) => `${alter(table)} ADD COLUMN ${columnSql(spelling, added)}`;
      if (backfill === undefined) return statements(add(column), comment);
      return statements(
        add({ ...column, nullable: true }),
        `UPDATE ${nameSql(spelling, table)} SET ${name} = ${backfill}`,
        ...(column.nullable
          ? []
          : [spelling.settleRows ?? "", `${alter(table)} ALTER COLUMN ${name} SET NOT NULL`]),
        comment,
      );
    },
    dropColumn: ({ table, column }) =>
      statements(`${alter(table)} DROP COLUMN ${spelling.identifier(column.name)}`),
    renameColumn: ({ table, from, to }) =>
      statements(`${alter(table)} RENAME COLUMN ${spelling.identifier(from)} TO ${spelling.identifier(to)}`),
  };
}

type ConstraintKind =
  | "createPrimaryKey"
  | "dropPrimaryKey"
  | "createUnique"
  | "dropUnique"
  | "createCheck"
  | "dropCheck"
  | "createExclusion"
  | "dropExclusion"
  | "createForeignKey"
  | "dropForeignKey"
  | "alterForeignKey"
  | "renameConstraint";

function constraintDdl(spelling: SqlSpelling): Entries<ConstraintKind> {
  const alter = (table: QualifiedName) => `ALTER TABLE ${nameSql(spelling, table)}`;
  const add = (table: QualifiedName, constraint: string) => statements(`${alter(table)} ADD ${constraint}`);
  const drop = (table: QualifiedName, name: string | undefined) =>
    statements(`${alter(table)} DROP CONSTRAINT ${constraintName(spelling, table, name)}`);
  return {
    createPrimaryKey: (op) => add(op.table, primaryKeySql(spelling, op.primaryKey)),
    dropPrimaryKey: (op) => drop(op.table, op.primaryKey.name),
    createUnique: (op) => add(op.table, uniqueSql(spelling, op.unique)),
    dropUnique: (op) => drop(op.table, op.unique.name),
    createCheck: (op) => add(op.table, checkSql(spelling, op.check)),
    dropCheck: (op) => drop(op.table, op.check.name),
    createExclusion: (op) => add(op.table, exclusionSql(spelling, op.exclusion)),
    dropExclusion: (op) => drop(op.table, op.exclusion.name),
    createForeignKey: (op) => add(op.table, foreignKeySql(spelling, op.foreignKey)),
    dropForeignKey: (op) => drop(op.table, op.foreignKey.name),
    alterForeignKey: ({ table, name, to }) => {
      const when = deferrableSql(to.deferrable ?? undefined) || " NOT DEFERRABLE";
      return statements(`${alter(table)} ALTER CONSTRAINT ${spelling.identifier(name)}${when}`);
    },
    renameConstraint: ({ table, from, to }) =>
      statements(
        `${alter(table)} RENAME CONSTRAINT ${spelling.identifier(from)} TO ${spelling.identifier(to)}`,
      ),
  };
}

function constraintName(spelling: SqlSpelling, table: QualifiedName, name: string | undefined): string {
  if (name !== undefined) return spelling.identifier(name);
  const what = `dropping a constraint of ${formatName(table)} that has no name`;
  throw new UnsupportedError(spelling.label, what, "give its name in the script");
}

function indexDdl(spelling: SqlSpelling): Entries<"createIndex" | "dropIndex" | "renameIndex"> {
  const inSchemaOf = (table: QualifiedName, name: string) =>
    nameSql(spelling, { schema: table.schema, name });
  return {
    createIndex: ({ table, index }) => statements(createIndexSql(spelling, table, index)),
    dropIndex: ({ table, index }) => statements(`DROP INDEX ${inSchemaOf(table, index.name)}`),
    renameIndex: ({ table, from, to }) =>
      statements(`ALTER INDEX ${inSchemaOf(table, from)} RENAME TO ${spelling.identifier(to)}`),
  };
}
