import { setTimeout as sleep } from "node:timers/promises";
import { LockTimeoutError, LockWaitError, StatementTimeoutError } from "@typeorm-autogen/dialect";
import type { MigrationContextOptions, RuntimeEvent } from "@typeorm-autogen/runtime";
import { describe, expect, test } from "vitest";
import { dialectOf } from "../live/target-dialect.js";
import { postgresTargets, targets, type Target } from "../live/targets.js";
import { TransactionPooler } from "../live/transaction-pooler.js";
import { failureOf, freshTarget, graphOf, openContext, writeScripts } from "./project.js";

const scripts = [
  {
    id: "aaaa1",
    up: `op.createTable("users", (t) => { t.column("id", "integer"); t.column("seen", "integer"); t.primaryKey("PK_users", ["id"]); });
      op.bulkInsert("users", [{ id: 1, seen: 0 }, { id: 2, seen: 0 }]);`,
  },
  {
    id: "bbbb2",
    after: "aaaa1",
    up: `op.createTable("orders", (t) => { t.column("id", "integer"); });
      op.execute("UPDATE users SET seen = seen + 1");
      op.alterTable("users", (t) => { t.addColumn("note", "varchar(20)", { nullable: true }); });`,
  },
];

const start = async (target: Target, chain = scripts) => {
  const fresh = await freshTarget(target);
  const folder = writeScripts(chain);
  const other = await openContext(target, fresh, folder);
  const graph = graphOf(folder);
  const open = (options: Partial<MigrationContextOptions>) => openContext(target, fresh, folder, options);
  return { fresh, folder, other, graph, open };
};

/** Who holds the lock, in the words of each server, which knows its clients by the user of the URL. */
function holder({ name, dialect }: Target, url: string): RegExp {
  if (dialect === "sqlite") return /another connection has been writing to .*test\.db for 0.4 s;/;
  const user = decodeURIComponent(new URL(url).username);
  if (dialect === "postgres")
    return new RegExp(
      `lock timeout; the lock is held by pid \\d+, autogen, ${user}, \\S+, idle in transaction;`,
    );
  const sure = name === "mysql" ? "(?:perhaps )?" : "perhaps ";
  return new RegExp(`Lock wait timeout exceeded.*; the lock is held by ${sure}connection \\d+, ${user}@`);
}

describe.each(targets)("on $name", (target) => {
  const lock = target.dialect === "mysql" ? 1000 : 400;

  test("who waits too long for a lock says for what and for whom, and leaves nothing that the next run stumbles over", async () => {
    const { fresh, other, graph, open } = await start(target);
    await other.upgrade(graph, "aaaa1");
    await other.connection.begin("read");
    await other.connection.query("SELECT * FROM users");
    const context = await open({ timeouts: { lock, retries: 0 } });
    const error = await failureOf(context.upgrade(graph, "head"));
    expect(error.message).toMatch(holder(target, fresh.url));
    expect(error.message).toMatch(
      /^upgrade of revision bbbb2 .* set a longer lockTimeout.*The database stands at aaaa1/s,
    );
    expect(error).toMatchObject({ code: "lock-wait", cause: expect.any(LockWaitError) });
    await other.connection.rollback();
    expect(await context.currentHeads()).toEqual(["aaaa1"]);
    expect((await context.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
    expect(await context.connection.query("SELECT seen, note FROM users")).toMatchObject([
      { seen: 1, note: null },
      { seen: 1, note: null },
    ]);
  });

  test("what a lock kept from its end is tried again, and happens once", async () => {
    const { other, graph, open } = await start(target);
    await other.upgrade(graph, "aaaa1");
    await other.connection.begin("read");
    await other.connection.query("SELECT * FROM users");
    const told: RuntimeEvent[] = [];
    const onEvent = (event: RuntimeEvent) => {
      if (event.kind !== "retry") return;
      told.push(event);
      void other.connection.rollback();
    };
    const context = await open({ timeouts: { lock, retries: 2 }, onEvent });
    expect((await context.upgrade(graph, "head")).steps).toHaveLength(1);
    expect(told).toMatchObject([{ retry: 1, of: 2, pause: 1000, error: { code: "lock-wait" } }]);
    expect(await context.connection.query("SELECT seen FROM users")).toMatchObject([
      { seen: 1 },
      { seen: 1 },
    ]);
    const done = (await context.appliedLog()).filter(({ outcome }) => outcome === "done");
    expect(done.map(({ revision }) => revision)).toEqual(["aaaa1", "bbbb2"]);
  });

  test("a limit for statements holds where the server has one, and is refused by name where not", async () => {
    const statement = target.dialect === "postgres" ? "SELECT pg_sleep(20)" : "SELECT SLEEP(20)";
    const { graph, open } = await start(target, [{ id: "aaaa1", up: `op.execute("${statement}");` }]);
    const run = async () => (await open({ timeouts: { statement: 200 } })).upgrade(graph, "head");
    const error = await failureOf(run());
    if (target.dialect === "sqlite" || target.name === "mysql") {
      expect(error.message).toMatch(/^unsupported: statementTimeout on (MySQL|SQLite); leave it out/);
      return;
    }
    expect(error).toMatchObject({ code: "statement-timeout", cause: expect.any(StatementTimeoutError) });
    expect(error.message).toMatch(/set a longer statementTimeout/);
  });
});

describe.each(targets.filter(({ dialect }) => dialect !== "sqlite"))("on $name", (target) => {
  test("a run that a deadlock ends is tried again", async () => {
    const update = (id: number) => `UPDATE users SET seen = seen + 1 WHERE id = ${id}`;
    const up = `op.execute("${update(1)}"); op.execute("${update(2)}");`;
    const { other, graph, open } = await start(target, [scripts[0]!, { id: "bbbb2", after: "aaaa1", up }]);
    await other.upgrade(graph, "aaaa1");
    await other.connection.execute("INSERT INTO users SELECT id + 10, 0 FROM users");
    await other.connection.begin("rows");
    // Who changed more rows is not the one whom MySQL ends.
    await other.connection.execute("UPDATE users SET seen = seen + 1 WHERE id > 1");
    const retries: string[] = [];
    let crossing: Promise<unknown> = Promise.resolve();
    const onEvent = (event: RuntimeEvent) => {
      if (event.kind === "statement" && event.sql === update(2) && retries.length === 0)
        crossing = sleep(300).then(() => other.connection.execute(update(1)));
      if (event.kind !== "retry") return;
      retries.push((event.error as { code?: string }).code ?? "");
      crossing = crossing.then(() => other.connection.commit());
    };
    const context = await open({ onEvent });
    expect((await context.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
    await crossing;
    expect(retries).toEqual(["deadlock"]);
    expect(await context.connection.query("SELECT seen FROM users WHERE id < 3 ORDER BY id")).toMatchObject([
      { seen: 2 },
      { seen: 2 },
    ]);
  });
});

describe.each(postgresTargets)(
  "on $name, behind a pooler that changes sessions with each transaction,",
  (target) => {
    const chain = [
      {
        id: "aaaa1",
        up: `op.createTable("users", (t) => { t.column("id", "integer"); });
        op.createEnum("mood", ["sad"]); op.execute("SELECT pg_sleep(0.2)");`,
      },
      {
        id: "bbbb2",
        after: "aaaa1",
        up: `op.alterEnum("mood", ["sad", "glad"], { was: ["sad"] });
        op.execute("INSERT INTO users VALUES (1)");
        op.alterTable("users", (t) => { t.createIndex("IDX_id", ["id"], { concurrently: true }); });
        op.execute("INSERT INTO users VALUES (2)");`,
      },
    ];

    test("runners come one after the other, and leave no lock and no setting with anybody", async () => {
      const { fresh, folder, other, graph } = await start(target, chain);
      const pooler = await TransactionPooler.open(fresh.url);
      try {
        const place = { url: pooler.url, projectDir: folder, readOnly: false };
        const runners = await Promise.all(
          [1, 2, 3, 4].map(() => openContext(target, fresh, folder, { target: place })),
        );
        const runs = await Promise.all(runners.map((runner) => runner.upgrade(graph, "head")));
        expect(runs.map(({ heads }) => heads)).toEqual(runs.map(() => ["bbbb2"]));
        expect(runs.flatMap(({ steps }) => steps.map(({ revision }) => revision.id))).toEqual([
          "aaaa1",
          "bbbb2",
        ]);
        const look = "SELECT id FROM users ORDER BY id";
        expect(await other.connection.query(look)).toEqual([{ id: 1 }, { id: 2 }]);
        const left =
          "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        expect(await other.connection.query(left)).toEqual([]);
        const settings = new Map<unknown, unknown>();
        for (let i = 0; i < 20; i++) {
          const [row] = await runners[0]!.connection.query(
            "SELECT pg_backend_pid() AS pid, current_setting('search_path') || current_setting('lock_timeout') || current_setting('extra_float_digits') AS set",
          );
          settings.set(row?.["pid"], row?.["set"]);
        }
        expect(settings.size).toBeGreaterThan(3);
        expect(new Set(settings.values())).toEqual(new Set(['"$user", public01']));
      } finally {
        await pooler.close();
      }
    });

    test("where a schema is set, each transaction sets it, and what needs none is refused by name", async () => {
      const { fresh, folder, other, graph } = await start(target, chain);
      await other.connection.execute("CREATE SCHEMA shop");
      const pooler = await TransactionPooler.open(fresh.url);
      try {
        const place = { url: pooler.url, options: { schema: "shop" }, projectDir: folder, readOnly: false };
        const context = await openContext(target, fresh, folder, { target: place });
        const error = await failureOf(context.upgrade(graph, "head"));
        expect(error.message).toMatch(
          /unsupported: a statement outside transactions, through a pooler, in the schema shop.*leads to the server itself.*stands at aaaa1; nothing of/,
        );
        const look =
          "SELECT to_regclass('shop.users') IS NULL AS shop, to_regclass('public.users') IS NULL AS public";
        expect(await other.connection.query(look)).toEqual([{ shop: false, public: true }]);
        await context.close();
      } finally {
        await pooler.close();
      }
    });

    test("a runner that is not behind it is kept out as well", async () => {
      const { fresh, other } = await start(target, chain);
      const pooler = await TransactionPooler.open(fresh.url);
      try {
        const dialect = dialectOf(target);
        const pooled = await dialect.connect({
          url: pooler.url,
          projectDir: import.meta.dirname,
          readOnly: false,
        });
        const held = await dialect.lock(pooled, "a lock", 100);
        for (let i = 0; i < 5; i++) await pooled.query("SELECT 1");
        await expect(dialect.lock(other.connection, "a lock", 100)).rejects.toThrow(LockTimeoutError);
        await held.release();
        await (await dialect.lock(other.connection, "a lock", 5000)).release();
        await pooled.close();
      } finally {
        await pooler.close();
      }
    });
  },
);
