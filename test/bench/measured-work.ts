// What the benchmark sets beside `check`, each in a process of its own: `node measured-work.js WORK SERVER`, run in the project.
//   raw         the catalogue statements
//   floor       the same, and TypeORM's metadata of the entities: what no comparison can do without
//   log         TypeORM's own schema builder
import { createRequire } from "node:module";
import { join } from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import type { Client as PgClient } from "pg";
import type { BenchServer } from "./bench-project.js";
import { postgresStatements, sqliteStatements } from "./catalogue-statements.js";

interface MeasuredDataSource {
  readonly driver: { createSchemaBuilder(): { log(): Promise<unknown> } };
  buildMetadatas(): Promise<void>;
  initialize(): Promise<void>;
  destroy(): Promise<void>;
}

const [work, serverText = ""] = process.argv.slice(2);
const server = JSON.parse(serverText) as BenchServer;
const inProject = (file: string) => join(process.cwd(), file);
const load = createRequire(inProject("package.json"));
const loadEntities = () => (load("./data-source.cjs") as { dataSource: MeasuredDataSource }).dataSource;

if (work === "raw") await fetchCatalogue();
if (work === "floor") {
  await fetchCatalogue();
  await loadEntities().buildMetadatas();
}
if (work === "log") {
  const dataSource = loadEntities();
  await dataSource.initialize();
  await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
}

async function fetchCatalogue(): Promise<void> {
  if (server.type === "better-sqlite3") {
    const Database = load("better-sqlite3") as typeof BetterSqlite3;
    const database = new Database(server.database, { readonly: true });
    for (const statement of sqliteStatements) database.prepare(statement).raw().all();
    database.close();
    return;
  }
  const { Client } = load("pg") as { Client: typeof PgClient };
  const client = new Client({ connectionString: server.url, options: "-c jit=off" });
  await client.connect();
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  for (const text of postgresStatements) {
    await client.query({ text, rowMode: "array", types: { getTypeParser: () => String } });
  }
  await client.end();
}
