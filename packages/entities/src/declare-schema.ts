import { nameKey, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { buildMetadata } from "./build-metadata.js";
import { collectEnums } from "./collect-enums.js";
import { collectSequences } from "./collect-sequences.js";
import type { ClaimedIndex, Declaration } from "./declaration.js";
import { claimedIndexNames } from "./declare-indexes.js";
import { declareTable, type DeclaredTable } from "./declare-table.js";
import { declareView, type DeclaredView } from "./declare-view.js";
import type { Declaring } from "./declaring.js";
import type { DeclarationFacts, DeclaringDialect } from "./entity-dialect.js";
import { findUnsupported } from "./find-unsupported.js";
import { mergeTables } from "./merge-tables.js";
import { metadataTableName, ownTables } from "./own-tables.js";
import { entityTableName } from "./table-name.js";
import type { DataSourceShape, EntityShape } from "./typeorm-shape.js";

/**
 * What a DataSource's entities declare, without connecting and without a trace. Takes a DataSource of the project's own
 * TypeORM, initialised or not. Throws NotADataSourceError, EnumConflictError, and what TypeORM refuses, explained.
 */
export async function declareSchema(
  dataSource: unknown,
  dialect: DeclaringDialect,
  facts: DeclarationFacts,
): Promise<Declaration> {
  const built = await buildMetadata(dataSource, facts, dialect.entities);
  return declare(built, dataSource as DataSourceShape, declaringOf(built, dialect, facts));
}

function declaringOf(
  { driver, namingStrategy, options }: DataSourceShape,
  { entities, types }: DeclaringDialect,
  facts: DeclarationFacts,
): Declaring {
  const optionsSchema = typeof options["schema"] === "string" ? options["schema"] : undefined;
  return { entities, types, facts, driver, naming: namingStrategy, optionsSchema };
}

// A child of single-table inheritance stands in its parent's table, which holds all that the child declares.
function declare(built: DataSourceShape, original: DataSourceShape, declaring: Declaring): Declaration {
  const entities = built.entityMetadatas.filter(({ tableType }) => tableType !== "entity-child");
  const managed = entities.filter(({ synchronize }) => synchronize);
  const real = managed.filter(({ tableType }) => tableType !== "view");
  const tables = mergeTables(
    real.map((entity) => declareTable(entity, entityTableName(entity, declaring), declaring)),
  );
  const views = managed
    .filter(({ tableType }) => tableType === "view")
    .map((entity) => declareView(entity, entities, built, declaring));
  const metadataTable = metadataTableName(built, declaring);
  return {
    schema: assembleSchema(tables, views, built, declaring),
    properties: new Map(tables.map(({ table, properties }) => [nameKey(table), properties])),
    ownTables: ownTables(original, metadataTable, declaring),
    metadataTable,
    unmanagedTables: unmanaged(entities, declaring),
    claimedIndexes: managed.flatMap((entity) => claimedIndexes(entity, declaring)),
    synchronize: original.options["synchronize"] === true,
    unsupported: [
      ...managed.flatMap((entity) => findUnsupported(entity, declaring)),
      ...tables.flatMap(({ unsupported }) => unsupported),
    ],
  };
}

function assembleSchema(
  tables: readonly DeclaredTable[],
  declaredViews: readonly DeclaredView[],
  { options }: DataSourceShape,
  declaring: Declaring,
): Schema {
  const enums = collectEnums(tables.flatMap(({ enums }) => enums));
  const views = declaredViews.map(({ view }) => view);
  const given = declaring.entities.extensions ? listed(options["extensions"]) : [];
  return {
    schemas: namedSchemas([...tables.map(({ table }) => table), ...views, ...enums], declaring),
    extensions: [...new Set([...given, ...tables.flatMap(({ extensions }) => extensions)])],
    enums,
    sequences: collectSequences(
      tables.map(({ table }) => table),
      declaring,
    ),
    tables: tables.map(({ table }) => table),
    views,
    typeormMetadata: [
      ...tables.flatMap(({ metadata }) => metadata),
      ...declaredViews.map(({ metadata }) => metadata),
    ],
  };
}

function namedSchemas(objects: readonly QualifiedName[], { entities, facts }: Declaring): readonly string[] {
  const named = new Set(objects.flatMap(({ schema }) => schema ?? []));
  const { defaultSchema } = facts;
  const mayLack = entities.initialSchema !== null && defaultSchema !== entities.initialSchema;
  if (defaultSchema !== null && mayLack) named.add(defaultSchema);
  return [...named];
}

function unmanaged(entities: readonly EntityShape[], declaring: Declaring): readonly QualifiedName[] {
  return entities
    .filter(({ synchronize }) => !synchronize)
    .map((entity) => entityTableName(entity, declaring));
}

function claimedIndexes(entity: EntityShape, declaring: Declaring): readonly ClaimedIndex[] {
  const table = entityTableName(entity, declaring);
  return claimedIndexNames(entity, declaring).map((name) => ({ table, name }));
}

function listed(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
