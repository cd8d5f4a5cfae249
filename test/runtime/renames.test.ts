import { describe, expect, test } from "vitest";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { record, type Operations } from "@typeorm-autogen/ops";
import { queryDatabase } from "../live/query-database.js";
import { dialectOf } from "../live/target-dialect.js";
import { postgresTargets, targets } from "../live/targets.js";
import { failureOf, freshTarget, graphOf, openContext, writeScripts, type Script } from "./project.js";

const items = `op.createTable("items", (t) => {
  t.column("id", "integer"); t.column("size", "integer", { nullable: true }); t.primaryKey("PK_items", ["id"]);
});
op.bulkInsert("items", [{ id: 1, size: 3 }, { id: 2, size: 5 }]);
op.createView("large", "SELECT id, size FROM items WHERE size > 4");
op.createView("readers", "SELECT l.id AS reader FROM large AS l WHERE l.size IN (SELECT size FROM large)");`;

describe.each(targets)("on $name", (target) => {
  const run = async (steps: readonly Omit<Script, "id">[]) => {
    const fresh = await freshTarget(target);
    const ids = steps.map((_, i) => `aaaa${i}`);
    const scripts = steps.map((step, i) => ({ id: ids[i] ?? "", after: ids[i - 1] ?? null, ...step }));
    const folder = writeScripts(scripts);
    const context = await openContext(target, fresh, folder);
    return { fresh, context, graph: graphOf(folder) };
  };

  test("a view is renamed, and what reads it follows, there and back", async () => {
    const { fresh, context, graph } = await run([
      { up: items },
      { up: `op.renameView("large", "Big items");`, down: `op.renameView("Big items", "large");` },
      { up: `op.renameView("readers", "READERS");`, down: `op.renameView("READERS", "readers");` },
    ]);
    const name = target.dialect === "mysql" ? "`Big items`" : '"Big items"';
    await context.upgrade(graph, "aaaa0");
    if (target.dialect === "sqlite")
      await queryDatabase(
        fresh,
        "CREATE TRIGGER adding INSTEAD OF INSERT ON large BEGIN INSERT INTO items VALUES (new.id, new.size); END",
      );
    await context.upgrade(graph, "aaaa1");
    if (target.dialect === "sqlite") await queryDatabase(fresh, `INSERT INTO ${name} VALUES (3, 8)`);
    const large = target.dialect === "sqlite" ? [2, 3] : [2];
    expect(await queryDatabase(fresh, `SELECT id FROM ${name} ORDER BY id`)).toEqual(
      large.map((id) => ({ id })),
    );
    expect(await queryDatabase(fresh, "SELECT reader FROM readers ORDER BY reader")).toEqual(
      large.map((reader) => ({ reader })),
    );
    await expect(queryDatabase(fresh, "SELECT * FROM large")).rejects.toThrow(/large/);
    await context.upgrade(graph, "head");
    const quoted = target.dialect === "postgres" ? '"READERS"' : "READERS";
    expect(await queryDatabase(fresh, `SELECT * FROM ${quoted}`)).toHaveLength(large.length);
    await context.downgrade(graph, "aaaa0");
    expect(await queryDatabase(fresh, "SELECT reader FROM readers ORDER BY reader")).toEqual(
      large.map((reader) => ({ reader })),
    );
  });

  test("a sequence is renamed with the defaults that name it where there are sequences, else refused by name", async () => {
    const { fresh, context, graph } = await run([
      {
        up: `op.createSequence("numbers", { start: "7" });
          op.createTable("counted", (t) => {
            t.column("id", "bigint", { default: ${JSON.stringify(target.dialect === "postgres" ? "nextval('numbers')" : "nextval(`numbers`)")} });
            t.column("note", "integer", { nullable: true });
          });`,
      },
      { up: `op.renameSequence("numbers", "Nos");`, down: `op.renameSequence("Nos", "numbers");` },
    ]);
    if (target.dialect === "sqlite" || target.name === "mysql") {
      const failed = await failureOf(context.upgrade(graph, "head"));
      return expect(failed.message).toMatch(/unsupported: sequence numbers/);
    }
    await context.upgrade(graph, "head");
    const insert = () =>
      queryDatabase(fresh, "INSERT INTO counted (note) VALUES (1); SELECT max(id) AS id FROM counted");
    expect((await insert()).map(({ id }) => Number(id))).toEqual([7]);
    await context.downgrade(graph, "aaaa0");
    const next = (await insert()).map(({ id }) => Number(id));
    expect(next[0]).toBeGreaterThan(7);
  });

  test("a schema is renamed with all that is in it where it can be, else refused by name", async () => {
    const { fresh, context, graph } = await run([
      {
        up:
          target.dialect === "postgres"
            ? `op.createSchema("shop"); op.createTable("shop.item", (t) => t.column("id", "integer"));
               op.bulkInsert("shop.item", [{ id: 1 }]);
               op.createView("labels", "SELECT id FROM shop.item");`
            : "",
      },
      {
        up: `op.renameSchema("shop", "The shop");`,
        down: `op.renameSchema("The shop", "shop");`,
      },
    ]);
    const done = context.upgrade(graph, "head");
    if (target.dialect !== "postgres")
      return expect((await failureOf(done)).message).toMatch(
        /unsupported: (?:renaming a database|schema shop)/,
      );
    await done;
    expect(
      await queryDatabase(fresh, `SELECT i.id FROM "The shop".item i JOIN labels l ON l.id = i.id`),
    ).toEqual([{ id: 1 }]);
    await context.downgrade(graph, "aaaa0");
    expect(await queryDatabase(fresh, "SELECT id FROM shop.item")).toEqual([{ id: 1 }]);
  });
});

describe.each(postgresTargets)("on $name", (target) => {
  test("a materialized view keeps its rows, its indexes and its grants, in another schema too", async () => {
    const fresh = await freshTarget(target);
    await queryDatabase(
      fresh,
      "CREATE SCHEMA app; CREATE TABLE t (id int); INSERT INTO t VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT id FROM t; CREATE UNIQUE INDEX i ON m (id); GRANT SELECT ON m TO PUBLIC",
    );
    const folder = writeScripts([
      {
        id: "aaaa1",
        up: `op.renameView("m", "app.kept", { materialized: true });`,
        down: `op.renameView("app.kept", "m", { materialized: true });`,
      },
    ]);
    const context = await openContext(target, fresh, folder);
    await context.upgrade(graphOf(folder), "head");
    const look = (name: string) =>
      queryDatabase(
        fresh,
        `SELECT (SELECT count(*)::int FROM ${name}) AS rows, indexdef, relacl::text LIKE '%{%=r/%' OR relacl::text LIKE '%,=r/%' AS granted
         FROM pg_class JOIN pg_indexes ON indexname = 'i' WHERE oid = '${name}'::regclass`,
      );
    expect(await look("app.kept")).toEqual([
      { rows: 1, indexdef: "CREATE UNIQUE INDEX i ON app.kept USING btree (id)", granted: true },
    ]);
    await context.downgrade(graphOf(folder), "base");
    expect(await look("m")).toMatchObject([{ rows: 1, granted: true }]);
  });

  test("before anything runs, rows and readers are looked for under the names that they still have", async () => {
    const fresh = await freshTarget(target);
    await queryDatabase(
      fresh,
      "CREATE SCHEMA a; CREATE TABLE a.t (id int, v int, w int); INSERT INTO a.t VALUES (1, 5), (2, 5); CREATE VIEW reads AS SELECT v FROM a.t",
    );
    const context = await openContext(target, fresh, writeScripts([]));
    const work = async (script: (op: Operations) => void) => [
      { revision: "aaaa1", operations: await record(script, scriptLanguage(dialectOf(target))) },
    ];
    const rename = (op: Operations) => {
      op.renameSchema("a", "b");
      op.renameView("reads", "b.read");
    };
    const dropV = (op: Operations) => op.alterTable("b.t").dropColumn("v", "integer", { nullable: true });
    const unique = await work((op) => {
      rename(op);
      op.alterTable("b.t").createUnique("UQ_v", ["v"]);
    });
    expect(await context.findMisfits(unique)).toMatchObject([
      { kind: "duplicate", columns: ["v"], rows: 2, example: { v: 5 } },
    ]);
    const dropped = await work((op) => {
      rename(op);
      dropV(op);
    });
    expect(await context.findDependents(dropped)).toEqual([
      { revision: "aaaa1", object: "b.t.v", dependent: "view reads" },
    ]);
    const gone = await work((op) => {
      rename(op);
      op.dropView("b.read");
      dropV(op);
    });
    expect(await context.findDependents(gone)).toEqual([]);
  });

  test("the connection's default schema is not renamed under it", async () => {
    const fresh = await freshTarget(target);
    for (const call of [`op.renameSchema("public", "p")`, `op.renameSchema("p", "public")`]) {
      const folder = writeScripts([{ id: "aaaa1", up: `${call};` }]);
      const context = await openContext(target, fresh, folder);
      expect((await failureOf(context.upgrade(graphOf(folder), "head"))).message).toMatch(
        /unsupported: renaming schema .* where public is the default schema of the connection.*op\.renameTable/s,
      );
    }
  });
});
