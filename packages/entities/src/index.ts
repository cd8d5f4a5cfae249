export { buildMetadata } from "./build-metadata.js";
export { type ClaimedIndex, type Declaration, type UnsupportedDeclaration } from "./declaration.js";
export { declareSchema } from "./declare-schema.js";
export {
  type ColumnTraits,
  type DeclarationFacts,
  type DeclaringDialect,
  type DeclaredExclusion,
  type EntityDialect,
  type ExtensionNeed,
  type GeneratedColumn,
  type Generation,
  type IndexKind,
  type TableTraits,
  type TypeTraits,
} from "./entity-dialect.js";
export {
  CircularEntitiesError,
  EntityMetadataError,
  EnumConflictError,
  MissingPrimaryKeyError,
  NotADataSourceError,
  UnknownEntityError,
  UnknownPropertyTypeError,
  UnsupportedColumnTypeError,
  ViewExpressionError,
  ViewParameterError,
} from "./errors.js";
export { preloadTypeorm, rehearseDeclaring } from "./preload-typeorm.js";
export { recordMigration, MigrationAsksError, type RecordedQuery } from "./record-migration.js";
export { readMigrations, type ProjectMigration } from "./read-migrations.js";
export {
  type CheckShape,
  type ColumnShape,
  type DataSourceOptionsShape,
  type DataSourceShape,
  type DriverShape,
  type EntityShape,
  type ExclusionShape,
  type ForeignKeyShape,
  type IndexShape,
  type MigrationShape,
  type NamingStrategyShape,
  type TableColumnShape,
  type UniqueShape,
  type ViewQueryShape,
} from "./typeorm-shape.js";
