import type { AlterTable } from "./alter-table.js";
import type { Autocommit } from "./autocommit.js";
import type { Backfill } from "./backfill.js";
import type { BulkInsert } from "./bulk-insert.js";
import type { AddColumn, AlterColumn, DropColumn, RenameColumn } from "./column-changes.js";
import type {
  AlterForeignKey,
  CreateCheck,
  CreateExclusion,
  CreateForeignKey,
  CreatePrimaryKey,
  CreateUnique,
  DropCheck,
  DropExclusion,
  DropForeignKey,
  DropPrimaryKey,
  DropUnique,
  RenameConstraint,
  ValidateConstraint,
} from "./constraint-changes.js";
import type { AlterEnum, CreateEnum, DropEnum, RenameEnum } from "./enums.js";
import type { Execute } from "./execute.js";
import type { CreateIndex, DropIndex, RenameIndex } from "./index-changes.js";
import type { CreateExtension, CreateSchema, DropExtension, DropSchema } from "./namespaces.js";
import type { RenameSchema } from "./rename-schema.js";
import type { AlterSequence, CreateSequence, DropSequence, RenameSequence } from "./sequences.js";
import type { PlaceColumns } from "./place-columns.js";
import type { SetTableComment } from "./set-table-comment.js";
import type { SetTableOptions } from "./set-table-options.js";
import type { CreateTable, DropTable, RenameTable } from "./tables.js";
import type { SetTypeormMetadata } from "./typeorm-metadata.js";
import type { AlterView, CreateView, DropView, RenameView } from "./views.js";

/**
 * The one list of built-in directives, from kind to shape. Every table keyed by kind is typed by it, so that the compiler
 * names each place that a new directive still lacks.
 */
interface BuiltInOperationMap extends TableChangeMap {
  createSchema: CreateSchema;
  dropSchema: DropSchema;
  renameSchema: RenameSchema;
  createExtension: CreateExtension;
  dropExtension: DropExtension;
  createEnum: CreateEnum;
  dropEnum: DropEnum;
  renameEnum: RenameEnum;
  alterEnum: AlterEnum;
  createSequence: CreateSequence;
  dropSequence: DropSequence;
  alterSequence: AlterSequence;
  renameSequence: RenameSequence;
  createTable: CreateTable;
  dropTable: DropTable;
  renameTable: RenameTable;
  alterTable: AlterTable;
  createView: CreateView;
  dropView: DropView;
  alterView: AlterView;
  renameView: RenameView;
  setTypeormMetadata: SetTypeormMetadata;
  execute: Execute;
  bulkInsert: BulkInsert;
  autocommit: Autocommit;
  backfill: Backfill;
}

/** The directives that change one table and may stand inside `alterTable`. */
export interface TableChangeMap {
  addColumn: AddColumn;
  dropColumn: DropColumn;
  alterColumn: AlterColumn;
  renameColumn: RenameColumn;
  placeColumns: PlaceColumns;
  createPrimaryKey: CreatePrimaryKey;
  dropPrimaryKey: DropPrimaryKey;
  createUnique: CreateUnique;
  dropUnique: DropUnique;
  createCheck: CreateCheck;
  dropCheck: DropCheck;
  createExclusion: CreateExclusion;
  dropExclusion: DropExclusion;
  createForeignKey: CreateForeignKey;
  dropForeignKey: DropForeignKey;
  alterForeignKey: AlterForeignKey;
  renameConstraint: RenameConstraint;
  validateConstraint: ValidateConstraint;
  createIndex: CreateIndex;
  dropIndex: DropIndex;
  renameIndex: RenameIndex;
  setTableComment: SetTableComment;
  setTableOptions: SetTableOptions;
}

/** Every directive, from kind to shape. Projects and plugins augment it with their own, and `op` then has their calls. */
export interface OperationMap extends BuiltInOperationMap {}

/** What `op.kind(…)` of an own operation takes, where that is not one object; augmented as OperationMap is. */
export interface OperationArguments {}

/** The name of a built-in directive. */
export type OperationKind = keyof BuiltInOperationMap;

/** Any directive as data. */
export type Operation = OperationMap[keyof OperationMap];

type OwnKind = Exclude<keyof OperationMap, OperationKind>;

type ArgumentsOf<Kind extends OwnKind> = Kind extends keyof OperationArguments
  ? OperationArguments[Kind] extends readonly unknown[]
    ? OperationArguments[Kind]
    : never
  : [operation: Omit<OperationMap[Kind], "kind">];

/** The calls of own operations. */
export type OwnCalls = { readonly [Kind in OwnKind]: (...given: ArgumentsOf<Kind>) => void };

/** Any directive that changes exactly one table, named by its `table`. */
export type TableChange = TableChangeMap[keyof TableChangeMap];
