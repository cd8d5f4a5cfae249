import type { Connection } from "@typeorm-autogen/dialect";
import { beforeAll, describe, expect, test } from "vitest";
import { postgresCatalogueLines } from "../live/postgres-catalogue-lines.js";
import { targets, type Target } from "../live/targets.js";
import { buildPackages, runInChild, type ChildJob } from "./child.js";
import { freshTarget, graphOf, openContext, writeScripts, type Script } from "./project.js";

beforeAll(buildPackages);

// `npm run test:deep` kills before each statement in turn, and while the server has it.
const deep = process.env["AUTOGEN_DEEP"] !== undefined;

/** What only one database has: here statements that commit between others, there a word of the session. */
const own: Readonly<Record<Target["dialect"], { up: string; down: string; index: string; one: string }>> = {
  postgres: {
    up: `op.alterEnum("mood", ["sad", "glad"], { was: ["sad"] });`,
    down: `op.alterEnum("mood", ["sad"], { was: ["sad", "glad"] });`,
    index: "{ concurrently: true }",
    one: "1",
  },
  mysql: { up: `op.execute("SET @one = 1");`, down: "", index: "{}", one: "@one" },
  sqlite: { up: "", down: "", index: "{}", one: "1" },
};

/** Statements in blocks and chunks, which are committed by themselves, there and back. */
const aside = {
  up: `op.autocommitBlock(() => {
      op.createTable("notes", (t) => { t.column("id", "integer"); t.primaryKey("PK_notes", ["id"]); });
      op.execute("UPDATE people SET age = replace(age, 'a', 'b')");
    }, { repeatable: true });
    op.backfill("people", { set: { seen: "seen + 100" }, chunk: 1 });`,
  down: `op.backfill("people", { set: { seen: "seen - 100" }, chunk: 1 });
    op.autocommitBlock(() => {
      op.execute("UPDATE people SET age = replace(age, 'b', 'a')");
      op.dropTable("notes");
    }, { repeatable: true });`,
};

function scriptsFor({ dialect }: Target, more = { up: "", down: "" }): readonly Script[] {
  const { up, down, index, one } = own[dialect];
  const mood = (operation: string) => (dialect === "postgres" ? operation : "");
  return [
    {
      id: "aaaa1",
      up: `${mood(`op.createEnum("mood", ["sad"]);`)}
        op.createTable("people", (t) => {
          t.column("id", "integer"); t.column("age", "varchar(20)"); t.column("seen", "integer"); t.primaryKey("PK_people", ["id"]); });
        op.bulkInsert("people", [{ id: 1, age: "41", seen: 0 }, { id: 2, age: "42", seen: 0 }]);`,
      down: `op.dropTable("people"); ${mood(`op.dropEnum("mood", ["sad"]);`)}`,
    },
    {
      id: "bbbb2",
      after: "aaaa1",
      up: `op.createTable("teams", (t) => { t.column("id", "integer"); t.primaryKey("PK_teams", ["id"]); });
        op.execute("INSERT INTO teams VALUES (7)");
        ${up}
        op.execute("UPDATE people SET seen = seen + ${one}");
        op.alterTable("people", (t) => {
          t.addColumn("mail", "varchar(20)", { backfill: "age" });
          t.alterColumn("age", { type: "varchar(30)" },
            { was: { type: "varchar(20)" }, using: "replace(age, '4', 'a')", usingBack: "replace(age, 'a', '4')" });
          t.createIndex("IDX_mail", ["mail"], ${index});
        });
        op.execute("UPDATE people SET seen = seen + ${one}");
        ${more.up}
        op.renameTable("teams", "crews");`,
      down: `op.renameTable("crews", "teams");
        ${more.down}
        op.execute("UPDATE people SET seen = seen - 1");
        op.alterTable("people", (t) => {
          t.dropIndex("IDX_mail", ["mail"], ${index});
          t.alterColumn("age", { type: "varchar(20)" }, { was: { type: "varchar(30)" }, using: "replace(age, 'a', '4')" });
          t.dropColumn("mail", "varchar(20)");
        });
        op.execute("UPDATE people SET seen = seen - 1");
        ${down}
        op.dropTable("teams");`,
    },
  ];
}

const catalogue: Readonly<Record<Target["dialect"], readonly string[]>> = {
  postgres: [postgresCatalogueLines],
  mysql: ["SHOW TABLES", "SHOW CREATE TABLE people"],
  sqlite: ["SELECT type, name, sql FROM sqlite_schema ORDER BY name"],
};

/** The catalogue, as the database itself spells it, and the rows. */
async function picture({ dialect }: Target, connection: Connection): Promise<string> {
  const questions = [...catalogue[dialect], "SELECT * FROM people ORDER BY id"];
  const answers: unknown[] = [];
  for (const sql of questions) answers.push(await connection.query(sql));
  return JSON.stringify(answers);
}

/**
 * A session that ends for good after so many statements that change something: the next one is not sent any more. What
 * the server has then is what it has when a process is killed anywhere between the two.
 */
function endAfter(connection: Connection, changes: number): () => boolean {
  const execute = connection.execute.bind(connection);
  const commit = connection.commit.bind(connection);
  const close = connection.close.bind(connection);
  let made = 0;
  let ended = false;
  const spend = async () => {
    made += 1;
    if (made <= changes) return;
    ended = true;
    await connection.close();
    throw new Error("the session has ended");
  };
  connection.execute = async (sql, parameters) => {
    await spend();
    return execute(sql, parameters);
  };
  connection.commit = async () => {
    await spend();
    await commit();
  };
  let closing: Promise<void> | undefined;
  connection.close = () => (closing ??= close());
  return () => ended;
}

describe.each(targets)("on $name", (target) => {
  test("a run that dies between any two changes is brought to its end by the next one, both ways", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(scriptsFor(target));
    const graph = graphOf(folder);
    const next = await openContext(target, fresh, folder);
    const look = () => picture(target, next.connection);
    const die = async (direction: "upgrade" | "downgrade", to: string, changes: number) => {
      const context = await openContext(target, fresh, folder);
      const hasEnded = endAfter(context.connection, changes);
      await context[direction](graph, to).catch((error: unknown) => {
        if (!hasEnded()) throw error;
      });
      await context.close();
      return hasEnded();
    };
    // The first ones die while Autogen's own tables are made, and right after.
    for (let changes = 0; changes < 5; changes++) expect(await die("upgrade", "head", changes)).toBe(true);
    await next.upgrade(graph, "head");
    const first = await look();
    await next.downgrade(graph, "base");
    await next.upgrade(graph, "head");
    const up = await look();
    expect(first).toBe(up);
    await next.downgrade(graph, "aaaa1");
    const down = await look();
    expect(up).toMatch(/a1.*a2/s);
    expect(down).toMatch(/41.*42/s);
    const dies = async (direction: "upgrade" | "downgrade", to: string, changes: number) => {
      const died = await die(direction, to, changes);
      // Where DDL takes part in transactions and no statement commits between others, there are no halves.
      if (target.dialect === "sqlite") expect([up, down]).toContain(await look());
      await next[direction](graph, to);
      return died;
    };
    let deaths = 0;
    for (let changes = 1, died = true; died; changes++) {
      died = await dies("upgrade", "head", changes);
      expect([changes, await look()]).toEqual([changes, up]);
      died = (await dies("downgrade", "aaaa1", changes)) || died;
      expect([changes, await look()]).toEqual([changes, down]);
      deaths = changes;
    }
    expect(deaths).toBeGreaterThan(10);
  }, 180_000);

  test("SIGKILL before a statement, both ways, is no worse", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(scriptsFor(target));
    const next = await openContext(target, fresh, folder);
    const run = (job: ChildJob) => runInChild(target, fresh, folder, job);
    const up: ChildJob = { direction: "upgrade", to: "head" };
    const down: ChildJob = { direction: "downgrade", to: "aaaa1" };
    await next.upgrade(graphOf(folder), "head");
    const expected = await picture(target, next.connection);
    for (const killAt of [3, 6]) {
      expect(await run({ ...down, killAt })).toEqual({ killed: true });
      expect((await next.downgrade(graphOf(folder), "aaaa1")).heads).toEqual(["aaaa1"]);
      expect(await run({ ...up, killAt })).toEqual({ killed: true });
      expect((await next.upgrade(graphOf(folder), "head")).heads).toEqual(["bbbb2"]);
      expect(await picture(target, next.connection)).toBe(expected);
    }
  }, 180_000);

  test.each(deep ? (["before", "during"] as const) : [])(
    "SIGKILL %s each statement in turn, both ways, is no worse",
    async (when) => {
      const fresh = await freshTarget(target);
      const folder = writeScripts(scriptsFor(target, aside));
      const graph = graphOf(folder);
      const next = await openContext(target, fresh, folder);
      const look = () => picture(target, next.connection);
      await next.upgrade(graph, "head");
      const up = await look();
      await next.downgrade(graph, "aaaa1");
      const down = await look();
      const dies = async (direction: "upgrade" | "downgrade", to: string, change: number, then: string) => {
        const { killed } = await runInChild(target, fresh, folder, {
          direction,
          to,
          killAtChange: [when, change],
        });
        await next[direction](graph, to);
        expect([change, await look()]).toEqual([change, then]);
        return killed ?? false;
      };
      const deaths = { upgrade: 0, downgrade: 0 };
      for (let change = 1, died = true; died; change++) {
        const [there, back] = [
          await dies("upgrade", "head", change, up),
          await dies("downgrade", "aaaa1", change, down),
        ];
        deaths.upgrade += Number(there);
        deaths.downgrade += Number(back);
        died = there || back;
      }
      console.log(
        `${target.name}: SIGKILL ${when} ${deaths.upgrade} statements up, ${deaths.downgrade} down`,
      );
      expect(Math.min(deaths.upgrade, deaths.downgrade)).toBeGreaterThan(15);
    },
    1_200_000,
  );

  test("of eight processes that start at once, each revision is run by one, and all end well", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(scriptsFor(target));
    const eight = (job: ChildJob) =>
      Promise.all(Array.from({ length: 8 }, () => runInChild(target, fresh, folder, job)));
    const runs = await eight({ direction: "upgrade", to: "head" });
    expect(runs.map(({ error, heads }) => [error, heads])).toEqual(runs.map(() => [undefined, ["bbbb2"]]));
    expect(runs.flatMap(({ ran }) => ran ?? []).toSorted()).toEqual(["aaaa1", "bbbb2"]);
    const back = await eight({ direction: "downgrade", to: "base" });
    expect(back.map(({ error, heads }) => [error, heads])).toEqual(back.map(() => [undefined, []]));
    const log = await (await openContext(target, fresh, folder)).appliedLog();
    const done = log.filter(({ outcome }) => outcome === "done");
    expect(done.map(({ direction, revision }) => `${direction} ${revision}`)).toEqual([
      "upgrade aaaa1",
      "upgrade bbbb2",
      "downgrade bbbb2",
      "downgrade aaaa1",
    ]);
  }, 180_000);

  // The others have a lock for all of a run.
  if (target.dialect === "sqlite") {
    test("a runner that another one overtook for a chunk does not run that chunk again", async () => {
      const fresh = await freshTarget(target);
      const [make = { id: "aaaa1" }] = scriptsFor(target);
      const fill = `op.bulkInsert("people", Array.from({ length: 20 }, (_, i) => ({ id: i + 3, age: "1", seen: 0 })));
        op.backfill("people", { set: { seen: "seen + 1" }, chunk: 2 });`;
      const folder = writeScripts([make, { id: "bbbb2", after: "aaaa1", up: fill }]);
      const overtaken = await openContext(target, fresh, folder);
      await overtaken.upgrade(graphOf(folder), "aaaa1");
      const begin = overtaken.connection.begin.bind(overtaken.connection);
      const seenBy = async () =>
        (await overtaken.connection.query("SELECT sum(seen) AS n FROM people"))[0]?.["n"];
      let begun = 0;
      const sums: unknown[] = [];
      overtaken.connection.begin = async (mode) => {
        begun += 1;
        if (begun === 4) {
          sums.push(await seenBy());
          const other = await openContext(target, fresh, folder);
          // So many that it has run one chunk.
          const hasEnded = endAfter(other.connection, 16);
          await other.upgrade(graphOf(folder), "head").catch(() => undefined);
          expect(hasEnded()).toBe(true);
          sums.push(await seenBy());
        }
        return begin(mode);
      };
      await overtaken.upgrade(graphOf(folder), "head");
      expect(Number(sums[1]) - Number(sums[0])).toBe(2);
      const seen = await overtaken.connection.query("SELECT DISTINCT seen FROM people");
      expect(seen.map((row) => Number(row["seen"]))).toEqual([1]);
    });
  }

  test("of eight processes that start at once, no chunk of a backfill is run twice, and all end well", async () => {
    const fresh = await freshTarget(target);
    const [make = { id: "aaaa1" }] = scriptsFor(target);
    const fill = `op.bulkInsert("people", Array.from({ length: 60 }, (_, i) => ({ id: i + 3, age: "1", seen: 0 })));
      op.backfill("people", { set: { seen: "seen + 1" }, chunk: 2 }); op.backfill("people", { set: { seen: "seen + 10" }, chunk: 2 });`;
    const folder = writeScripts([make, { id: "bbbb2", after: "aaaa1", up: fill }]);
    const job: ChildJob = { direction: "upgrade", to: "head" };
    const runs = await Promise.all(Array.from({ length: 8 }, () => runInChild(target, fresh, folder, job)));
    expect(runs.flatMap(({ error }) => error?.code ?? [])).toEqual([]);
    const { connection } = await openContext(target, fresh, folder);
    const seen = await connection.query("SELECT DISTINCT seen FROM people");
    expect(seen.map((row) => Number(row["seen"]))).toEqual([11]);
  }, 180_000);
});
