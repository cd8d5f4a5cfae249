import {
  table as buildTable,
  type EnumType,
  type QualifiedName,
  type Table,
  type TypeormMetadata,
} from "@typeorm-autogen/model";
import type { UnsupportedDeclaration } from "./declaration.js";
import { declareColumn, declareComment, type DeclaredColumn } from "./declare-column.js";
import {
  declareChecks,
  declareExclusions,
  declareForeignKeys,
  declarePrimaryKey,
  declareUniques,
} from "./declare-constraints.js";
import { declareIndexes } from "./declare-indexes.js";
import type { Declaring } from "./declaring.js";
import { keepFirst } from "./keep-first.js";
import type { ColumnShape, EntityShape } from "./typeorm-shape.js";

/** An enum type with the column that wants it, for messages. */
export interface WantedEnum {
  readonly enumType: EnumType;
  readonly by: string;
}

/** A table with what it needs beside it. */
export interface DeclaredTable {
  readonly table: Table;
  /** Property by column name. */
  readonly properties: ReadonlyMap<string, string>;
  readonly enums: readonly WantedEnum[];
  readonly extensions: readonly string[];
  readonly metadata: readonly TypeormMetadata[];
  readonly unsupported: readonly UnsupportedDeclaration[];
}

/** What TypeORM would create for one entity, junctions and closure tables included. */
export function declareTable(entity: EntityShape, name: QualifiedName, declaring: Declaring): DeclaredTable {
  const sources = entity.columns.filter(({ isVirtualProperty }) => !isVirtualProperty);
  const columns = sources.map((source) => ({
    source,
    declared: declareColumn(source, entity, name, declaring),
  }));
  const declared = columns.map((column) => column.declared);
  const { table, extensions } = assembleTable(entity, name, declared, declaring);
  return {
    table,
    properties: new Map(
      columns.map(({ source, declared }) => [declared.column.name, source.propertyName] as const),
    ),
    enums: columns.flatMap(({ source, declared: { enumType } }) =>
      enumType ? [{ enumType, by: `${entity.name}.${source.propertyPath}` }] : [],
    ),
    extensions: [...declared.flatMap(({ extension }) => extension ?? []), ...extensions],
    metadata: sources.flatMap((source) => metadataRow(source, entity, name)),
    unsupported: declared.flatMap(({ unsupported }) => unsupported),
  };
}

function assembleTable(
  entity: EntityShape,
  name: QualifiedName,
  columns: readonly DeclaredColumn[],
  declaring: Declaring,
): Pick<DeclaredTable, "table" | "extensions"> {
  const primaryKey = declarePrimaryKey(entity, declaring);
  const inlineChecks = columns.flatMap(({ check }) => check ?? []);
  const options = declaring.entities.tableOptions({
    withoutRowid: entity.withoutRowid === true,
    engine: entity.engine,
  });
  const own = keepFirst(columns.map(({ column }) => column));
  const { exclusions, extensions } = declareExclusions(entity, own, declaring);
  const table = buildTable(name, {
    columns: own,
    ...(primaryKey && { primaryKey }),
    uniques: keepFirst(declareUniques(entity, primaryKey, declaring)),
    checks: [...inlineChecks, ...keepFirst(declareChecks(entity, declaring))],
    ...(exclusions.length > 0 && { exclusions: keepFirst(exclusions) }),
    foreignKeys: keepFirst(declareForeignKeys(entity, declaring)),
    indexes: keepFirst(declareIndexes(entity, declaring)),
    ...declareComment(entity.comment, declaring),
    ...(options && { options }),
  });
  return { table, extensions };
}

// Names and expression go into TypeORM's table as TypeORM has them, not cut to what the server keeps.
function metadataRow(
  { asExpression, databaseName }: ColumnShape,
  entity: EntityShape,
  { schema }: QualifiedName,
): readonly TypeormMetadata[] {
  if (!asExpression) return [];
  return [
    { table: entity.tableName, schema, type: "GENERATED_COLUMN", name: databaseName, value: asExpression },
  ];
}
