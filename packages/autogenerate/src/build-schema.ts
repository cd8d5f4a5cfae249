import { compare, defaultCompareOptions } from "@typeorm-autogen/compare";
import type { Connection, Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import { emptySchema, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { evolve } from "@typeorm-autogen/ops";

/** Where a schema is built: an open connection to an empty database. */
export interface BuildingSite {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly facts: ServerFacts;
  readonly metadataTable: QualifiedName;
}

/** Creates everything that a schema holds in an empty database. Throws what the server says to its statements. */
export async function buildSchema(site: BuildingSite, schema: Schema): Promise<void> {
  const { dialect, connection, facts, metadataTable } = site;
  const options = { ...defaultCompareOptions, defaultSchema: facts.defaultSchema };
  // Triggers may read what comes later, and fire while rows are copied.
  const bare = { ...schema, tables: schema.tables.map(({ triggers: _, ...table }) => table) };
  const { operations } = compare(emptySchema, bare, dialect.rules(facts), options);
  let state = emptySchema;
  await connection.begin("migrate");
  try {
    for (const operation of operations) {
      for (const { sql } of dialect.compile(operation, { facts, state, metadataTable }))
        await connection.execute(sql);
      state = evolve(state, [operation]);
    }
    for (const { triggers = [] } of schema.tables)
      for (const { sql } of triggers) await connection.execute(sql);
    await connection.commit();
  } catch (error) {
    await connection.rollback().catch(() => {});
    throw error;
  }
}
