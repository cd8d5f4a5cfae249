import { createConnection, type RowDataPacket } from "mysql2/promise";
import { Client } from "pg";
import type { FreshDatabase } from "./fresh-database.js";

/** One row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs SQL in a session of its own, by the driver alone; gives the rows of the last statement. */
export async function queryDatabase(fresh: FreshDatabase, text: string): Promise<readonly Row[]> {
  switch (fresh.options.type) {
    case "postgres":
      return queryPostgres(fresh.url, text);
    case "mysql":
    case "mariadb":
      return queryMysql(fresh.url, text);
    default:
      return querySqlite(fresh.database, text);
  }
}

async function queryPostgres(url: string, text: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const answer = (await client.query(text)) as unknown;
    const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { readonly rows: readonly Row[] };
    return last.rows;
  } finally {
    await client.end();
  }
}

async function queryMysql(url: string, text: string): Promise<readonly Row[]> {
  const options = { uri: url, multipleStatements: true, dateStrings: true, supportBigNumbers: true };
  const connection = await createConnection(options);
  try {
    const [answer] = await connection.query<RowDataPacket[][]>(text);
    const last: unknown = Array.isArray(answer[0]) || isDone(answer[0]) ? answer.at(-1) : answer;
    return Array.isArray(last) ? last.map((row: object) => ({ ...row })) : [];
  } finally {
    await connection.end();
  }
}

// What a statement without rows leaves among the answers.
function isDone(answer: unknown): boolean {
  return answer !== undefined && Object.hasOwn(answer as object, "affectedRows");
}

async function querySqlite(file: string, text: string): Promise<readonly Row[]> {
  const { default: Database } = await import("better-sqlite3");
  const database = new Database(file);
  try {
    database.pragma("foreign_keys = ON");
    if (!/^\s*(SELECT|PRAGMA)\b/i.test(text)) {
      database.exec(text);
      return [];
    }
    return database.prepare(text).all() as readonly Row[];
  } finally {
    database.close();
  }
}
