import type { MigrationFailedError, RuntimeEvent } from "@typeorm-autogen/runtime";
import { describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import {
  failureOf,
  freshTarget,
  graphOf,
  openContext,
  tableNames,
  writeScripts,
  type Script,
} from "./project.js";

const base: Script = {
  id: "aaaa1",
  up: `op.createEnum("mood", ["sad", "happy"]);
    op.createTable("people", (t) => { t.column("id", "integer"); t.column("mood", "mood"); t.primaryKey("PK_people", ["id"]); });
    op.execute("INSERT INTO people VALUES (1, 'sad'), (2, 'happy')");`,
  down: `op.dropTable("people"); op.dropEnum("mood", ["sad", "happy"]);`,
};

const addValues = `op.alterEnum("mood", ["sad", "calm", "happy", "glad"], { was: ["sad", "happy"], columns: ["people.mood"] });`;
const useValue = `op.execute("UPDATE people SET mood = 'calm' WHERE id = 1");`;

const buildIndex = (unique: boolean) =>
  `op.alterTable("people", (t) => { t.createIndex("IDX_mood", ["mood"], { concurrently: true${unique ? ", unique: true" : ""} }); });`;

// What stands in the database that a person would see, as one value.
const look = `SELECT
  (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum) AS labels,
  (SELECT array_agg(mood::text ORDER BY id) FROM people) AS moods,
  (SELECT array_agg(relname::text || CASE WHEN indisvalid THEN '' ELSE ' (invalid)' END)
   FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = 'IDX_mood') AS indexes`;

describe.each(postgresTargets)("on $name", (target) => {
  const start = async (script: Script) => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([base, { after: "aaaa1", ...script }]);
    const events: RuntimeEvent[] = [];
    const context = await openContext(target, fresh, folder, { onEvent: (event) => events.push(event) });
    return { fresh, folder, events, context, graph: graphOf(folder) };
  };

  test("the version tables' schema is created where it is missing, and found again", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([base]);
    const tables = {
      version: { schema: "Ops", name: "versions" },
      step: { schema: "Ops", name: "steps" },
    };
    const context = await openContext(target, fresh, folder, { tables });
    await context.upgrade(graphOf(folder), "head");
    expect(await context.currentHeads()).toEqual(["aaaa1"]);
    expect(await tableNames(target, context.connection)).toEqual(["people"]);
    const again = await openContext(target, fresh, folder, {
      tables: { ...tables, step: { schema: "public", name: "s" } },
    });
    expect((await again.downgrade(graphOf(folder), "base")).heads).toEqual([]);
    expect(await tableNames(target, context.connection)).toEqual(["s"]);
  });

  test("an enum value is committed before the same revision uses it", async () => {
    const { context, graph } = await start({
      id: "bbbb2",
      up: `op.createTable("before", (t) => { t.column("id", "integer"); }); ${addValues} ${useValue}`,
    });
    expect((await context.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
    const [state] = await context.connection.query(look);
    expect(state).toMatchObject({ labels: ["sad", "calm", "happy", "glad"], moods: ["calm", "happy"] });
    const log = await context.appliedLog();
    expect(log.at(-1)).toMatchObject({ revision: "bbbb2", outcome: "done", direction: "upgrade" });
    expect((await context.upgrade(graph, "head")).steps).toEqual([]);
  });

  test("a failure after a committed statement says what stays, and the corrected script goes on from there", async () => {
    const marker = `op.createTable("before", (t) => { t.column("id", "integer"); });`;
    const { context, graph } = await start({
      id: "bbbb2",
      up: `${marker} ${addValues} op.execute("SELECT nonsense");`,
    });
    const error = (await failureOf(context.upgrade(graph, "head"))) as MigrationFailedError;
    expect(error.failure).toMatchObject({
      standsAt: ["aaaa1"],
      keptOperations: 2,
      statement: "SELECT nonsense",
    });
    expect(error.message).toMatch(/stands at aaaa1, and its first 2 operations had to be committed/);
    expect(await context.currentHeads()).toEqual(["aaaa1"]);
    const fixed = { id: "bbbb2", after: "aaaa1", up: `${marker} ${addValues} ${useValue}` };
    const again = writeScripts([base, fixed]);
    expect((await context.upgrade(graphOf(again), "head")).heads).toEqual(["bbbb2"]);
    const [state] = await context.connection.query(look);
    expect(state).toMatchObject({ labels: ["sad", "calm", "happy", "glad"], moods: ["calm", "happy"] });
    expect(await tableNames(target, context.connection)).toContain("before");
  });

  test("a script that changed before the point it had reached is not gone on with", async () => {
    const { context, graph } = await start({
      id: "bbbb2",
      up: `${addValues} op.execute("SELECT nonsense");`,
    });
    await failureOf(context.upgrade(graph, "head"));
    for (const up of [`op.createTable("first", (t) => { t.column("id", "integer"); }); ${addValues}`, ""]) {
      const changed = writeScripts([base, { id: "bbbb2", after: "aaaa1", up }]);
      const error = await failureOf(context.upgrade(graphOf(changed), "head"));
      expect(error.message).toMatch(
        /was interrupted after \d operations, and .* has changed among those since/,
      );
      expect(await context.currentHeads()).toEqual(["aaaa1"]);
      expect(await tableNames(target, context.connection)).not.toContain("first");
    }
    // Finished by hand and stamped, it counts as applied.
    expect(await context.stamp(graph, ["bbbb2"])).toEqual(["bbbb2"]);
    expect((await context.downgrade(graph, "-1")).heads).toEqual(["aaaa1"]);
  });

  test("an index is built outside the transaction; a failed build is taken away before the next try", async () => {
    const { context, graph } = await start({ id: "bbbb2", up: buildIndex(true) });
    await context.upgrade(graph, "aaaa1");
    await context.connection.execute("INSERT INTO people VALUES (3, 'sad')");
    const error = (await failureOf(context.upgrade(graph, "head"))) as MigrationFailedError;
    expect(error.failure.operation).toEqual({ kind: "alterTable", object: "people" });
    expect((await context.connection.query(look))[0]?.["indexes"]).toEqual(["IDX_mood (invalid)"]);
    await context.connection.execute("DELETE FROM people WHERE id = 3");
    expect((await context.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
    expect((await context.connection.query(look))[0]?.["indexes"]).toEqual(["IDX_mood"]);
  });

  test.each(['"before"', "ADD VALUE", "CONCURRENTLY", "UPDATE people"])(
    "a connection lost at %s is named, and the next run brings everything to its end",
    async (moment) => {
      const up = `op.createTable("before", (t) => { t.column("id", "integer"); }); ${addValues} ${useValue} ${buildIndex(false)} op.execute("INSERT INTO before VALUES (1)");`;
      const { context, graph, fresh, folder } = await start({ id: "bbbb2", up });
      await context.upgrade(graph, "aaaa1");
      let killed: Promise<unknown> | undefined;
      const victim = await openContext(target, fresh, folder, {
        onEvent: (event) => {
          if (event.kind === "statement" && event.sql.includes(moment))
            killed ??= context.connection.query(`SELECT pg_terminate_backend(${pid})`);
        },
      });
      const pid = Number((await victim.connection.query("SELECT pg_backend_pid() AS pid"))[0]?.["pid"]);
      // The kill races with the statement on purpose: before, within or after it, the outcome must be the same.
      const outcome = await victim.upgrade(graph, "head").catch((error: Error) => error);
      await killed;
      if (outcome instanceof Error) expect(outcome.message).toMatch(/connection to .* was lost/);
      else expect(outcome.heads).toEqual(["bbbb2"]);
      const next = await openContext(target, fresh, folder);
      expect((await next.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
      const [state] = await next.connection.query(look);
      expect(state).toEqual({
        labels: ["sad", "calm", "happy", "glad"],
        moods: ["calm", "happy"],
        indexes: ["IDX_mood"],
      });
      expect(await next.connection.query("SELECT count(*)::int AS rows FROM before")).toEqual([{ rows: 1 }]);
    },
  );
});
