export { type ColumnType, type TypeCodec } from "./column-type.js";
export { type Column, type DialectOptions, type Generated, type Identity } from "./column.js";
export {
  type Check,
  type Deferrable,
  type Exclusion,
  type ExclusionElement,
  type ForeignKey,
  type KeyPart,
  type PrimaryKey,
  type ReferentialAction,
  type Unique,
} from "./constraint.js";
export { equal, sortSchema } from "./equality.js";
export { type IndexDefinition, type IndexPart } from "./index-definition.js";
export { followRename, reverseRename, type LaterRename } from "./later-rename.js";
export { byName, findColumn, findTable, findView } from "./lookup.js";
export {
  compareNames,
  compareText,
  equalNames,
  formatName,
  keyAfterRename,
  nameKey,
  qualify,
  type QualifiedName,
} from "./name.js";
export { renameIdentifier } from "./rename-identifier.js";
export { renameSchemaIn, renameSequenceIn } from "./rename-named.js";
export { areEnclosed, closingParenthesis, significantTokens, withoutParentheses } from "./parentheses.js";
export { namesTypeAt, renameType } from "./rename-type.js";
export {
  emptySchema,
  type EnumType,
  type Schema,
  type Sequence,
  type SequenceOptions,
  type SequenceOwner,
  type TypeormMetadata,
} from "./schema.js";
export {
  identifierName,
  tokenizeSql,
  type SqlLexicon,
  type SqlToken,
  type SqlTokenKind,
} from "./sql-tokens.js";
export { type SqlScalar, type SqlValue } from "./sql-value.js";
export { table, type Table, type TableAttachment, type Trigger } from "./table.js";
export { type View, type ViewAttachment, type ViewSource } from "./view.js";
