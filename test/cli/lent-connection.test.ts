import Database from "better-sqlite3";
import { createConnection, type Connection } from "mysql2/promise";
import { Client } from "pg";
import sqlite3 from "sqlite3";
import { check, current, downgrade, stamp, upgrade, upgradeTenants } from "typeorm-autogen";
import { describe, expect, test } from "vitest";
import type { DataSource } from "typeorm-1";
import { loadTypeorm } from "../entities/stories.js";
import type { FreshDatabase } from "../live/fresh-database.js";
import { queryDatabase } from "../live/query-database.js";
import { targets, type Target } from "../live/targets.js";
import { afterwards, freshTarget, script, users, writeProject } from "./project.js";

const onePerDriver = ["postgres", "mysql", "mariadb", "better-sqlite3", "sqlite3"].flatMap((name) =>
  targets.filter((target) => target.name === name),
);

const first = script(
  "a1",
  null,
  `op.createTable("users", (t) => { t.column("id", "integer"); t.column("name", "varchar(80)"); t.primaryKey(null, ["id"]); });`,
  `op.dropTable("users");`,
);
const second = script(
  "b2",
  "a1",
  `op.execute("INSERT INTO users (id, name) VALUES (1, 'a')");`,
  `op.execute("DELETE FROM users");`,
);

/** A project with two revisions and the runner of a DataSource that is open. */
async function openRunner(target: Target, more: Readonly<Record<string, string>> = {}) {
  const fresh = await freshTarget(target);
  const cwd = writeProject({ "revisions/1.mjs": first, "revisions/2.mjs": second, ...more });
  const { DataSource, EntitySchema } = (await loadTypeorm(
    target.driver === "sqlite3" ? "0.3" : "1",
  )) as unknown as {
    readonly DataSource: new (options: object) => DataSource;
    readonly EntitySchema: new (entity: object) => object;
  };
  const dataSource = new DataSource({ ...fresh.options, entities: [new EntitySchema(users({ id }))] });
  await dataSource.initialize();
  afterwards(() => dataSource.destroy());
  const runner = dataSource.createQueryRunner();
  afterwards(() => (runner.isReleased ? undefined : runner.release()));
  const project = {
    cwd,
    config: { directory: "revisions", lockTimeout: 2000, ignore: ["own"] },
    connection: runner,
  };
  return { fresh, dataSource, runner, project };
}

const id = { type: "integer", primary: true, primaryKeyConstraintName: "users_pkey" };

const session = {
  postgres: "SELECT name, setting FROM pg_settings ORDER BY name",
  mysql:
    "SELECT @@sql_mode, @@sql_notes, @@lock_wait_timeout, @@character_set_results, @@collation_connection, @@max_error_count",
  sqlite: "SELECT * FROM pragma_foreign_keys, pragma_busy_timeout, pragma_legacy_alter_table",
} as const;

const tablesOf = async (fresh: FreshDatabase) => {
  const rows = await queryDatabase(
    fresh,
    fresh.options.type === "postgres" || fresh.options.type === "mysql" || fresh.options.type === "mariadb"
      ? `SELECT table_name AS name FROM information_schema.tables WHERE table_schema IN ('public', '${fresh.database}') ORDER BY 1`
      : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
};

describe.each(onePerDriver)("a QueryRunner that is handed over, on $name", (target) => {
  test("everything works on it; its settings are as they were, and it stays open", async () => {
    const { fresh, dataSource, runner, project } = await openRunner(target);
    if (target.dialect === "postgres")
      await runner.query("SET search_path TO public, pg_catalog; SET jit = on");
    if (target.dialect === "mysql")
      await runner.query("SET SESSION sql_mode = 'ANSI', SESSION lock_wait_timeout = 77");
    const settings = await runner.query(session[target.dialect]);
    expect((await current(project)).revisions).toEqual([]);
    expect(await tablesOf(fresh)).toEqual([]);
    expect(await upgrade(project)).toMatchObject({ heads: ["b2"] });
    expect(await current(project)).toMatchObject({ atHeads: true });
    expect(await check(project)).toMatchObject({ inSync: true });
    expect(await runner.query("SELECT name FROM users")).toEqual([{ name: "a" }]);
    await downgrade({ ...project, target: "-1" });
    expect(await stamp({ ...project, targets: ["b2"] })).toMatchObject({ before: ["a1"], heads: ["b2"] });
    await downgrade({ ...project, target: "base" });
    expect(await tablesOf(fresh)).toEqual(["autogen_step", "autogen_version"]);
    expect(await runner.query(session[target.dialect])).toEqual(settings);
    expect([runner.isReleased, dataSource.isInitialized]).toEqual([false, true]);
  });

  test("in the caller's transaction: all of a run or nothing, and the caller commits", async () => {
    const { fresh, runner, project } = await openRunner(target);
    if (target.dialect === "sqlite") await runner.query("PRAGMA foreign_keys = OFF");
    await runner.query("CREATE TABLE own (id integer)");
    await runner.startTransaction();
    await runner.query("INSERT INTO own VALUES (7)");
    const seen = async () => queryDatabase(fresh, "SELECT id FROM own");
    if (target.dialect === "mysql") {
      const refused = {
        code: "callers-transaction",
        message: expect.stringMatching(/commits it with the first/),
      };
      expect((await current(project)).revisions).toEqual([]);
      expect((await check(project)).pending).toEqual(["a1", "b2"]);
      await expect(upgrade(project)).rejects.toMatchObject(refused);
      await expect(stamp({ ...project, targets: ["a1"] })).rejects.toMatchObject(refused);
      expect([await seen(), await tablesOf(fresh)]).toEqual([[], ["own"]]);
      await runner.commitTransaction();
      expect([await seen(), await tablesOf(fresh)]).toEqual([[{ id: 7 }], ["own"]]);
      return;
    }
    const settings = await runner.query(session[target.dialect]);
    expect(await upgrade({ ...project, target: "a1" })).toMatchObject({ heads: ["a1"] });
    await expect(
      upgrade({ ...project, onApply: ({ after }) => Promise.reject(new Error(`not ${String(after)}`)) }),
    ).rejects.toThrow(/not b2/);
    expect(await upgrade(project)).toMatchObject({ heads: ["b2"] });
    expect(await check(project)).toMatchObject({ inSync: true });
    expect(await runner.query(session[target.dialect])).toEqual(settings);
    await runner.rollbackTransaction();
    expect([await seen(), await tablesOf(fresh)]).toEqual([[], ["own"]]);

    await runner.startTransaction();
    await runner.query("INSERT INTO own VALUES (8)");
    await upgrade(project);
    await downgrade({ ...project, target: "-1" });
    await runner.commitTransaction();
    expect([await seen(), await runner.query("SELECT id FROM users")]).toEqual([[{ id: 8 }], []]);
    expect((await current(project)).revisions).toMatchObject([{ revision: "a1" }]);
  });
});

const outside = {
  "revisions/3.mjs": script("c3", "b2", `op.autocommitBlock(() => op.execute("SELECT 1"));`),
};

test.each(onePerDriver.filter(({ dialect }) => dialect !== "mysql"))(
  "what has to commit by itself is refused before anything runs, on $name",
  async (target) => {
    const { fresh, runner, project } = await openRunner(target, outside);
    if (target.dialect === "sqlite") await runner.query("PRAGMA foreign_keys = OFF");
    await runner.startTransaction();
    const refused = (message: RegExp) => ({
      code: "callers-transaction",
      message: expect.stringMatching(message),
    });
    await expect(upgrade(project)).rejects.toMatchObject(
      refused(
        /^upgrade of revision c3 cannot run in the transaction that is open .* commit by itself: SELECT 1; commit/,
      ),
    );
    const none = { ...project, config: { ...project.config, transaction: "none" } } as const;
    await expect(upgrade(none)).rejects.toMatchObject(refused(/^transaction: "none" cannot/));
    expect(await runner.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await runner.commitTransaction();
    expect(await tablesOf(fresh)).toEqual([]);
    if (target.dialect === "sqlite") await runner.query("PRAGMA foreign_keys = ON");
    await runner.startTransaction();
    if (target.dialect === "postgres") await runner.query("SELECT nothing").catch(() => {});
    await expect(upgrade({ ...project, target: "a1" })).rejects.toMatchObject(
      refused(/a statement in it failed; roll it back|foreign keys are enforced/),
    );
    await runner.rollbackTransaction();
    expect(await tablesOf(fresh)).toEqual([]);
  },
);

interface OpenClient {
  readonly client: object;
  readonly url: string;
  end(): unknown;
}

async function openClients(target: Target): Promise<readonly OpenClient[]> {
  const fresh = await freshTarget(target);
  const { url, database } = fresh;
  switch (target.driver) {
    case "pg": {
      const client = new Client({ connectionString: url });
      await client.connect();
      return [{ client, url, end: () => client.end() }];
    }
    case "mysql2": {
      const client = (await createConnection(url)) as Connection & { readonly connection: object };
      return [client, client.connection].map((one) => ({ client: one, url, end: () => client.end() }));
    }
    case "better-sqlite3": {
      const client = new Database(database);
      return [{ client, url, end: () => client.close() }];
    }
    case "sqlite3": {
      const client = new sqlite3.Database(database);
      return [{ client, url, end: () => client.close() }];
    }
  }
}

test.each(onePerDriver)("the driver's own client of $name, of either interface", async (target) => {
  const cwd = writeProject({ "revisions/1.mjs": first, "revisions/2.mjs": second });
  for (const { client, url, end } of await openClients(target)) {
    const project = { cwd, directory: "revisions", url, connection: client };
    expect(await upgrade(project)).toMatchObject({ heads: ["b2"] });
    expect(await downgrade({ ...project, target: "base" })).toMatchObject({ heads: [] });
    afterwards(end);
  }
});

test("in memory, where nobody else could look", async () => {
  const client = new Database(":memory:");
  const cwd = writeProject({ "revisions/1.mjs": first, "revisions/2.mjs": second });
  const project = { cwd, directory: "revisions", url: "sqlite::memory:", connection: client };
  await upgrade(project);
  expect(client.prepare("SELECT name FROM users").all()).toEqual([{ name: "a" }]);
  expect(await current(project)).toMatchObject({ atHeads: true });
  client.close();
});

test("what is no open connection is refused by name", async () => {
  const { dataSource, runner, project } = await openRunner(
    onePerDriver.find(({ name }) => name === "better-sqlite3") as Target,
  );
  const refused = async (connection: unknown, more: object, message: RegExp) =>
    expect(upgrade({ ...project, ...more, connection: connection as object })).rejects.toThrow(message);
  await refused(null, {}, /^the connection that was handed over is null; hand over a QueryRunner or/);
  await refused(
    dataSource,
    {},
    /is a DataSource, which has many connections; hand over dataSource\.createQueryRunner/,
  );
  await refused(
    runner,
    { url: "sqlite:x" },
    /^connection and url exclude each other: a QueryRunner is connected/,
  );
  for (const [url, driver] of [
    ["sqlite:x", "better-sqlite3 or sqlite3"],
    ["postgres://x", "pg"],
    ["mysql://x/y", "mysql2"],
  ] as const)
    await refused({}, { url }, new RegExp(`is no open client of ${driver}, which`));
  const tenants = { ...project, config: { ...project.config, tenants: [{ name: "a", url: "sqlite:a" }] } };
  await expect(upgradeTenants(tenants as object)).rejects.toThrow(
    /^connection and tenants exclude each other/,
  );
  await runner.release();
  await refused(
    { ...runner, isReleased: true, connect: () => {} },
    {},
    /is a QueryRunner that was released; hand/,
  );
});
