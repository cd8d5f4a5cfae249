import { buildSchema, UnprovableError } from "@typeorm-autogen/autogenerate";
import type { Connection, Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import { AutogenError } from "@typeorm-autogen/errors";
import type { QualifiedName, Schema } from "@typeorm-autogen/model";
import { MigrationContext, type OwnTables, type Scratch } from "@typeorm-autogen/runtime";
import { metadataTableDefinition } from "./metadata-table.js";

/** A connected database, as far as a scratch database is to be like it. */
export interface Original {
  readonly dialect: Dialect;
  /** Null where it is only known from scripts. */
  readonly connection: Connection | null;
  readonly facts: ServerFacts;
  readonly live: Schema;
  readonly tables: OwnTables;
  readonly metadataTable: QualifiedName;
}

/** Makes a scratch database hold what another one holds, rows aside. Throws UnprovableError. */
export async function buildLike(original: Original, scratch: Scratch): Promise<void> {
  if (original.connection && scratch.facts.flavor !== original.facts.flavor)
    throw new UnprovableError("the scratch server is of another kind than the connected one");
  try {
    await build(original, scratch);
  } catch (error) {
    if (!(error instanceof AutogenError)) throw error;
    throw new UnprovableError(
      `what the connected database holds cannot be rebuilt there: ${error.message}`,
      error,
    );
  }
}

async function build(original: Original, { connection, facts, target }: Scratch): Promise<void> {
  const { dialect, live, tables, metadataTable } = original;
  const { surroundings } = dialect.scratch;
  const schemas = [original.facts.defaultSchema, ...live.schemas].flatMap((name) => name ?? []);
  // What refers to what is not there yet, nobody needs before it is.
  const around = original.connection && (await surroundings?.(original.connection, schemas));
  for (const sql of around ?? []) await connection.execute(sql).catch(() => 0);
  await MigrationContext.on(connection, facts, { dialect, target, tables, metadataTable }).ensureTables();
  const metadata = live.typeormMetadata ? [metadataTableDefinition(metadataTable, dialect.types)] : [];
  const missing = metadata.filter((own) => live.tables.every(({ name }) => name !== own.name));
  const before = { ...live, tables: [...live.tables, ...missing], ...(around && { schemas: [] }) };
  await buildSchema({ dialect, connection, facts, metadataTable }, before);
}
