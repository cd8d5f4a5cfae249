import Database from "better-sqlite3";
import { Client } from "pg";
import type { FreshDatabase } from "../live/fresh-database.js";

/** Runs one statement beside Autogen and returns its rows. */
export async function query(
  fresh: Pick<FreshDatabase, "url" | "database">,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return fresh.url.startsWith("sqlite:") ? querySqlite(fresh.database, sql) : queryPostgres(fresh.url, sql);
}

function querySqlite(file: string, sql: string) {
  const database = new Database(file);
  try {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all() as Record<string, unknown>[];
    statement.run();
    return [];
  } finally {
    database.close();
  }
}

async function queryPostgres(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
