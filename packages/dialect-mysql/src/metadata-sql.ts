import { nameSql, type DdlContext } from "@typeorm-autogen/dialect";
import type { SetTypeormMetadata } from "@typeorm-autogen/ops";
import { spelling } from "./spelling.js";
import { quoteText } from "./sql-text.js";

/**
 * Writes a row of TypeORM's metadata table as TypeORM's query runner would: the database stands in the column `schema`,
 * and comes from the server, so that no script carries the name of the database it was written on.
 */
export function typeormMetadataSql(
  { row, to, was }: SetTypeormMetadata,
  context: DdlContext,
): readonly string[] {
  const table = nameSql(spelling, context.metadataTable);
  const schema = row.schema === null ? "DATABASE()" : quoteText(row.schema);
  const owner = row.table === null ? "NULL" : quoteText(row.table);
  const conditions = [
    `\`type\` = ${quoteText(row.type)}`,
    `\`name\` = ${quoteText(row.name)}`,
    `\`schema\` = ${schema}`,
    ...(row.table === null ? [] : [`\`table\` = ${owner}`]),
  ];
  const remove = `DELETE FROM ${table} WHERE ${conditions.join(" AND ")}`;
  if (to === null) return [remove];
  const values = [schema, owner, quoteText(row.type), quoteText(row.name), quoteText(to)];
  const insert = `INSERT INTO ${table} (\`schema\`, \`table\`, \`type\`, \`name\`, \`value\`) VALUES (${values.join(", ")})`;
  return was === null ? [insert] : [remove, insert];
}
