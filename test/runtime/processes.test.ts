import { describe, expect, test, beforeAll } from "vitest";
import { dumpDatabase } from "../live/dump-database.js";
import { postgresTargets, transactionalTargets, type Target } from "../live/targets.js";
import { buildPackages, runInChild } from "./child.js";
import { freshTarget, writeScripts, type Script } from "./project.js";

beforeAll(buildPackages);

const table = (name: string, rows: number) =>
  `op.createTable("${name}", (t) => { t.column("id", "integer"); t.column("note", "varchar(20)", { nullable: true }); t.primaryKey("PK_${name}", ["id"]); });
   for (let i = 1; i <= ${rows}; i++) op.execute("INSERT INTO ${name} VALUES (" + i + ", 'x')");`;

const alter = (type: string, was: string) =>
  `op.alterTable("users", (t) => { t.alterColumn("note", { type: "${type}" }, { was: { type: "${was}", nullable: true } }); });`;

const scripts: readonly Script[] = [
  { id: "aaaa1", up: table("users", 2), down: `op.dropTable("users");` },
  {
    id: "bbbb2",
    after: "aaaa1",
    up: `${table("orders", 1)} ${alter("varchar(80)", "varchar(20)")}`,
    down: `${alter("varchar(20)", "varchar(80)")} op.dropTable("orders");`,
  },
  { id: "cccc3", after: "bbbb2", up: table("items", 0), down: `op.dropTable("items");` },
];

const enumScripts: readonly Script[] = [
  {
    id: "aaaa1",
    up: `op.createEnum("mood", ["sad"]); op.createTable("people", (t) => { t.column("id", "integer"); t.column("mood", "mood"); });
      op.execute("INSERT INTO people VALUES (1, 'sad')");`,
    down: `op.dropTable("people"); op.dropEnum("mood", ["sad"]);`,
  },
  {
    id: "bbbb2",
    after: "aaaa1",
    up: `op.createTable("before", (t) => { t.column("id", "integer"); });
      op.alterEnum("mood", ["sad", "calm", "glad"], { was: ["sad"], columns: ["people.mood"] });
      op.alterTable("people", (t) => { t.createIndex("IDX_mood", ["mood"], { concurrently: true }); });
      op.execute("UPDATE people SET mood = 'glad'");`,
    down: `op.alterTable("people", (t) => { t.dropIndex("IDX_mood", ["mood"], { concurrently: true }); });
      op.execute("UPDATE people SET mood = 'sad'");
      op.alterEnum("mood", ["sad"], { was: ["sad", "calm", "glad"], columns: ["people.mood"] });
      op.dropTable("before");`,
  },
];

const revisionBoundaries = async (
  target: Target,
  chain: readonly Script[],
): Promise<ReadonlyMap<string, string>> => {
  const fresh = await freshTarget(target);
  const folder = writeScripts(chain);
  const states = new Map<string, string>();
  for (const { id } of chain) {
    await runInChild(target, fresh, folder, { direction: "upgrade", to: id });
    states.set(id, await dumpDatabase(fresh));
  }
  await runInChild(target, fresh, folder, { direction: "downgrade", to: "base" });
  return states.set("base", await dumpDatabase(fresh));
};

describe.each(transactionalTargets)("on $name", (target) => {
  test("upgrades that start at once apply each revision exactly once", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(scripts);
    const runs = await Promise.all(
      Array.from({ length: 4 }, () =>
        runInChild(target, fresh, folder, { direction: "upgrade", to: "head" }),
      ),
    );
    expect(runs.map((run) => run.error)).toEqual(runs.map(() => undefined));
    expect(runs.map((run) => run.heads)).toEqual(runs.map(() => ["cccc3"]));
    expect(runs.flatMap((run) => run.ran ?? []).toSorted()).toEqual(["aaaa1", "bbbb2", "cccc3"]);
    const back = await Promise.all(
      Array.from({ length: 4 }, () =>
        runInChild(target, fresh, folder, { direction: "downgrade", to: "base" }),
      ),
    );
    expect(back.map((run) => run.error)).toEqual(back.map(() => undefined));
    expect(back.flatMap((run) => run.ran ?? []).toSorted()).toEqual(["aaaa1", "bbbb2", "cccc3"]);
  });

  test.each(["upgrade", "downgrade"] as const)(
    "%s, killed at any statement, leaves whole revisions, and the next run ends it",
    async (direction) => {
      const folder = writeScripts(scripts);
      const states = await revisionBoundaries(target, scripts);
      for (let killAt = 1; ; killAt++) {
        const fresh = await freshTarget(target);
        const job = { direction, to: direction === "upgrade" ? "head" : "base" };
        if (direction === "downgrade")
          await runInChild(target, fresh, folder, { direction: "upgrade", to: "head" });
        const first = await runInChild(target, fresh, folder, { ...job, killAt });
        const left = await dumpDatabase(fresh);
        expect(["", ...states.values()].some((state) => state === left)).toBe(true);
        const next = await runInChild(target, fresh, folder, job);
        expect(next.error).toBeUndefined();
        expect(await dumpDatabase(fresh)).toBe(states.get(direction === "upgrade" ? "cccc3" : "base"));
        await fresh.drop();
        if (first.killed) continue;
        expect(killAt).toBeGreaterThan(3);
        break;
      }
    },
  );
});

describe.each(postgresTargets)("on $name, where statements have to be committed on their own,", (target) => {
  test.each(["upgrade", "downgrade"] as const)(
    "%s, killed at any statement, is brought to its end by the next run",
    async (direction) => {
      const folder = writeScripts(enumScripts);
      const states = await revisionBoundaries(target, enumScripts);
      const job = { direction, to: direction === "upgrade" ? "head" : "base" };
      for (let killAt = 1; ; killAt++) {
        const fresh = await freshTarget(target);
        if (direction === "downgrade")
          await runInChild(target, fresh, folder, { direction: "upgrade", to: "head" });
        const first = await runInChild(target, fresh, folder, { ...job, killAt });
        const next = await runInChild(target, fresh, folder, job);
        expect(next.error).toBeUndefined();
        expect(await dumpDatabase(fresh)).toBe(states.get(direction === "upgrade" ? "bbbb2" : "base"));
        await fresh.drop();
        if (first.killed) continue;
        expect(killAt).toBeGreaterThan(4);
        break;
      }
    },
  );
});
