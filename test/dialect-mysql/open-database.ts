import type { Connection, ServerFacts } from "@typeorm-autogen/dialect";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { introspect, type CatalogueScope } from "@typeorm-autogen/introspect";
import type { Schema } from "@typeorm-autogen/model";
import { freshDatabase, type FreshDatabase } from "../live/fresh-database.js";
import type { Target } from "../live/targets.js";

/** An empty MySQL or MariaDB database, opened by the dialect under test. */
export interface OpenDatabase {
  readonly fresh: FreshDatabase;
  readonly connection: Connection;
  readonly facts: ServerFacts;
  /** The schema in normal form. */
  read(scope?: Partial<CatalogueScope>): Promise<Schema>;
  drop(): Promise<void>;
}

/** Opens a new database on a target. */
export async function openDatabase(target: Target): Promise<OpenDatabase> {
  const fresh = await freshDatabase(target);
  const where = { url: fresh.url, projectDir: import.meta.dirname, readOnly: false };
  const connection = await mysql.connect(where);
  const facts = await mysql.facts(connection, where);
  return {
    fresh,
    connection,
    facts,
    read: async (scope = {}) =>
      mysql.normalise(await introspect(mysql.reader(connection, facts), { schemas: [], ...scope }), facts),
    drop: async () => {
      await connection.close();
      await fresh.drop();
    },
  };
}
