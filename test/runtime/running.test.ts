import { readFileSync, writeFileSync } from "node:fs";
import { MigrationFailedError, type AppliedStep, type RuntimeEvent } from "@typeorm-autogen/runtime";
import { introspect } from "@typeorm-autogen/introspect";
import { describe, expect, test } from "vitest";
import { dialectOf } from "../live/target-dialect.js";
import { transactionalTargets } from "../live/targets.js";
import {
  failureOf,
  freshTarget,
  graphOf,
  openContext,
  scriptFile,
  scriptText,
  tableNames,
  writeScripts,
  type Script,
} from "./project.js";

const ownTables = ["autogen_step", "autogen_version"];

const create = (table: string) =>
  `op.createTable(${JSON.stringify(table)}, (t) => { t.column("id", "integer"); t.column("name", "varchar(40)", { nullable: true }); t.primaryKey("PK_${table}", ["id"]); });`;
const drop = (table: string) => `op.dropTable(${JSON.stringify(table)});`;
const makes = (id: string, after: Script["after"], table: string): Script => ({
  id,
  after: after ?? null,
  up: create(table),
  down: drop(table),
});

const chain = [
  makes("aaaa1", null, "users"),
  makes("bbbb2", "aaaa1", "orders"),
  makes("cccc3", "bbbb2", "items"),
];

describe.each(transactionalTargets)("on $name", (target) => {
  test("looking at an empty database finds nothing and writes nothing", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain);
    const context = await openContext(target, fresh, folder);
    expect(await context.currentHeads()).toEqual([]);
    expect(await context.appliedLog()).toEqual([]);
    expect(await context.editedScripts(graphOf(folder))).toEqual([]);
    const steps = await context.plan(graphOf(folder), "upgrade", "head");
    expect(steps.map((step) => step.revision.id)).toEqual(["aaaa1", "bbbb2", "cccc3"]);
    const preview = await context.preview(steps);
    expect(preview.map((step) => step.operations?.map((operation) => operation.kind))).toEqual(
      steps.map(() => ["createTable"]),
    );
    expect(preview[0]?.statements?.join()).toMatch(/CREATE TABLE "users"/);
    expect(await tableNames(target, context.connection)).toEqual([]);
  });

  test("upgrade runs what is pending in order, downgrade takes it back, and only Autogen's tables stay", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain);
    const context = await openContext(target, fresh, folder);
    const graph = graphOf(folder);
    const first = await context.upgrade(graph, "+1");
    expect(first.heads).toEqual(["aaaa1"]);
    expect(await tableNames(target, context.connection)).toEqual([...ownTables, "users"]);
    const rest = await context.upgrade(graph, "head");
    expect(rest.steps.map((step) => step.revision.id)).toEqual(["bbbb2", "cccc3"]);
    expect(await context.currentHeads()).toEqual(["cccc3"]);
    expect((await context.upgrade(graph, "head")).steps).toEqual([]);
    await context.downgrade(graph, "aaaa1");
    expect(await tableNames(target, context.connection)).toEqual([...ownTables, "users"]);
    const back = await context.downgrade(graph, "base");
    expect(back.heads).toEqual([]);
    expect(await tableNames(target, context.connection)).toEqual(ownTables);
  });

  test("the log tells what ran, when, by whom and how long", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain.slice(0, 2));
    const context = await openContext(target, fresh, folder);
    await context.upgrade(graphOf(folder), "head");
    await context.downgrade(graphOf(folder), "-1");
    const log = await context.appliedLog();
    expect(
      log.map(({ seq, revision, direction, step, outcome, statements }) => [
        seq,
        revision,
        direction,
        step,
        outcome,
        statements,
      ]),
    ).toEqual([
      [1, "aaaa1", "upgrade", 1, "done", 1],
      [2, "bbbb2", "upgrade", 1, "done", 1],
      [3, "bbbb2", "downgrade", 1, "done", 1],
    ]);
    for (const row of log) {
      expect(row.startedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Date.parse(row.finishedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(row.startedAt));
      expect(row.durationMs).toBeGreaterThanOrEqual(0);
      expect(row.appliedBy).toMatch(/^.+@.+$/);
      expect(row.checksum).toMatch(/^js:[0-9a-f]{64}$/);
    }
  });

  test("a failing statement undoes its revision alone, and the error says where everything stands", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([
      makes("aaaa1", null, "users"),
      {
        id: "bbbb2",
        after: "aaaa1",
        up: `${create("orders")}\nop.execute("INSERT INTO nowhere VALUES (1)");`,
      },
      makes("cccc3", "bbbb2", "items"),
    ]);
    const context = await openContext(target, fresh, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect(error).toBeInstanceOf(MigrationFailedError);
    const { failure } = error as MigrationFailedError;
    expect(failure).toMatchObject({
      revision: "bbbb2",
      file: scriptFile(folder, "bbbb2", 1),
      direction: "upgrade",
      operation: { kind: "execute", object: "SQL text" },
      statement: "INSERT INTO nowhere VALUES (1)",
      standsAt: ["aaaa1"],
      keptOperations: 0,
    });
    expect(failure.reason).toMatch(/nowhere/);
    expect(error.message).toMatch(/The database stands at aaaa1; nothing of this revision was kept$/);
    expect(await context.currentHeads()).toEqual(["aaaa1"]);
    expect(await tableNames(target, context.connection)).toEqual([...ownTables, "users"]);
    expect((await context.appliedLog()).map((row) => row.revision)).toEqual(["aaaa1"]);
  });

  test.each([
    ["throws", { id: "aaaa1", up: `${create("users")} throw new TypeError("no way");` }, /no way/],
    ["does not await", { id: "aaaa1", up: `${create("users")} op.query("SELECT 1");` }, /without await/],
    [
      "does not await what fails",
      { id: "aaaa1", up: `op.query("SELECT nothing FROM nowhere");` },
      /nowhere|without await/,
    ],
    [
      "swallows a failure",
      {
        id: "aaaa1",
        async: true,
        up: `${create("users")} try { await op.query("SELECT * FROM nowhere"); } catch {}`,
      },
      /nowhere/,
    ],
    [
      "moves the version itself",
      { id: "aaaa1", up: `op.execute("INSERT INTO autogen_version VALUES ('aaaa1')");` },
      /aaaa1/,
    ],
  ] as const)("a script that %s keeps nothing", async (_, script, reason) => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([script]);
    const context = await openContext(target, fresh, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect(error.code).toBe("migration-failed");
    expect(error.message).toMatch(reason);
    expect(error.message).toMatch(/The database stands at base; nothing of this revision was kept$/);
    expect(await tableNames(target, context.connection)).toEqual(ownTables);
    expect(await context.currentHeads()).toEqual([]);
    expect(await context.appliedLog()).toEqual([]);
  });

  test("a script that cannot be run stops everything before anything ran", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([makes("aaaa1", null, "users"), { id: "bbbb2", after: "aaaa1", up: null }]);
    const context = await openContext(target, fresh, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect(error.code).toBe("script-function-missing");
    expect(error.message).toContain(scriptFile(folder, "bbbb2", 1));
    expect(error.message).toContain("export function upgrade(op: Operations)");
    expect(await tableNames(target, context.connection)).toEqual([]);
  });

  test("a query sees what was recorded before it, and what it saw steers the rest", async () => {
    const fresh = await freshTarget(target);
    const up = `${create("users")}
      op.execute("INSERT INTO users VALUES (1, 'ann'), (2, 'bob')");
      const rows = await op.query("SELECT name FROM users ORDER BY id");
      for (const row of rows) op.execute("UPDATE users SET name = " + op.literal(row.name + "'s") + " WHERE name = " + op.literal(row.name));`;
    const folder = writeScripts([{ id: "aaaa1", async: true, up }]);
    const context = await openContext(target, fresh, folder);
    await context.upgrade(graphOf(folder), "head");
    const rows = await context.connection.query("SELECT name FROM users ORDER BY id");
    expect(rows.map((row) => row["name"])).toEqual(["ann's", "bob's"]);
  });

  test("branches have a row each, a merge unites them, and a dependency takes over its row", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([
      makes("aaaa1", null, "users"),
      makes("bbbb2", "aaaa1", "orders"),
      makes("cccc3", "aaaa1", "items"),
      { id: "dddd4", after: ["bbbb2", "cccc3"] },
      makes("eeee5", null, "other"),
      { ...makes("ffff6", null, "needy"), dependsOn: ["eeee5"] },
    ]);
    const context = await openContext(target, fresh, folder);
    const graph = graphOf(folder);
    await context.upgrade(graph, "bbbb2");
    expect((await context.upgrade(graph, "cccc3")).heads.toSorted()).toEqual(["bbbb2", "cccc3"]);
    await context.upgrade(graph, "eeee5");
    expect((await context.upgrade(graph, "heads")).heads.toSorted()).toEqual(["dddd4", "ffff6"]);
    expect((await context.downgrade(graph, "base")).heads).toEqual([]);
    expect(await tableNames(target, context.connection)).toEqual(ownTables);
  });

  test("stamp moves the rows and runs nothing; purge forgets what no script knows", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain);
    const context = await openContext(target, fresh, folder);
    const graph = graphOf(folder);
    expect(await context.stamp(graph, ["bbbb2"])).toEqual(["bbbb2"]);
    expect(await tableNames(target, context.connection)).toEqual(ownTables);
    expect((await context.appliedLog()).map((row) => [row.revision, row.direction])).toEqual([
      ["bbbb2", "stamp"],
    ]);
    expect((await context.upgrade(graph, "head")).steps.map((step) => step.revision.id)).toEqual(["cccc3"]);
    expect(await context.stamp(graph, ["base"])).toEqual([]);
    await context.connection.execute("INSERT INTO autogen_version VALUES ('gone9')");
    expect((await failureOf(context.stamp(graph, ["head"]))).code).toBe("database-ahead");
    expect(await context.stamp(graph, ["aaaa1"], { purge: true })).toEqual(["aaaa1"]);
    expect(await context.currentHeads()).toEqual(["aaaa1"]);
  });

  test("a database ahead of the scripts is named", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain);
    await (await openContext(target, fresh, folder)).upgrade(graphOf(folder), "head");
    const older = writeScripts(chain.slice(0, 2));
    const context = await openContext(target, fresh, older);
    for (const [direction, to] of [
      ["upgrade", "head"],
      ["downgrade", "base"],
    ] as const) {
      const error = await failureOf(context[direction](graphOf(older), to));
      expect(error.code).toBe("database-ahead");
      expect(error.message).toContain("cccc3");
    }
    expect(await context.currentHeads()).toEqual(["cccc3"]);
  });

  test("an applied script that was edited is told, one that was reformatted is not", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain);
    const context = await openContext(target, fresh, folder);
    await context.upgrade(graphOf(folder), "bbbb2");
    const first = scriptFile(folder, "aaaa1", 0);
    writeFileSync(first, `// seen\r\n${readFileSync(first, "utf8").replaceAll("\n", "\r\n  ")}`);
    writeFileSync(
      scriptFile(folder, "bbbb2", 1),
      scriptText({ id: "bbbb2", after: "aaaa1", up: create("others") }),
    );
    const edited = await context.editedScripts(graphOf(folder));
    expect(edited.map(({ revision, file }) => [revision, file])).toEqual([
      ["bbbb2", scriptFile(folder, "bbbb2", 1)],
    ]);
    const result = await context.upgrade(graphOf(folder), "head");
    expect(result.editedScripts).toEqual(edited);
    expect(result.heads).toEqual(["cccc3"]);
  });

  test("other names for Autogen's tables keep two histories apart", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain);
    const other = writeScripts([makes("dddd4", null, "plugin")]);
    const tables = {
      version: { schema: null, name: 'plugin "version' },
      step: { schema: null, name: "plugin's step" },
    };
    const context = await openContext(target, fresh, folder);
    const plugin = await openContext(target, fresh, other, { tables });
    await context.upgrade(graphOf(folder), "head");
    await plugin.upgrade(graphOf(other), "head");
    expect(await context.currentHeads()).toEqual(["cccc3"]);
    expect(await plugin.currentHeads()).toEqual(["dddd4"]);
    expect((await plugin.appliedLog()).length).toBe(1);
  });

  test("a callback runs inside the step's transaction and can undo it", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain.slice(0, 2));
    const seen: unknown[] = [];
    const onApplied = async ({ direction, revision, before, after, connection }: AppliedStep) => {
      const rows = await connection.query("SELECT version_num FROM autogen_version");
      seen.push([direction, revision?.id, before, after, rows.map((row) => row["version_num"])]);
      if (revision?.id === "bbbb2") throw new Error("not today");
    };
    const context = await openContext(target, fresh, folder, { onApplied });
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect(error.message).toMatch(
      /not today\. The database stands at aaaa1; nothing of this revision was kept/,
    );
    expect(seen).toEqual([
      ["upgrade", "aaaa1", [], ["aaaa1"], ["aaaa1"]],
      ["upgrade", "bbbb2", ["aaaa1"], ["bbbb2"], ["bbbb2"]],
    ]);
    expect(await context.currentHeads()).toEqual(["aaaa1"]);
  });

  test("a callback that swallows a failure or moves the version does not pass for success", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain.slice(0, 1));
    const sabotage = ["SELECT nothing FROM nowhere", "UPDATE autogen_version SET version_num = 'zzzz9'"];
    for (const sql of sabotage) {
      const onApplied = async ({ connection }: AppliedStep) => {
        await connection.execute(sql).catch(() => {});
      };
      const context = await openContext(target, fresh, folder, { onApplied });
      const error = await context.upgrade(graphOf(folder), "head").catch((error: Error) => error);
      // SQLite's transactions survive a failed statement, so there nothing was lost.
      const survives = target.dialect === "sqlite" && sql.startsWith("SELECT");
      expect(error instanceof MigrationFailedError).toBe(!survives);
      expect(await context.currentHeads()).toEqual(survives ? ["aaaa1"] : []);
      if (survives) await context.downgrade(graphOf(folder), "base").catch(() => {});
      expect(await tableNames(target, context.connection)).toEqual(ownTables);
    }
  });

  test("rows that violate a foreign key keep nothing, whenever the database notices", async () => {
    const fresh = await freshTarget(target);
    const up = `${create("users")}
      op.createTable("orders", (t) => { t.column("user", "integer"); t.foreignKey("FK_user", ["user"], "users", ["id"]); });
      op.execute('INSERT INTO orders VALUES (7)');`;
    const folder = writeScripts([{ id: "aaaa1", up }]);
    const context = await openContext(target, fresh, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect(error.code).toBe("migration-failed");
    expect(error.message).toMatch(/foreign key.*stands at base; nothing of this revision was kept/s);
    expect(await tableNames(target, context.connection)).toEqual(ownTables);
  });

  test("each operation meets the schema as those before it left it, raw SQL and renames included", async () => {
    const fresh = await freshTarget(target);
    const alter = (name: string, type: string, was: string) =>
      `op.alterTable("people", (t) => { t.alterColumn("${name}", { type: "${type}" }, { was: { type: "${was}", nullable: true } }); });`;
    const up = `
      op.execute("CREATE TABLE users (id integer NOT NULL, name varchar(10), extra integer)");
      op.execute("INSERT INTO users VALUES (1, 'ann', 5)");
      op.renameTable("users", "people");
      ${alter("name", "varchar(20)", "varchar(10)")}
      op.alterTable("people", (t) => { t.renameColumn("name", "full_name"); t.dropColumn("extra", "integer", { nullable: true }); });
      ${alter("full_name", "varchar(30)", "varchar(20)")}
      op.execute("CREATE INDEX by_hand ON people (full_name)");
      ${alter("full_name", "varchar(40)", "varchar(30)")}`;
    const folder = writeScripts([{ id: "aaaa1", up }]);
    const context = await openContext(target, fresh, folder);
    await context.upgrade(graphOf(folder), "head");
    const dialect = dialectOf(target);
    const facts = await dialect.facts(context.connection, { projectDir: folder, readOnly: true });
    const schema = await introspect(dialect.reader(context.connection, facts), { schemas: [] });
    const people = schema.tables.find((table) => table.name === "people");
    expect(people?.columns.map(({ name, type }) => [name, dialect.types.print(type)])).toEqual([
      ["id", "integer"],
      ["full_name", "varchar(40)"],
    ]);
    expect(people?.indexes.map((index) => index.name)).toEqual(["by_hand"]);
    expect(await context.connection.query("SELECT * FROM people")).toEqual([{ id: 1, full_name: "ann" }]);
  });

  test("events tell what happens, in order", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts(chain.slice(0, 1));
    const events: RuntimeEvent[] = [];
    const context = await openContext(target, fresh, folder, { onEvent: (event) => events.push(event) });
    await context.upgrade(graphOf(folder), "head");
    expect(events.map((event) => event.kind)).toEqual([
      "planned",
      "revisionStarted",
      "statement",
      "revisionFinished",
    ]);
    expect(events.at(-1)).toMatchObject({ statements: 1, direction: "upgrade", revision: { id: "aaaa1" } });
  });
});
