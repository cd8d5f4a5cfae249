import { emptySchema, findTable, formatName, type Schema } from "@typeorm-autogen/model";
import type { AlterTable } from "./alter-table.js";
import { schemaForBatch, type Batch } from "./batch.js";
import { backfill } from "./backfill.js";
import { bulkInsert } from "./bulk-insert.js";
import { addColumn, alterColumn, dropColumn, renameColumn } from "./column-changes.js";
import {
  alterForeignKey,
  createCheck,
  createExclusion,
  createForeignKey,
  createPrimaryKey,
  createUnique,
  dropCheck,
  dropExclusion,
  dropForeignKey,
  dropPrimaryKey,
  dropUnique,
  renameConstraint,
  validateConstraint,
} from "./constraint-changes.js";
import type { Autocommit } from "./autocommit.js";
import { conditionOf, meetsCondition, unconditional } from "./conditions.js";
import type { Directive, DirectiveTable } from "./directive.js";
import { alterEnum, createEnum, dropEnum, renameEnum } from "./enums.js";
import { EvolveError, IrreversibleError } from "./errors.js";
import { execute } from "./execute.js";
import { createIndex, dropIndex, renameIndex } from "./index-changes.js";
import { createExtension, createSchema, dropExtension, dropSchema } from "./namespaces.js";
import type { Operation, TableChange } from "./operation-map.js";
import { ownDirective } from "./own-operations.js";
import { renameSchema } from "./rename-schema.js";
import { alterSequence, createSequence, dropSequence, renameSequence } from "./sequences.js";
import { placeColumns } from "./place-columns.js";
import { setTableComment } from "./set-table-comment.js";
import { setTableOptions } from "./set-table-options.js";
import { createTable, dropTable, renameTable } from "./tables.js";
import { setTypeormMetadata } from "./typeorm-metadata.js";
import { alterView, createView, dropView, renameView } from "./views.js";

// Stands here because it is made of the others.
const alterTable: Directive<AlterTable> = {
  reverse: ({ batch, ...op }) => ({
    ...op,
    changes: reverse(op.changes) as readonly TableChange[],
    ...(batch && { batch: reverseBatch(op, batch) }),
  }),
  evolve: (schema, op) => evolve(schemaForBatch(schema, op), op.changes),
};

// What the script corrected, or named by a convention, the database did not have before, and only the script tells.
function reverseBatch({ table, changes }: Omit<AlterTable, "batch">, batch: Batch): Batch {
  const { recreate, copyFrom, reflect } = batch;
  if (reflect) throw new IrreversibleError("batchAlterTable", `table ${formatName(table)}`);
  if (!copyFrom) return { recreate };
  const after = findTable(evolve({ ...emptySchema, tables: [copyFrom] }, changes), copyFrom);
  return { recreate, ...(after && { copyFrom: after }) };
}

const autocommit: Directive<Autocommit> = {
  reverse: (op) => ({ ...op, operations: reverse(op.operations) as Autocommit["operations"] }),
  evolve: (schema, op) => evolve(schema, op.operations),
};

/** The behaviour of every directive, by kind. */
export const directives: DirectiveTable = {
  createSchema,
  dropSchema,
  renameSchema,
  createExtension,
  dropExtension,
  createEnum,
  dropEnum,
  renameEnum,
  alterEnum,
  createSequence,
  dropSequence,
  alterSequence,
  renameSequence,
  createTable,
  dropTable,
  renameTable,
  alterTable,
  createView,
  dropView,
  alterView,
  renameView,
  setTypeormMetadata,
  execute,
  bulkInsert,
  autocommit,
  backfill,
  addColumn,
  dropColumn,
  alterColumn,
  renameColumn,
  placeColumns,
  createPrimaryKey,
  dropPrimaryKey,
  createUnique,
  dropUnique,
  createCheck,
  dropCheck,
  createExclusion,
  dropExclusion,
  createForeignKey,
  dropForeignKey,
  alterForeignKey,
  renameConstraint,
  validateConstraint,
  createIndex,
  dropIndex,
  renameIndex,
  setTableComment,
  setTableOptions,
};

/**
 * The schema after these operations, computed in memory. Raw SQL is passed over: what it does is not known.
 * Throws EvolveError where an operation names what is not there, or creates what is.
 */
export function evolve(schema: Schema, operations: readonly Operation[]): Schema {
  return operations.reduce(
    (state, operation) =>
      meetsCondition(operation, state) ? directiveOf(operation).evolve(state, operation) : state,
    schema,
  );
}

/** The operations that undo these, last first. Throws IrreversibleError, naming the first that cannot be undone. */
export function reverse(operations: readonly Operation[]): readonly Operation[] {
  return operations.toReversed().map((operation) => {
    const directive = directiveOf(operation);
    refuseNameOnly(operation);
    const condition = conditionOf(operation);
    const reversed = directive.reverse(unconditional(operation));
    if (condition === undefined) return reversed;
    return {
      ...reversed,
      ...(condition === "IF EXISTS" ? { ifNotExists: true } : { ifExists: true }),
    } as Operation;
  });
}

function directiveOf(operation: Operation): Directive<Operation> {
  const builtIn = directives[operation.kind] as Directive<Operation> | undefined;
  return builtIn ?? ownDirective(operation);
}

function refuseNameOnly(operation: Operation): void {
  if (!("nameOnly" in operation && operation.nameOnly)) return;
  const part = droppedPart(operation);
  throw new IrreversibleError(operation.kind, `${part?.name ?? "a part"} of ${formatName(operation.table)}`);
}

function droppedPart(operation: Operation): { readonly name?: string } | undefined {
  if ("index" in operation) return operation.index;
  if ("unique" in operation) return operation.unique;
  if ("check" in operation) return operation.check;
  if ("exclusion" in operation) return operation.exclusion;
  if ("foreignKey" in operation) return operation.foreignKey;
  if ("primaryKey" in operation) return operation.primaryKey;
  return operation.kind === "dropColumn" ? operation.column : undefined;
}

/** The operation where it does something, its conditions gone; undefined where this schema makes it do nothing. */
export function settleConditions(operation: Operation, schema: Schema): Operation | undefined {
  if (operation.kind !== "alterTable")
    return meetsCondition(operation, schema) ? unconditional(operation) : undefined;
  let state = schemaForBatch(schema, operation);
  const changes = operation.changes.flatMap((change) => {
    if (!meetsCondition(change, state)) return [];
    const settled = unconditional(change);
    state = evolveOrStay(state, settled);
    return [settled];
  });
  return changes.length === 0 ? undefined : { ...operation, changes };
}

// What raw SQL made, or what a server keeps as something else (a unique constraint of MySQL), the schema may not hold.
function evolveOrStay(schema: Schema, operation: Operation): Schema {
  try {
    return evolve(schema, [operation]);
  } catch (error) {
    if (error instanceof EvolveError) return schema;
    throw error;
  }
}
