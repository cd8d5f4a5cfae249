import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { Client } from "pg";
import { inject } from "vitest";
import type { DeskAnswer } from "./server-desk.js";
import { newTestFolder } from "./test-folder.js";
import type { Target } from "./targets.js";

/** An empty database that belongs to one test. */
export interface FreshDatabase {
  /** `postgres://…/name` or `mysql://…/name` with a superuser, or `sqlite:` and the file's path. */
  readonly url: string;
  /** The database's name, or the path of its file. */
  readonly database: string;
  /** What a TypeORM DataSource needs to open it, entities aside. */
  readonly options:
    | { readonly type: "postgres"; readonly url: string }
    | { readonly type: "mysql" | "mariadb"; readonly url: string; readonly connectorPackage: "mysql2" }
    | { readonly type: "sqlite" | "better-sqlite3"; readonly database: string };
  /** Throws the database away, also while connections are open. */
  drop(): Promise<void>;
}

/** Creates an empty database on a target, starting its server when nobody did yet; throws when it cannot run. */
export async function freshDatabase(target: Target): Promise<FreshDatabase> {
  if (target.dialect === "postgres") return freshPostgres(target);
  return target.dialect === "mysql" ? freshMysql(target) : freshSqlite(target);
}

/** A superuser's URL of the target's server, on its maintenance database; throws when it cannot run. */
async function serverUrl(target: Target): Promise<string> {
  const response = await fetch(`${inject("serverDesk")}/${target.name}`);
  const answer = (await response.json()) as DeskAnswer;
  if ("error" in answer) throw new Error(answer.error);
  return answer.url;
}

async function freshPostgres(target: Target): Promise<FreshDatabase> {
  const server = await serverUrl(target);
  const name = `autogen_test_${randomBytes(6).toString("hex")}`;
  await command(server, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const drop = (): Promise<void> => command(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { url: url.href, database: name, options: { type: "postgres", url: url.href }, drop };
}

async function command(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function freshMysql(target: Target): Promise<FreshDatabase> {
  const server = await serverUrl(target);
  const name = `autogen_test_${randomBytes(6).toString("hex")}`;
  await mysqlCommand(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const type = target.server === "mariadb" ? "mariadb" : "mysql";
  return {
    url: url.href,
    database: name,
    options: { type, url: url.href, connectorPackage: "mysql2" },
    drop: () => dropMysql(server, name),
  };
}

/** Ends who is still in the database first: dropping waits for the locks of open transactions. */
async function dropMysql(server: string, name: string): Promise<void> {
  const connection = await createConnection(server);
  try {
    const [sessions] = await connection.query<RowDataPacket[]>(
      "SELECT id AS session FROM information_schema.processlist WHERE db = ?",
      [name],
    );
    for (const { session } of sessions) await connection.query("KILL ?", [session]).catch(() => {});
    await connection.query(`DROP DATABASE IF EXISTS ${name}`);
  } finally {
    await connection.end();
  }
}

async function mysqlCommand(server: string, sql: string): Promise<void> {
  const connection = await createConnection(server);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

async function freshSqlite(target: Target): Promise<FreshDatabase> {
  const folder = newTestFolder();
  const database = join(folder, "test.db");
  const drop = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
  const type = target.driver === "sqlite3" ? "sqlite" : "better-sqlite3";
  return { url: `sqlite:${database}`, database, options: { type, database }, drop };
}
