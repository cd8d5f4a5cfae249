import {
  bulkInsertSql,
  compileConditionally,
  defineDdl,
  nameSql,
  needsStateForCondition,
  refuse,
  statements,
  UnsupportedError,
  type ConditionalDdl,
  type DdlContext,
  type DdlTable,
  type Statement,
} from "@typeorm-autogen/dialect";
import { tokenizeSql } from "@typeorm-autogen/model";
import {
  dispatch,
  onlineClauses,
  recreates,
  type BulkInsert,
  type DropSchema,
  type Operation,
  type TableChange,
} from "@typeorm-autogen/ops";
import { alterTable } from "./alter-table.js";
import { carryViews } from "./carry-views.js";
import { createTableSql } from "./create-table.js";
import { defaultFacts } from "./facts.js";
import { flavorOf } from "./flavor.js";
import { isPlainComment, lexicon } from "./lexicon.js";
import { typeormMetadataSql } from "./metadata-sql.js";
import { sequenceDdl } from "./sequence-ddl.js";
import { label, spelling } from "./spelling.js";
import { identifier } from "./sql-text.js";
import { alterView, createView, renameView } from "./view-ddl.js";

/** The statements of one operation. Throws UnsupportedError, naming what no server here can do. */
export function compile(operation: Operation, context: DdlContext): readonly Statement[] {
  const label = flavorOf(context.facts).label;
  const compiled = compileConditionally(operation, context, { ...conditional, label });
  const all = [...compiled, ...statements(...carryViews(operation, context))];
  return all.map(({ sql }) => (changesRows(sql) ? { sql } : { sql, alone: true }));
}

const rowStatements = /^(?:delete|do|insert|replace|select|set|update|with)$/i;

// Everything else may commit what is open. https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
function changesRows(sql: string): boolean {
  const first = tokenizeSql(sql, lexicon).find((token) => !isPlainComment(token));
  return first?.kind === "word" && rowStatements.test(first.text);
}

// Other objects name what is renamed, and follow.
const renames: ReadonlySet<string> = new Set(["renameTable", "renameView", "renameSequence"]);

/** Whether compiling has to know the table: what a change restates, and what hangs on it, no script says. */
export function needsState(operation: Operation): boolean {
  if (operation.kind === "autocommit") return operation.operations.some(needsState);
  if ("view" in operation || renames.has(operation.kind)) return true;
  if (operation.kind === "alterTable" || operation.kind === "dropSchema" || isChange(operation)) return true;
  return needsStateForCondition(operation, defaultFacts, conditional);
}

// MariaDB has words for columns and keys too; but what an ALTER TABLE does is read from the catalogue here anyway.
const conditional: ConditionalDdl = {
  label,
  heads: /^(?:(?:CREATE|DROP) (?:TABLE|DATABASE)|DROP VIEW)(?= )/,
  online: true,
  compile: (operation, context) => dispatch<readonly Statement[], DdlContext>(ddl, operation, context),
};

const change = (operation: TableChange, context: DdlContext): readonly Statement[] =>
  alterTable(operation.table, [operation], context);

function isChange(operation: Operation): operation is TableChange {
  return ddl[operation.kind] === (change as unknown);
}

const enumStep = "declare the values with the column, whose type they are";

const ddl: DdlTable = defineDdl(spelling, {
  createSchema: ({ name }) => statements(`CREATE DATABASE ${identifier(name)}`),
  dropSchema,
  renameSchema: refuse(
    label,
    "renaming a database",
    "create the other one, and move the tables with op.renameTable",
  ),
  createEnum: refuse(label, "a named enum type", enumStep),
  dropEnum: refuse(label, "a named enum type", enumStep),
  renameEnum: refuse(label, "a named enum type", enumStep),
  alterEnum: refuse(label, "a named enum type", enumStep),
  ...sequenceDdl,
  createTable: ({ table }, { facts }) =>
    statements(createTableSql(table, facts), ...(table.triggers ?? []).map(({ sql }) => sql)),
  renameTable: ({ from, to }) =>
    statements(`RENAME TABLE ${nameSql(spelling, from)} TO ${nameSql(spelling, to)}`),
  alterTable: (op, context) =>
    alterTable(op.table, op.changes, context, {
      ...(recreates(op) && { recreate: true as const }),
      clauses: onlineClauses(op.online),
    }),
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
  createView,
  alterView,
  renameView,
  setTypeormMetadata: (op, context) => statements(...typeormMetadataSql(op, context)),
  bulkInsert,
});

// A TIMESTAMP reads times in the session's time zone, a DATETIME keeps the digits: in UTC both mean what the script says.
function bulkInsert(op: BulkInsert): readonly Statement[] {
  const inserts = bulkInsertSql(spelling, op, "() VALUES ()");
  if (inserts.length === 0) return [];
  const zone = "SET @autogen_time_zone = @@SESSION.time_zone, SESSION time_zone = '+00:00'";
  return statements(zone, ...inserts, "SET SESSION time_zone = @autogen_time_zone");
}

// DROP DATABASE takes along whatever lies in it, where others refuse.
function dropSchema({ name }: DropSchema, { state, facts }: DdlContext): readonly Statement[] {
  const left = [...(state?.tables ?? []), ...(state?.views ?? [])].find(({ schema }) => schema === name);
  if (state !== null && !left) return statements(`DROP DATABASE ${identifier(name)}`);
  const what = left
    ? `dropping database ${name}, which still holds ${left.name},`
    : `dropping database ${name} unseen`;
  throw new UnsupportedError(flavorOf(facts).label, what, "drop what is in it first, or use op.execute");
}
