import { postgres } from "@typeorm-autogen/dialect-postgres";
import type { Connection, ServerFacts } from "@typeorm-autogen/dialect";
import { introspect, type CatalogueScope } from "@typeorm-autogen/introspect";
import type { Schema } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { freshDatabase } from "../live/fresh-database.js";
import type { Target } from "../live/targets.js";

/** An empty PostgreSQL database, opened by the dialect under test. */
export interface OpenDatabase {
  readonly url: string;
  readonly connection: Connection;
  readonly facts: ServerFacts;
  /** The schema as introspection gives it. */
  read(scope?: Partial<CatalogueScope>): Promise<Schema>;
  /** Compiles and runs operations, each statement by itself. */
  apply(operations: readonly Operation[]): Promise<void>;
  drop(): Promise<void>;
}

/** Opens a new database on a target; `options` are DataSource options besides the address. */
export async function openDatabase(
  target: Target,
  options: Record<string, unknown> = {},
): Promise<OpenDatabase> {
  const fresh = await freshDatabase(target);
  const where = {
    options: { ...fresh.options, ...options },
    projectDir: import.meta.dirname,
    readOnly: false,
  };
  const connection = await postgres.connect(where);
  const facts = await postgres.facts(connection, where);
  return {
    url: fresh.url,
    connection,
    facts,
    read: (scope = {}) => introspect(postgres.reader(connection, facts), { schemas: [], ...scope }),
    apply: async (operations) => {
      for (const operation of operations)
        for (const { sql } of postgres.compile(operation, context(facts))) await connection.execute(sql);
    },
    drop: async () => {
      await connection.close();
      await fresh.drop();
    },
  };
}

/** What compiling may look at here: no state, for PostgreSQL never needs it. */
function context(facts: ServerFacts) {
  return { facts, state: null, metadataTable: { schema: null, name: "typeorm_metadata" } };
}

/** Every operation that builds a schema from nothing, foreign keys last. */
export function buildOperations(schema: Schema): Operation[] {
  return [
    ...schema.schemas.map((name): Operation => ({ kind: "createSchema", name })),
    ...schema.extensions.map((name): Operation => ({ kind: "createExtension", name })),
    ...schema.enums.map((type): Operation => ({ kind: "createEnum", enum: type })),
    ...schema.sequences.map((sequence): Operation => ({ kind: "createSequence", sequence })),
    ...schema.tables.map((table): Operation => ({
      kind: "createTable",
      table: { ...table, foreignKeys: [] },
    })),
    ...schema.tables.flatMap((table) =>
      table.foreignKeys.map((foreignKey): Operation => ({ kind: "createForeignKey", table, foreignKey })),
    ),
  ];
}
