import type { DdlContext } from "@typeorm-autogen/dialect";
import type { SetTypeormMetadata } from "@typeorm-autogen/ops";
import { identifier, literal } from "./sql-text.js";

/**
 * The statements that keep a row of TypeORM's metadata table as its SQLite query runner would: without database and
 * schema. A table that is not there yet is made as TypeORM makes it before its first view or generated column.
 */
export function typeormMetadataSql(
  { row, to }: SetTypeormMetadata,
  { metadataTable }: DdlContext,
): readonly string[] {
  const table = identifier(metadataTable.name);
  const remove = `DELETE FROM ${table} WHERE "type" = ${literal(row.type)} AND "name" = ${literal(row.name)} AND "table" IS ${literal(row.table)}`;
  if (to === null) return [remove];
  const values = [row.type, null, null, row.table, row.name, to].map(literal);
  return [
    createSql(table),
    remove,
    `INSERT INTO ${table} ("type", "database", "schema", "table", "name", "value") VALUES (${values.join(", ")})`,
  ];
}

function createSql(table: string): string {
  return `CREATE TABLE IF NOT EXISTS ${table} ("type" varchar NOT NULL, "database" varchar, "schema" varchar, "table" varchar, "name" varchar, "value" text)`;
}
