import { nameSql, quoteText, statements, type DdlContext, type Statement } from "@typeorm-autogen/dialect";
import type { SetTypeormMetadata } from "@typeorm-autogen/ops";
import { spelling } from "./spelling.js";

/**
 * Writes a row of TypeORM's metadata table as TypeORM's query runner would: a view's row names no database, a generated
 * column's row names the current one; the default schema goes by its real name. Values come from the server, so that
 * no script carries the name of the database it was written on.
 */
export function typeormMetadataStatements(op: SetTypeormMetadata, context: DdlContext): readonly Statement[] {
  const table = nameSql(spelling, context.metadataTable);
  const { row, to } = op;
  const schema = row.schema === null ? "current_schema()" : quoteText(row.schema);
  const conditions = [
    `"type" = ${quoteText(row.type)}`,
    `"name" = ${quoteText(row.name)}`,
    `"schema" = ${schema}`,
    ...(row.table === null ? [] : [`"database" = current_database()`, `"table" = ${quoteText(row.table)}`]),
  ];
  const remove = `DELETE FROM ${table} WHERE ${conditions.join(" AND ")}`;
  if (to === null) return statements(remove);
  const owner = row.table === null ? ["NULL", "NULL"] : ["current_database()", quoteText(row.table)];
  const values = [owner[0], schema, owner[1], quoteText(row.type), quoteText(row.name), quoteText(to)];
  const insert = `INSERT INTO ${table} ("database", "schema", "table", "type", "name", "value") VALUES (${values.join(", ")})`;
  return statements(op.was === null ? "" : remove, insert);
}
