import { MigrationFailedError } from "@typeorm-autogen/runtime";
import { beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { buildPackages, runInChild } from "./child.js";
import {
  failureOf,
  freshTarget,
  graphOf,
  openContext,
  tableNames,
  writeScripts,
  type Script,
} from "./project.js";

beforeAll(buildPackages);

const people = `op.createTable("people", (t) => {
    t.column("id", "int", { autoincrement: true }); t.column("name", "varchar(20)", { nullable: true }); t.column("age", "int");
    t.column("seen", "int"); t.primaryKey(["id"]); });
  op.execute("INSERT INTO people (name, age, seen) VALUES ('ann', 41, 0), ('bob', 42, 0)");`;

// Statements that commit, with rows filled between them, changes of rows that must happen once, and SQL text.
const scripts: readonly Script[] = [
  { id: "aaaa1", up: people, down: `op.dropTable("people");` },
  {
    id: "bbbb2",
    after: "aaaa1",
    up: `op.createTable("teams", (t) => { t.column("id", "int"); t.primaryKey(["id"]); });
      op.execute("SET @step = 1");
      op.execute("UPDATE people SET seen = seen + @step");
      op.alterTable("people", (t) => {
        t.addColumn("mail", "varchar(40)", { backfill: "concat(name, '@x')" });
        t.alterColumn("age", { type: "varchar(10)" }, { was: { type: "int" }, using: "concat('a', age)", usingBack: "substr(age, 2)" });
        t.createIndex("IDX_mail", ["mail"]);
      });
      op.execute("UPDATE people SET seen = seen + @step");
      op.renameTable("teams", "groups");`,
    down: `op.renameTable("groups", "teams");
      op.execute("UPDATE people SET seen = seen - 2");
      op.alterTable("people", (t) => {
        t.dropIndex("IDX_mail", ["mail"]);
        t.alterColumn("age", { type: "int" }, { was: { type: "varchar(10)" }, using: "substr(age, 2)" });
        t.dropColumn("mail", "varchar(40)");
      });
      op.dropTable("teams");`,
  },
];

const look = "SELECT name, age, seen FROM people ORDER BY id";

describe.each(mysqlTargets)("on $name, where every statement of DDL commits,", (target) => {
  test("a statement in doubt is told by what the catalogue holds: done, it is not repeated", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(scripts);
    const context = await openContext(target, fresh, folder);
    const graph = graphOf(folder);
    await context.upgrade(graph, "aaaa1");
    // What a run leaves that dies after its ALTER TABLE took effect and before it could say so.
    await expect(
      (
        await openContext(target, fresh, folder, {
          onEvent: (event) => {
            if (event.kind === "statement" && /ADD COLUMN `mail`/.test(event.sql)) throw new Error("stop");
          },
        })
      ).upgrade(graph, "head"),
    ).rejects.toThrow("stop");
    const left = (await context.appliedLog()).at(-1);
    expect(left).toMatchObject({ revision: "bbbb2", outcome: "running", progress: { statement: 0 } });
    await context.connection.execute(left?.progress?.plan?.[0]?.sql ?? "");
    expect((await context.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
    expect(await context.connection.query(look)).toMatchObject([
      { name: "ann", age: "a41", seen: 2 },
      { name: "bob", age: "a42", seen: 2 },
    ]);
    expect(
      (await context.appliedLog()).map(({ seq, revision, step, outcome }) => [seq, revision, step, outcome]),
    ).toEqual([
      [1, "aaaa1", 1, "done"],
      [2, "bbbb2", 1, "done"],
    ]);
  });

  test("a failure in the middle says what stays; the next run goes on there, and nothing else may run before", async () => {
    const fresh = await freshTarget(target);
    const broken: Script = {
      id: "bbbb2",
      after: "aaaa1",
      up: `op.createTable("teams", (t) => { t.column("id", "int"); t.primaryKey(["id"]); });
        op.execute("UPDATE people SET seen = seen + 1");
        op.alterTable("people", (t) => { t.createIndex("UQ_seen", ["seen"], { unique: true }); });`,
      down: `op.alterTable("people", (t) => { t.dropIndex("UQ_seen", ["seen"], { unique: true }); });
        op.execute("UPDATE people SET seen = 0");
        op.dropTable("teams");`,
    };
    const folder = writeScripts([scripts[0]!, broken]);
    const context = await openContext(target, fresh, folder);
    const graph = graphOf(folder);
    const error = await failureOf(context.upgrade(graph, "head"));
    expect(error).toBeInstanceOf(MigrationFailedError);
    expect((error as MigrationFailedError).failure).toMatchObject({
      revision: "bbbb2",
      operation: { kind: "alterTable", object: "people" },
      standsAt: ["aaaa1"],
      keptOperations: 2,
    });
    expect(error.message).toMatch(
      /Duplicate entry '1'.*its first 2 operations had to be committed.*it goes on from there/s,
    );
    expect(await context.connection.query(look)).toMatchObject([{ seen: 1 }, { seen: 1 }]);

    const other = await failureOf(context.downgrade(graph, "base"));
    expect(other.message).toMatch(/upgrade of revision bbbb2 was interrupted after 2 operations/);
    expect(other.code).toBe("unfinished-revision");

    await context.connection.execute("UPDATE people SET seen = id");
    expect((await context.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
    expect(await context.connection.query(look)).toMatchObject([{ seen: 1 }, { seen: 2 }]);
    expect((await context.downgrade(graph, "base")).heads).toEqual([]);
    expect(await tableNames(target, context.connection)).toEqual(["autogen_step", "autogen_version"]);
  });

  test("a revision whose first statement failed was never begun: another may come in its place, and one before it go", async () => {
    const fresh = await freshTarget(target);
    const broken = { id: "bbbb2", after: "aaaa1", up: `op.dropTable("nowhere");` };
    const folder = writeScripts([scripts[0]!, broken]);
    const context = await openContext(target, fresh, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect((error as MigrationFailedError).failure).toMatchObject({ standsAt: ["aaaa1"], keptOperations: 0 });
    const other = writeScripts([scripts[0]!, { id: "cccc3", after: "aaaa1", up: `op.execute("SELECT 1");` }]);
    expect((await context.upgrade(graphOf(other), "head")).heads).toEqual(["cccc3"]);
    expect((await context.downgrade(graphOf(other), "base")).heads).toEqual([]);
  });

  test("whoever undoes by hand what an interrupted run did says so by stamping", async () => {
    const fresh = await freshTarget(target);
    const failing = `op.createTable("teams", (t) => { t.column("id", "int"); t.primaryKey(["id"]); }); op.execute("SELECT nonsense");`;
    const folder = writeScripts([
      scripts[0]!,
      { id: "bbbb2", after: "aaaa1", up: failing, down: `op.dropTable("teams");` },
    ]);
    const context = await openContext(target, fresh, folder);
    await failureOf(context.upgrade(graphOf(folder), "head"));
    await context.connection.execute("DROP TABLE teams");
    expect(await context.stamp(graphOf(folder), ["aaaa1"])).toEqual(["aaaa1"]);
    const corrected = writeScripts([
      scripts[0]!,
      { id: "bbbb2", after: "aaaa1", up: failing.replace("SELECT nonsense", "SELECT 1") },
    ]);
    expect((await context.upgrade(graphOf(corrected), "head")).heads).toEqual(["bbbb2"]);
    expect(await tableNames(target, context.connection)).toContain("teams");
  });

  test("SQL text of which nobody knows whether it took effect is not repeated", async () => {
    const fresh = await freshTarget(target);
    const up = `op.execute("CREATE VIEW names AS SELECT name FROM people");`;
    const folder = writeScripts([
      scripts[0]!,
      { id: "bbbb2", after: "aaaa1", up, down: `op.execute("DROP VIEW names");` },
    ]);
    await runInChild(target, fresh, folder, { direction: "upgrade", to: "aaaa1" });
    await runInChild(target, fresh, folder, { direction: "upgrade", to: "head", killAt: 1 });
    const next = await runInChild(target, fresh, folder, { direction: "upgrade", to: "head" });
    expect(next.error?.code).toBe("migration-failed");
    expect(next.error?.message).toMatch(/CREATE VIEW names.*Look whether it took effect/s);
  });

  test("a session that the server ends in the middle leaves what the next run goes on with", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(scripts);
    const watcher = await openContext(target, fresh, folder);
    await watcher.upgrade(graphOf(folder), "aaaa1");
    let victim: Promise<unknown> = Promise.resolve();
    const context = await openContext(target, fresh, folder, {
      onEvent: (event) => {
        if (event.kind === "statement" && /IDX_mail/.test(event.sql))
          victim = watcher.connection.execute(`KILL ${id}`);
      },
    });
    const [session] = await context.connection.query("SELECT CONNECTION_ID() AS id");
    const id = Number(session?.["id"]);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    await victim;
    expect(error.message).toMatch(/connection to .* was lost/);
    expect((await watcher.upgrade(graphOf(folder), "head")).heads).toEqual(["bbbb2"]);
    expect(await watcher.connection.query(look)).toMatchObject([
      { age: "a41", seen: 2 },
      { age: "a42", seen: 2 },
    ]);
  });
});
