import { alterTable } from "./alter-table.js";
import { addColumn, alterColumn, dropColumn, renameColumn } from "./column-changes.js";
import {
  createCheck,
  createForeignKey,
  createPrimaryKey,
  createUnique,
  dropCheck,
  dropForeignKey,
  dropPrimaryKey,
  dropUnique,
  renameConstraint,
} from "./constraint-changes.js";
import type { DirectiveTable } from "./directive.js";
import { alterEnum, createEnum, dropEnum, renameEnum } from "./enums.js";
import { execute } from "./execute.js";
import { createIndex, dropIndex, renameIndex } from "./index-changes.js";
import { createExtension, createSchema, dropExtension, dropSchema } from "./namespaces.js";
import { createSequence, dropSequence } from "./sequences.js";
import { setTableComment } from "./set-table-comment.js";
import { createTable, dropTable, renameTable } from "./tables.js";
import { setTypeormMetadata } from "./typeorm-metadata.js";

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
  setTypeormMetadata,
  execute,
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
  createForeignKey,
  dropForeignKey,
  renameConstraint,
  createIndex,
  dropIndex,
  renameIndex,
  setTableComment,
};
