export { onlineClauses, type AlterTable, type OnlineOptions } from "./alter-table.js";
export { placesColumns, recreates, schemaForBatch, type Batch, type Recreate } from "./batch.js";
export { type BatchOptions } from "./batch-call.js";
export {
  columnsOfType,
  type AddColumn,
  type AlterColumn,
  type DropColumn,
  type RenameColumn,
} from "./column-changes.js";
export { advancePatch, applyPatch, describeColumn, undoPatch, type ColumnPatch } from "./column-patch.js";
export {
  type AlterForeignKey,
  type CreateCheck,
  type CreateExclusion,
  type CreateForeignKey,
  type CreatePrimaryKey,
  type CreateUnique,
  type DropCheck,
  type DropExclusion,
  type DropForeignKey,
  type DropPrimaryKey,
  type DropUnique,
  type ForeignKeyPatch,
  type RenameConstraint,
  type ValidateConstraint,
} from "./constraint-changes.js";
export { type Autocommit } from "./autocommit.js";
export { type SqlParameters } from "./bind-parameters.js";
export { type Backfill } from "./backfill.js";
export { type BulkInsert, type Cell, type RowInScript } from "./bulk-insert.js";
export { type Directive, type DirectiveTable } from "./directive.js";
export {
  conditionOf,
  isConditional,
  meetsCondition,
  unconditional,
  type IfExists,
  type IfNotExists,
} from "./conditions.js";
export { directives, evolve, reverse, settleConditions } from "./directives.js";
export { evolveIfKnown } from "./evolve-if-known.js";
export { dispatch, type OperationTable } from "./dispatch.js";
export { type AlterEnum, type CreateEnum, type DropEnum, type EnumUse, type RenameEnum } from "./enums.js";
export { followEnum, renameEnumValues } from "./follow-enum.js";
export { mapEnumDefault } from "./map-enum-default.js";
export {
  AmbiguousNameError,
  AsyncDescriptionError,
  BackfillPaceError,
  BatchOptionError,
  BlockError,
  EvolveError,
  IrreversibleError,
  OnlineOptionError,
  ParameterError,
} from "./errors.js";
export { type Execute } from "./execute.js";
export { type CreateIndex, type DropIndex, type RenameIndex } from "./index-changes.js";
export {
  type CreateExtension,
  type CreateSchema,
  type DropExtension,
  type DropSchema,
} from "./namespaces.js";
export {
  type Operation,
  type OperationArguments,
  type OperationKind,
  type OperationMap,
  type TableChange,
  type TableChangeMap,
} from "./operation-map.js";
export {
  operationsFacade,
  type AlterEnumOptions,
  type Operations,
  type RecordingHost,
} from "./operations.js";
export {
  isOpaque,
  ownDefinition,
  UnknownOperationError,
  type AnyOperationDefinition,
  type ImplementationContext,
  type OperationDefinition,
  type OwnStatement,
  type OwnWords,
} from "./own-operations.js";
export { NotConnectedError, record, type ScriptFunction } from "./record.js";
export {
  type AlterColumnOptions,
  type CheckOptions,
  type ColumnChange,
  type ColumnOptions,
  type ExclusionOptions,
  type EnumUseInScript,
  type ForeignKeyOptions,
  type IndexKey,
  type IndexOptions,
  type KeyOptions,
  type NameInScript,
  type ViewOptions,
} from "./script-types.js";
export { type DatabaseFacts, type ScriptConnection, type ScriptLanguage } from "./script-language.js";
export { OperationNameError, registerOperations } from "./register-operations.js";
export {
  RewriteResultError,
  Rewriter,
  type Rewrite,
  type RewriteContext,
  type Rewritten,
} from "./rewriter.js";
export { SqlText } from "./sql-text.js";
export {
  type AlterSequence,
  type CreateSequence,
  type DropSequence,
  type RenameSequence,
  type SequencePatch,
} from "./sequences.js";
export { namingBy, type NamingConvention, type PartToName } from "./name-unnamed.js";
export { type NamingTemplates } from "./naming.js";
export { type ColumnPlace, type PlaceColumns, type Placement } from "./place-columns.js";
export { type RenameSchema } from "./rename-schema.js";
export { retypeSchema } from "./retype-schema.js";
export { type SetTableComment } from "./set-table-comment.js";
export { type SetTableOptions, type TableOptionsPatch } from "./set-table-options.js";
export { type TableAlteration } from "./table-alteration.js";
export { type TableBuilder } from "./table-builder.js";
export { type CreateTable, type DropTable, type RenameTable } from "./tables.js";
export { type SetTypeormMetadata } from "./typeorm-metadata.js";
export { type AlterView, type CreateView, type DropView, type RenameView } from "./views.js";
export { flatten, openBlocks, rewrite, type LeafOperation } from "./walk.js";
