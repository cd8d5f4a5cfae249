import type { Connection, Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import { introspect } from "@typeorm-autogen/introspect";
import type { QualifiedName, Schema } from "@typeorm-autogen/model";
import { isOwnTable, type OwnTables } from "@typeorm-autogen/runtime";

/** A database that is read whole. */
export interface ReadPlace {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly facts: ServerFacts;
  /** Autogen's own, which do not count. */
  readonly tables: OwnTables;
  readonly metadataTable: QualifiedName;
}

/** What a database holds in its default schema and these. */
export async function readSchema(place: ReadPlace, schemas: Iterable<string>): Promise<Schema> {
  const { dialect, connection, facts, tables, metadataTable } = place;
  const scope = { schemas: [...new Set(schemas)], metadataTable };
  const counts = (table: QualifiedName) => !isOwnTable(tables, table);
  return dialect.normalise(await introspect(dialect.reader(connection, facts), scope, counts), facts);
}
