import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Client } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { layShop } from "../../fixtures/projects/shop/lay-shop.js";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  emptyFolder,
  filesIn,
  freshTarget,
  users,
  writeFiles,
} from "../cli/project.js";
import { dumpDatabase } from "../live/dump-database.js";
import type { FreshDatabase } from "../live/fresh-database.js";
import { queryDatabase } from "../live/query-database.js";
import { mysqlTargets, postgresTargets } from "../live/targets.js";

beforeAll(buildCommandLine);

const customerRename = ["--rename", "column:customer.name=full_name"];

type Run = (...words: string[]) => ReturnType<typeof autogen>;

async function look(run: Run, more = customerRename): Promise<void> {
  const looks = [
    { words: ["diff", ...more], status: 0 },
    { words: ["diff", "--sql", ...more], status: 0 },
    { words: ["check", ...more], status: 1 },
    { words: ["revision", "-m", "next", "--dry-run", ...more], status: 0 },
  ];
  for (const { words, status } of looks) {
    const ran = await run(...words);
    expect(ran.status, `${words.join(" ")}: ${ran.stderr}`).toBe(status);
  }
}

describe.each(postgresTargets)("looking at $name", (target) => {
  test("changes no row of any table, nor any file, and a role that may only read can do it", async () => {
    const fresh = await freshTarget(target);
    const shop = shopWith({ SHOP_DATABASE_URL: fresh.url });
    await shop.build();
    const client = new Client({ connectionString: fresh.url });
    await client.connect();
    const reader = await createReader(client, fresh.url);
    const before = [await rowVersions(client), filesIn(shop.dir)];
    await look(shop.run);
    await look(shopAt(shop.dir, { SHOP_DATABASE_URL: reader.url }));
    expect([await rowVersions(client), filesIn(shop.dir)]).toEqual(before);
    await reader.drop();
    await client.end();
  });
});

describe.each(mysqlTargets)("looking at $name", (target) => {
  test("leaves tables, their times and rows, and files as they were; an account that may only read can do it", async () => {
    const fresh = await freshTarget(target);
    const dir = emptyFolder(["typeorm", "typeorm-autogen", "reflect-metadata", "mysql2"]);
    const declare = (...entities: Parameters<typeof dataSourceFile>[1]) =>
      writeFiles(dir, { "package.json": "{}", "data-source.js": dataSourceFile(fresh, entities) });
    const run = shopAt(dir, {});
    declare(users({ age: { type: "int", default: 1 } }));
    expect(await run("revision", "-m", "first")).toMatchObject({ status: 0 });
    expect(await run("upgrade", "--quiet")).toMatchObject({ status: 0 });
    await queryDatabase(fresh, "INSERT INTO users (id, name) VALUES (1, 'Ann')");
    declare({
      ...users({ years: { type: "int", default: () => "(1 + 1)" }, note: { type: "text", nullable: true } }),
      checks: [{ expression: "years > 0" }],
    });
    const before = [await tableTraces(fresh), filesIn(dir)];
    const rename = ["--rename", "column:users.age=years"];
    await look(run, rename);
    const reader = await createMysqlReader(fresh);
    await look(run, [...rename, "--url", reader.url]);
    await reader.drop();
    expect([await tableTraces(fresh), filesIn(dir)]).toEqual(before);
  });
});

describe.each(["delete", "wal"])("looking at a SQLite file in %s mode", (mode) => {
  test("leaves its bytes, its time and its folder as they were", async () => {
    const shop = shopWith({});
    await shop.build();
    const file = join(shop.dir, "shop.sqlite");
    const database = new Database(file);
    database.pragma(`journal_mode = ${mode}`);
    database.close();
    const trace = () => [filesIn(shop.dir), readdirSync(shop.dir), statSync(file).mtimeMs];
    const before = trace();
    await look(shop.run);
    expect(trace()).toEqual(before);
  });
});

test("looking at a SQLite file that is not there makes none", async () => {
  const shop = shopWith({});
  layShop(shop.dir, "v1");
  const before = filesIn(shop.dir);
  expect(await shop.run("check")).toMatchObject({ status: 1 });
  expect(await shop.run("diff")).toMatchObject({ status: 0 });
  expect(await shop.run("revision", "-m", "first", "--dry-run")).toMatchObject({ status: 0 });
  expect(filesIn(shop.dir)).toEqual(before);
});

function shopAt(dir: string, env: Record<string, string>): Run {
  return async (...words) => autogen(dir, words, { env });
}

/** The shop, built as of its first version by a revision, with the entities of the second. */
function shopWith(env: Record<string, string>) {
  const dir = emptyFolder();
  const run = shopAt(dir, env);
  const build = async () => {
    layShop(dir, "v1");
    expect(await run("revision", "-m", "first")).toMatchObject({ status: 0 });
    expect(await run("upgrade", "--quiet")).toMatchObject({ status: 0 });
    layShop(dir, "v2");
  };
  return { dir, run, build };
}

async function createReader(client: Client, address: string) {
  const role = `reader_${Math.random().toString(36).slice(2, 10)}`;
  await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  await client.query(`ALTER ROLE ${role} SET default_transaction_read_only = on`);
  await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
  const url = new URL(address);
  url.username = role;
  url.password = "secret";
  const drop = async () => {
    await client.query(`DROP OWNED BY ${role}`);
    await client.query(`DROP ROLE ${role}`);
  };
  return { url: url.href, drop };
}

/**
 * For each table, the catalogue's included, the versions and places of its rows: whoever writes a row gives it another
 * version at another place. What all databases of a server share is left out, and statistics, which autovacuum writes.
 */
async function rowVersions(client: Client): Promise<readonly unknown[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind = 'r' AND NOT c.relisshared AND c.relname !~ '^pg_statistic' ORDER BY 1`,
  );
  const versions: unknown[] = [];
  for (const { name } of rows) {
    const answer = await client.query(
      `SELECT count(*), md5(string_agg(xmin || ' ' || ctid, ',' ORDER BY ctid)) FROM ${name}`,
    );
    versions.push([name, answer.rows[0]]);
  }
  return versions;
}

async function createMysqlReader(fresh: FreshDatabase) {
  const name = `reader_${Math.random().toString(36).slice(2, 10)}`;
  await queryDatabase(fresh, `CREATE USER ${name} IDENTIFIED BY 'secret'`);
  await queryDatabase(fresh, `GRANT SELECT, SHOW VIEW ON \`${fresh.database}\`.* TO ${name}`);
  const url = new URL(fresh.url);
  url.username = name;
  url.password = "secret";
  return { url: url.href, drop: () => queryDatabase(fresh, `DROP USER ${name}`) };
}

/** What the server says of each table, when it was built and last written, and a sum over its rows. */
async function tableTraces(fresh: FreshDatabase): Promise<readonly unknown[]> {
  const tables = await queryDatabase(
    fresh,
    `SELECT table_name AS name, create_time AS built, update_time AS written FROM information_schema.tables
     WHERE table_schema = DATABASE() ORDER BY 1`,
  );
  const names = tables.map(({ name }) => `\`${String(name)}\``).join(", ");
  return [tables, await queryDatabase(fresh, `CHECKSUM TABLE ${names}`), await dumpDatabase(fresh)];
}
