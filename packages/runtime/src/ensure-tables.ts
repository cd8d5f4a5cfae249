import type { QualifiedName } from "@typeorm-autogen/model";
import type { CreateSchema, CreateTable } from "@typeorm-autogen/ops";
import { inTransaction } from "./in-transaction.js";
import { createStepTable, createVersionTable } from "./own-tables.js";
import type { Session } from "./session.js";

/**
 * Creates the version and step tables where they are missing, with the schemas that they are said to lie in. Returns
 * those that it created.
 */
export async function ensureTables(session: Session): Promise<readonly QualifiedName[]> {
  if ((await findMissing(session)).length === 0) return [];
  return inTransaction(session.connection, async () => {
    // Read again: on SQLite another runner may have been first, and only the transaction keeps it out.
    const missing = await findMissing(session);
    for (const name of await findMissingSchemas(session, missing))
      await execute(session, { kind: "createSchema", name });
    for (const operation of missing) await execute(session, operation);
    return missing.map(({ table: { schema, name } }) => ({ schema, name }));
  });
}

async function findMissing({ connection, dialect, tables }: Session): Promise<readonly CreateTable[]> {
  const all = [
    createVersionTable(tables.version, dialect.types),
    createStepTable(tables.step, dialect.types),
  ];
  const missing: CreateTable[] = [];
  for (const operation of all) {
    if (!(await dialect.hasTable(connection, operation.table))) missing.push(operation);
  }
  return missing;
}

async function findMissingSchemas(
  { connection, dialect, facts }: Session,
  tables: readonly CreateTable[],
): Promise<ReadonlySet<string>> {
  const named = tables.flatMap(({ table: { schema } }) => schema ?? []);
  // Where no schema is there from the start, there is the one that the connection is in.
  const standing = dialect.entities.initialSchema ?? facts.defaultSchema;
  const asked = new Set(named.filter((schema) => schema !== standing));
  if (asked.size === 0) return asked;
  const { schemas } = await dialect.reader(connection, facts).read({ schemas: [...asked] });
  for (const schema of schemas) asked.delete(schema);
  return asked;
}

async function execute(
  { connection, dialect, facts, metadataTable }: Session,
  operation: CreateTable | CreateSchema,
): Promise<void> {
  for (const { sql } of dialect.compile(operation, { facts, state: null, metadataTable }))
    await connection.execute(sql);
}
