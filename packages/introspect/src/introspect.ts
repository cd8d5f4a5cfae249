import type { QualifiedName, Schema } from "@typeorm-autogen/model";
import { assemble } from "./assemble.js";
import type { CatalogueReader, CatalogueScope } from "./reader.js";

/** Whether a table of the database counts. */
export type TableFilter = (table: QualifiedName) => boolean;

/** Reads a live database into a Schema, without the tables that the filter turns away. */
export async function introspect(
  reader: CatalogueReader,
  scope: CatalogueScope,
  includes: TableFilter = () => true,
): Promise<Schema> {
  const schema = assemble(await reader.read(scope));
  return { ...schema, tables: schema.tables.filter(includes) };
}
