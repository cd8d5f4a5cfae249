import type { QualifiedName } from "@typeorm-autogen/model";
import type { Declaring } from "./declaring.js";
import { tableName } from "./table-name.js";
import type { DataSourceShape } from "./typeorm-shape.js";

/** The table in which TypeORM keeps the texts of views and generated columns. */
export function metadataTableName(dataSource: DataSourceShape, declaring: Declaring): QualifiedName {
  return tableName(dataSource.metadataTableName || "typeorm_metadata", undefined, declaring);
}

/** The tables that TypeORM keeps for itself, under the names that the options give them; the cache's even when off. */
export function ownTables(
  original: DataSourceShape,
  metadataTable: QualifiedName,
  declaring: Declaring,
): readonly QualifiedName[] {
  const { migrationsTableName, cache } = original.options;
  const cacheTable = (cache as { readonly tableName?: unknown } | undefined)?.tableName;
  return [
    tableName(text(migrationsTableName) || "migrations", undefined, declaring),
    metadataTable,
    tableName(text(cacheTable) || "query-result-cache", undefined, declaring),
  ];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
