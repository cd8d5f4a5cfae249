import type { Schema } from "@typeorm-autogen/model";
import type { AlterTable } from "./alter-table.js";
import { bulkInsert } from "./bulk-insert.js";
import { addColumn, alterColumn, dropColumn, renameColumn } from "./column-changes.js";
import {
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
} from "./constraint-changes.js";
import type { Directive, DirectiveTable } from "./directive.js";
import { alterEnum, createEnum, dropEnum, renameEnum } from "./enums.js";
import { execute } from "./execute.js";
import { createIndex, dropIndex, renameIndex } from "./index-changes.js";
import { createExtension, createSchema, dropExtension, dropSchema } from "./namespaces.js";
import type { Operation, TableChange } from "./operation-map.js";
import { createSequence, dropSequence } from "./sequences.js";
import { setTableComment } from "./set-table-comment.js";
import { setTableOptions } from "./set-table-options.js";
import { createTable, dropTable, renameTable } from "./tables.js";
import { setTypeormMetadata } from "./typeorm-metadata.js";
import { alterView, createView, dropView } from "./views.js";

// Stands here because it is made of the others.
const alterTable: Directive<AlterTable> = {
  reverse: (op) => ({ ...op, changes: reverse(op.changes) as readonly TableChange[] }),
  evolve: (schema, op) => evolve(schema, op.changes),
};

/** The behaviour of every directive, by kind. */
export const directives: DirectiveTable = {
  createSchema,
  dropSchema,
  createExtension,
  dropExtension,
  createEnum,
  dropEnum,
  renameEnum,
  alterEnum,
  createSequence,
  dropSequence,
  createTable,
  dropTable,
  renameTable,
  alterTable,
  createView,
  dropView,
  alterView,
  setTypeormMetadata,
  execute,
  bulkInsert,
  addColumn,
  dropColumn,
  alterColumn,
  renameColumn,
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
  renameConstraint,
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
  return operations.reduce((state, operation) => {
    const directive = directives[operation.kind] as Directive<Operation>;
    return directive.evolve(state, operation);
  }, schema);
}

/** The operations that undo these, last first. Throws IrreversibleError, naming the first that cannot be undone. */
export function reverse(operations: readonly Operation[]): readonly Operation[] {
  return operations.toReversed().map((operation) => {
    const directive = directives[operation.kind] as Directive<Operation>;
    return directive.reverse(operation);
  });
}
