import type { RuntimeEvent } from "@typeorm-autogen/runtime";
import { beforeAll, describe, expect, test } from "vitest";
import { dialectOf } from "../live/target-dialect.js";
import { targets } from "../live/targets.js";
import { buildPackages, runInChild } from "./child.js";
import { failureOf, freshTarget, graphOf, openContext, writeScripts, type Script } from "./project.js";

beforeAll(buildPackages);

const rows = 23;
const fill = `op.backfill("things", { set: { total: "COALESCE(total, 0) + price * 2" }, where: "price > 0", chunk: 5 });`;

// A key of two columns, of a number and of a text that quotes, so that its order is not that of insertion.
const scripts = (up: string, key = `["grp", "name"]`): readonly Script[] => [
  {
    id: "aaaa1",
    up: `op.createTable("things", (t) => {
        t.column("grp", "integer"); t.column("name", "varchar(20)"); t.column("price", "integer");
        t.column("total", "integer", { nullable: true }); t.primaryKey("PK_things", ${key}); t.check("CHK_things", "total < 1000000");
      });
      op.bulkInsert("things", Array.from({ length: ${rows} }, (_, i) => ({ grp: i % 3, name: "it's " + (i * 7) % 23, price: i })));`,
  },
  { id: "bbbb2", after: "aaaa1", up },
];

const sums =
  "SELECT count(*) AS n, sum(total) AS total, sum(price) AS price FROM things WHERE total IS NOT NULL";
const expected = { n: rows - 1, total: rows * (rows - 1), price: (rows * (rows - 1)) / 2 };

describe.each(targets)("on $name", (target) => {
  const dialect = dialectOf(target);

  const start = async (up: string, key?: string) => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(scripts(up, key));
    const events: RuntimeEvent[] = [];
    const context = await openContext(target, fresh, folder, { onEvent: (event) => events.push(event) });
    const read = async () => {
      const [row] = await context.connection.query(sums);
      return { n: Number(row?.["n"]), total: Number(row?.["total"]), price: Number(row?.["price"]) };
    };
    return { fresh, folder, context, graph: graphOf(folder), events, read };
  };

  test("op.backfill changes every row that it means once, chunk by chunk, and tells how far it is", async () => {
    const { context, graph, events, read } = await start(fill);
    await context.upgrade(graph, "head");
    expect(await read()).toEqual(expected);
    const told = events.filter((event) => event.kind === "backfill");
    expect(told.map(({ rows: changed }) => changed)).toEqual([5, 10, 15, 20, 22, 22]);
    expect(told.at(-1)).toMatchObject({ table: "things", done: true });
    const log = await context.appliedLog();
    expect(log.filter(({ revision }) => revision === "bbbb2").length).toBeLessThan(4);
  });

  test("a failure in the middle keeps the chunks that are done; the next run goes on behind them", async () => {
    const { context, graph, read } = await start(`${fill} op.execute("UPDATE things SET price = price");`);
    await context.upgrade(graph, "aaaa1");
    await context.connection.execute("UPDATE things SET price = 600000 WHERE price = 13");
    await failureOf(context.upgrade(graph, "head"));
    const [done] = await context.connection.query("SELECT count(*) AS n FROM things WHERE total IS NOT NULL");
    expect([5, 10, 15, 20]).toContain(Number(done?.["n"]));
    await context.connection.execute("UPDATE things SET price = 13 WHERE price = 600000");
    expect((await context.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
    expect(await read()).toEqual(expected);
  });

  test("killed by SIGKILL before any of its statements, it still changes every row once", async () => {
    const { fresh, folder, read } = await start(fill);
    await runInChild(target, fresh, folder, { direction: "upgrade", to: "aaaa1" });
    // Each run gets two statements further, then dies before the third.
    for (let tries = 0; ; tries++) {
      const outcome = await runInChild(target, fresh, folder, {
        direction: "upgrade",
        to: "head",
        killAt: 3,
      });
      if (!outcome.killed) break;
      expect(tries).toBeLessThan(5);
    }
    expect(await read()).toEqual(expected);
  });

  test("rows that a backfill fills are not in the way of a NOT NULL that follows", async () => {
    const { context, graph } = await start(
      `op.backfill("things", { set: { total: "0" }, key: ["name"], pause: 1 });
       op.alterTable("things").alterColumn("total", { nullable: false }, { was: { type: "integer", nullable: true } });`,
    );
    expect((await context.upgrade(graph, "head", { preflight: true })).heads).toEqual(["bbbb2"]);
  });

  test.each([
    [`op.backfill("things", { set: { total: "0" }, key: ["total"] });`, /may hold NULL in total/],
    [`op.backfill("things", { set: { total: "0" }, key: ["nothing"] });`, /has no column nothing/],
    [`op.backfill("nowhere", { set: { total: "0" } });`, /nowhere: it is not in the database/],
    [`op.backfill("things", { set: { total: "0" }, chunk: 0 });`, /chunk 0 and pause 0/],
  ])("%s is refused", async (up, message) => {
    const { context, graph } = await start(up);
    expect((await failureOf(context.upgrade(graph, "head"))).message).toMatch(message);
    expect(await context.currentHeads()).toEqual(["aaaa1"]);
  });

  test("without a connection it is one statement", () => {
    const operation = {
      kind: "backfill" as const,
      table: { schema: null, name: "t" },
      set: { a: "b -- c" },
      where: "d -- e",
    };
    const context = { facts: dialect.defaultFacts, state: null, metadataTable: operation.table };
    const quote = (name: string) => dialect.identifier(name);
    expect(dialect.compile(operation, context)).toEqual([
      { sql: `UPDATE ${quote("t")} SET ${quote("a")} = b -- c\n WHERE (d -- e\n)` },
    ]);
  });
});
