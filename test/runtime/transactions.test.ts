import { writeRun, type MigrationFailedError, type RuntimeEvent } from "@typeorm-autogen/runtime";
import { describe, expect, test } from "vitest";
import { dialectOf } from "../live/target-dialect.js";
import {
  mysqlTargets,
  postgresTargets,
  sqliteTargets,
  targets,
  transactionalTargets,
} from "../live/targets.js";
import {
  failureOf,
  freshTarget,
  graphOf,
  openContext,
  tableNames,
  writeScripts,
  type Script,
} from "./project.js";

const table = (name: string) =>
  `op.createTable("${name}", (t) => { t.column("id", "integer"); t.primaryKey("PK_${name}", ["id"]); });`;

const broken = `op.execute("INSERT INTO nowhere VALUES (1)");`;

const chain = (last: string): readonly Script[] => [
  { id: "aaaa1", up: table("one"), down: `op.dropTable("one");` },
  { id: "bbbb2", after: "aaaa1", up: table("two"), down: `op.dropTable("two");` },
  { id: "cccc3", after: "bbbb2", up: last, down: `op.dropTable("three");` },
];

const own = ["autogen_step", "autogen_version"];

describe.each(transactionalTargets)("on $name", (target) => {
  test("EN2 one transaction for all revisions: a failure in the last one takes all back, and says where it stands", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain(`${table("three")} ${broken}`));
    const events: RuntimeEvent[] = [];
    const options = { transaction: "all" as const, onEvent: (event: RuntimeEvent) => events.push(event) };
    const context = await openContext(target, fresh, folder, options);
    const error = (await failureOf(context.upgrade(graphOf(folder), "head"))) as MigrationFailedError;
    expect(error.failure).toMatchObject({ revision: "cccc3", standsAt: [], keptOperations: 0 });
    expect(await tableNames(target, context.connection)).toEqual(own);
    expect(events.filter(({ kind }) => kind === "revisionFinished")).toEqual([]);
    const again = writeScripts(chain(table("three")));
    expect((await context.upgrade(graphOf(again), "head")).heads).toEqual(["cccc3"]);
    expect((await context.downgrade(graphOf(again), "base")).heads).toEqual([]);
    expect(await tableNames(target, context.connection)).toEqual(own);
  });

  test("TX2 a script that ends the transaction that it runs in is told so", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain(`${table("three")} op.execute("COMMIT");`));
    const context = await openContext(target, fresh, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect(error.message).toMatch(/cccc3_step\.js ended the transaction that it runs in/);
    expect(await context.currentHeads()).toEqual(["bbbb2"]);
  });
});

describe.each(mysqlTargets)("on $name, where every statement of DDL commits,", (target) => {
  test("EN2 one transaction for all keeps what is through, says so, and the run goes on behind it", async () => {
    const fresh = await freshTarget(target);
    const options = { transaction: "all" as const };
    const folder = writeScripts(chain(`${table("three")} ${broken}`));
    const context = await openContext(target, fresh, folder, options);
    const error = (await failureOf(context.upgrade(graphOf(folder), "head"))) as MigrationFailedError;
    expect(error.failure).toMatchObject({ revision: "cccc3", standsAt: ["bbbb2"], keptOperations: 1 });
    expect(error.message).toMatch(
      /The database stands at bbbb2, and its first operation had to be committed .* it goes on from there$/,
    );
    expect(await context.currentHeads()).toEqual(["bbbb2"]);
    expect(await tableNames(target, context.connection)).toEqual([...own, "one", "three", "two"]);
    const again = writeScripts(chain(table("three")));
    expect((await context.upgrade(graphOf(again), "head")).heads).toEqual(["cccc3"]);
  });
});

describe.each(targets)("on $name", (target) => {
  const insert = (id: number) => `op.execute("INSERT INTO one VALUES (${id})");`;

  test("TX1 an autocommit block commits what came before, and the corrected script goes on behind it", async () => {
    const fresh = await freshTarget(target);
    const script = (end: string) => [
      { id: "aaaa1", up: table("one"), down: `op.dropTable("one");` },
      {
        id: "bbbb2",
        after: "aaaa1",
        up: `${insert(1)} op.autocommitBlock(() => { ${insert(2)} ${table("two")} ${insert(3)} }); ${insert(4)} ${end}`,
      },
    ];
    const folder = writeScripts(script(broken));
    const context = await openContext(target, fresh, folder);
    const error = (await failureOf(context.upgrade(graphOf(folder), "head"))) as MigrationFailedError;
    expect(error.failure).toMatchObject({ standsAt: ["aaaa1"], keptOperations: 4 });
    const ids = async () =>
      (await context.connection.query("SELECT id FROM one ORDER BY id")).map((row) => row["id"]);
    expect(await ids()).toEqual([1, 2, 3]);
    const again = writeScripts(script(insert(5)));
    expect((await context.upgrade(graphOf(again), "head")).heads).toEqual(["bbbb2"]);
    expect(await ids()).toEqual([1, 2, 3, 4, 5]);
    expect(await tableNames(target, context.connection)).toContain("two");
    expect(await context.connection.isInTransaction()).toBe(false);
  });

  test("TX1 what came before a block is committed, also where its first directive fails", async () => {
    const fresh = await freshTarget(target);
    const script = (name: string) => [
      { id: "aaaa1", up: table("one") },
      { id: "bbbb2", after: "aaaa1", up: `${insert(1)} op.autocommitBlock(() => { ${table(name)} });` },
    ];
    const folder = writeScripts(script("one"));
    const context = await openContext(target, fresh, folder);
    const error = (await failureOf(context.upgrade(graphOf(folder), "head"))) as MigrationFailedError;
    expect(error.failure).toMatchObject({ standsAt: ["aaaa1"], keptOperations: 1 });
    const rows = () => context.connection.query("SELECT id FROM one");
    expect(await rows()).toEqual([{ id: 1 }]);
    await context.upgrade(graphOf(writeScripts(script("two"))), "head");
    expect(await rows()).toEqual([{ id: 1 }]);
    expect(await tableNames(target, context.connection)).toContain("two");
  });

  test.each([
    ["the configuration", { transaction: "none" as const }, ""],
    ["the script", {}, `export const transaction = "none";`],
  ])(
    "EN2 no transaction, by %s: what ran stays, and the run goes on where it stood",
    async (_, options, head) => {
      const fresh = await freshTarget(target);
      const script = (end: string): readonly Script[] => [
        { id: "aaaa1", up: `${table("one")} ${insert(1)} ${table("two")} ${end}\n}\n${head}\n{` },
      ];
      const folder = writeScripts(script(broken));
      const context = await openContext(target, fresh, folder, options);
      const error = (await failureOf(context.upgrade(graphOf(folder), "head"))) as MigrationFailedError;
      expect(error.failure).toMatchObject({ standsAt: [], keptOperations: 3 });
      expect(await tableNames(target, context.connection)).toEqual([...own, "one", "two"]);
      const again = writeScripts(script(insert(2)));
      expect((await context.upgrade(graphOf(again), "head")).heads).toEqual(["aaaa1"]);
      expect(await context.connection.query("SELECT id FROM one ORDER BY id")).toEqual([
        { id: 1 },
        { id: 2 },
      ]);
    },
  );

  test("TX2 a script that begins a transaction of its own outside is told so, and can be corrected", async () => {
    const fresh = await freshTarget(target);
    const script = (begin: string) => [
      {
        id: "aaaa1",
        up: `${table("one")} op.autocommitBlock(() => { op.execute("${begin}"); ${insert(1)} });`,
      },
    ];
    const folder = writeScripts(script("BEGIN"));
    const context = await openContext(target, fresh, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect(error.message).toMatch(/aaaa1_step\.js began a transaction and left it open/);
    expect(await context.connection.isInTransaction()).toBe(false);
  });

  test.each([
    [`op.autocommitBlock(async () => {});`, /autocommitBlock is async/],
    [`op.autocommitBlock(() => op.autocommitBlock(() => {}));`, /holds another autocommit block/],
    [`}\nexport const transaction = "some";\n{`, /exports transaction = "some"/],
  ])("%s is refused, and nothing is changed", async (up, message) => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([{ id: "aaaa1", up: `${table("one")} ${up}` }]);
    const context = await openContext(target, fresh, folder);
    expect((await failureOf(context.upgrade(graphOf(folder), "head"))).message).toMatch(message);
    expect(await context.currentHeads()).toEqual([]);
  });
});

describe.each([...postgresTargets, ...sqliteTargets])("on $name", (target) => {
  test("TX1 VACUUM, which refuses a transaction, runs in a block", async () => {
    const fresh = await freshTarget(target);
    const vacuum = `op.execute("VACUUM");`;
    const scripts = (up: string) => writeScripts([{ id: "aaaa1", up: `${table("one")} ${up}` }]);
    const folder = scripts(vacuum);
    const context = await openContext(target, fresh, folder);
    expect((await failureOf(context.upgrade(graphOf(folder), "head"))).message).toMatch(/VACUUM/);
    const block = scripts(`op.autocommitBlock(() => { ${vacuum} }, { repeatable: true });`);
    expect((await context.upgrade(graphOf(block), "head")).heads).toEqual(["aaaa1"]);
    const log = await context.appliedLog();
    expect(log.at(-1)).toMatchObject({ revision: "aaaa1", outcome: "done" });
  });

  test("TX1 without a connection a block ends the transaction, and another begins behind it", async () => {
    const up = `${table("one")} op.autocommitBlock(() => { ${table("two")} op.execute("VACUUM"); }); ${table("three")}`;
    const graph = graphOf(writeScripts([{ id: "aaaa1", up }]));
    const dialect = dialectOf(target);
    const offline = { dialect, facts: dialect.defaultFacts, loadScript: (path: string) => import(path) };
    const { sql } = await writeRun(graph, "upgrade", { from: ["base"], to: "head" }, offline);
    const lines = [...sql.matchAll(/^(?:BEGIN|COMMIT|VACUUM|CREATE TABLE "(?:one|two|three)")/gm)].map(
      String,
    );
    const inTransaction = (name: string) => ["BEGIN", `CREATE TABLE "${name}"`, "COMMIT"];
    expect(lines).toEqual([
      ...inTransaction("one"),
      ...inTransaction("two"),
      "VACUUM",
      ...inTransaction("three"),
    ]);
  });
});
