import Database from "better-sqlite3";
import { Client } from "pg";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import type { Connection, Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import { declareSchema, type Declaration } from "@typeorm-autogen/entities";
import { freshDatabase, type FreshDatabase } from "../live/fresh-database.js";
import type { Target } from "../live/targets.js";
import { storyDataSource, type Line, type Story } from "./stories.js";

/** A database that TypeORM has just synchronised with a story's entities, and what Autogen says they declare. */
export interface SynchronisedStory {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly facts: ServerFacts;
  readonly declaration: Declaration;
  close(): Promise<void>;
}

/** Lets TypeORM build a story's tables in a fresh database; the declaration comes from a DataSource never connected. */
export async function synchroniseStory(target: Target, line: Line, story: Story): Promise<SynchronisedStory> {
  const dialect = target.dialect === "postgres" ? postgres : sqlite;
  const fresh = await freshDatabase(target);
  await prepare(target, fresh, story.prepare ?? []);
  const dataSource = await storyDataSource(story, line, fresh.options);
  await dataSource.initialize();
  await dataSource.synchronize().finally(() => dataSource.destroy());
  const untouched = await storyDataSource(story, line, fresh.options);
  const options = untouched.options as unknown as Readonly<Record<string, unknown>>;
  const place = { options, projectDir: import.meta.dirname, readOnly: true };
  const connection = await dialect.connect(place);
  const facts = await dialect.facts(connection, place);
  const declaration = await declareSchema(untouched, dialect, facts);
  const close = async (): Promise<void> => {
    await connection.close();
    await fresh.drop();
  };
  return { dialect, connection, facts, declaration, close };
}

/** The lines whose drivers open a target: 1.x has left sqlite3 to 0.3. */
export function linesOf(target: Target): readonly Line[] {
  if (target.driver === "sqlite3") return ["0.3"];
  return target.driver === "better-sqlite3" ? ["1"] : ["0.3", "1"];
}

async function prepare(target: Target, fresh: FreshDatabase, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  if (target.dialect === "sqlite") {
    const database = new Database(fresh.database);
    database.exec(statements.join(";"));
    database.close();
    return;
  }
  const client = new Client({ connectionString: fresh.url });
  await client.connect();
  await client.query(statements.join(";"));
  await client.end();
}
