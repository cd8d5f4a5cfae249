import { expect } from "vitest";
import type { Connection, DdlContext } from "@typeorm-autogen/dialect";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { introspect } from "@typeorm-autogen/introspect";
import { sortSchema, type Schema } from "@typeorm-autogen/model";
import { evolve, type Operation } from "@typeorm-autogen/ops";
import { freshDatabase, type FreshDatabase } from "../live/fresh-database.js";
import type { Target } from "../live/targets.js";

/** A database of one test, with a connection of ours. */
export interface Sandbox {
  readonly fresh: FreshDatabase;
  readonly connection: Connection;
  /** Runs SQL text as it stands. */
  exec(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
  read(): Promise<Schema>;
  /** Compiles and runs operations as the runtime does: one transaction, each compiled against what is there then. */
  apply(operations: readonly Operation[]): Promise<void>;
  end(): Promise<void>;
}

const metadataTable = { schema: null, name: "typeorm_metadata" };

/** Opens an empty database of a target, filled by SQL text. */
export async function sandbox(target: Target, sql = ""): Promise<Sandbox> {
  const fresh = await freshDatabase(target);
  const connection = await connectTo(fresh);
  const read = () => readSchema(connection);
  const box: Sandbox = {
    fresh,
    connection,
    exec: async (text) => void (await connection.execute(text)),
    rows: (text) => connection.query(text),
    read,
    apply: (operations) => applyOperations(connection, operations),
    end: async () => {
      await connection.close();
      await fresh.drop();
    },
  };
  if (sql !== "") await box.exec(sql);
  return box;
}

/** A connection to a fresh database with the driver of its target. */
export function connectTo(fresh: FreshDatabase, readOnly = false): Promise<Connection> {
  return sqlite.connect({ options: fresh.options, projectDir: import.meta.dirname, readOnly });
}

/** What a connection shows, in normal form, TypeORM's metadata table included. */
export async function readSchema(connection: Connection): Promise<Schema> {
  return sqlite.normalise(await readAsItStands(connection), sqlite.defaultFacts);
}

/** What a connection shows, as the runtime hands it to the compiler of DDL. */
export async function readAsItStands(connection: Connection): Promise<Schema> {
  return introspect(sqlite.reader(connection, sqlite.defaultFacts), { schemas: [], metadataTable });
}

async function applyOperations(connection: Connection, operations: readonly Operation[]): Promise<void> {
  await connection.begin("migrate");
  try {
    for (const operation of operations) {
      for (const { sql } of sqlite.compile(operation, await contextOf(connection, operation)))
        await connection.execute(sql);
    }
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    throw error;
  }
}

async function contextOf(connection: Connection, operation: Operation): Promise<DdlContext> {
  const state = sqlite.needsState(operation) ? await readAsItStands(connection) : null;
  return { facts: sqlite.defaultFacts, state, metadataTable };
}

/** Texts that SQLite respells when it renames, levelled, and the lists in a fixed order. */
export function comparable(schema: Schema): Schema {
  return sortSchema({
    ...schema,
    views: [],
    tables: schema.tables.map(({ triggers: _, ...table }) => ({
      ...table,
      columns: table.columns.map((column) =>
        column.generated
          ? { ...column, generated: { ...column.generated, expression: level(column.generated.expression) } }
          : column,
      ),
      checks: table.checks.map((check) => ({ ...check, expression: level(check.expression) })),
      indexes: table.indexes.map((index) => ({
        ...index,
        parts: index.parts.map((part) =>
          part.expression === undefined ? part : { ...part, expression: level(part.expression) },
        ),
        ...(index.where !== undefined && { where: level(index.where) }),
      })),
    })),
  });
}

// Quotes around plain words and spaces: enough for the texts of these tests.
function level(text: string): string {
  return text.replaceAll(/"([a-z_]\w*)"/gi, "$1").replaceAll(/\s+/g, " ");
}

/** Applies operations and holds the database against what `evolve` says. Returns what is there afterwards. */
export async function applyAndCompare(box: Sandbox, operations: readonly Operation[]): Promise<Schema> {
  const before = await box.read();
  await box.apply(operations);
  const after = await box.read();
  expect(comparable(after)).toEqual(
    comparable(sqlite.normalise(evolve(before, operations), sqlite.defaultFacts)),
  );
  return after;
}
