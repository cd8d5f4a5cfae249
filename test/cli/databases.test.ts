import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { check, current, downgrade, upgrade, upgradeSql, type AppliedStep } from "typeorm-autogen";
import { targets } from "../live/targets.js";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  dialectTargets,
  emptyFolder,
  filesIn,
  freshTarget,
  script,
  scriptsIn,
  users,
  writeFiles,
  writeProject,
} from "./project.js";
import { query } from "./query.js";

beforeAll(buildCommandLine);

const postgres = targets.find(({ name }) => name === "postgres");
const audit = { ...users(), name: "event" };

/** A shop on SQLite and what is noted of it, on PostgreSQL where that is there: each with its own entities. */
async function shopAndAudit() {
  const notes = await freshTarget(postgres ?? (dialectTargets[0] as (typeof dialectTargets)[number]));
  const shop = { options: { type: "better-sqlite3", database: "shop.db" } } as const;
  const dir = writeProject({
    "shop.js": dataSourceFile(shop, [users()]),
    "audit.js": dataSourceFile(notes, [audit]),
    "autogen.config.js": `module.exports = {
      format: "js", directory: "revisions",
      databases: { shop: { dataSource: "shop.js", url: "sqlite:" + __dirname + "/shop.db" },
                   audit: { dataSource: "audit.js", directory: "audit-revisions" } } };`,
  });
  return { dir, notes };
}

test("each of several databases has its own entities, scripts and place in its history", async () => {
  const { dir, notes } = await shopAndAudit();
  const made = await autogen(dir, ["revision", "-m", "first", "--rev-id", "a1", "--json"]);
  expect(made.json).toMatchObject({
    format: 1,
    databases: {
      shop: { revision: "a1", operations: [{ kind: "createTable", table: { name: "users" } }] },
      audit: { revision: "a1", operations: [{ kind: "createTable", table: { name: "event" } }] },
    },
  });
  expect(scriptsIn(dir, "revisions/shop")).toHaveLength(1);
  expect(scriptsIn(dir, "audit-revisions")).toHaveLength(1);

  const broken = "9-z9.mjs";
  writeFiles(dir, { [`revisions/shop/${broken}`]: script("z9", "a1", `op.execute("nonsense");`) });
  const ran = await autogen(dir, ["upgrade"]);
  expect(ran).toMatchObject({ status: 2 });
  expect(ran.stdout).toMatch(/^shop:\naudit:\na1 {2}first\n$/);
  expect(ran.stderr).toMatch(/^autogen: shop: upgrade of revision z9 .*nonsense/m);
  expect(await query(notes, "SELECT version_num FROM autogen_version")).toEqual([{ version_num: "a1" }]);
  expect(await current({ cwd: dir, database: "shop" })).toMatchObject({ revisions: [{ revision: "a1" }] });
  expect(await check({ cwd: dir, database: "audit" })).toMatchObject({ inSync: true });
  const one = await autogen(dir, ["current", "--database", "audit"]);
  expect(one).toMatchObject({ status: 0, stdout: "a1 (head)  first\n" });
  const usage = await autogen(dir, ["upgrade", "--sql"]);
  expect(usage).toMatchObject({ status: 2, stdout: "" });
  expect(usage.stderr).toMatch(/--sql is for one of the databases \(shop, audit\); name it with --database/);
});

test("what needs no project does not ask for one, and what follows one takes one", async () => {
  const listed = (await autogen(emptyFolder(), ["list-templates"])).stdout;
  for (const config of ["{ databases: { a: {}, b: {} } }", "() => { throw new Error('no config today'); }"]) {
    const dir = writeProject({ "autogen.config.js": `module.exports = ${config};` });
    expect(await autogen(dir, ["list-templates"])).toMatchObject({ status: 0, stdout: listed, stderr: "" });
  }
  const two = writeProject({ "autogen.config.js": "module.exports = { databases: { a: {}, b: {} } };" });
  expect(await autogen(two, ["watch"])).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^autogen: watch follows one of the databases \(a, b\); name it with --database[^\n]*\n$/,
    ),
  });
});

const home = { options: { type: "better-sqlite3", database: "app.db" } } as const;

function project(config: string, up = "", down = ""): string {
  return writeProject({
    "data-source.js": dataSourceFile(home, [users()]),
    "autogen.config.js": `module.exports = ${config};`,
    "revisions/1-a1.mjs": script("a1", null, up, down),
  });
}

test.each<readonly [config: string, database: string | undefined, code: string, message: RegExp]>([
  ["{ databases: 7 }", undefined, "config", /databases is not what it takes; give it an object/],
  ["{ databases: { a: 7 } }", "a", "config", /databases.a is not what it takes; give it a configuration/],
  ["{ databases: { a: { urls: 7 } } }", "a", "config", /databases.a: unknown key urls; did you mean url/],
  ["{ databases: { a: { databases: {} } } }", "a", "config", /databases.a: has databases of its own/],
  ["{ databases: { a: {}, b: {} } }", undefined, "database-not-named", /several databases \(a, b\)/],
  ["{ databases: { a: {} } }", "toString", "unknown-database", /no database toString .*it has a/],
  ["{}", "a", "unknown-database", /it has no `databases`/],
  ["() => { throw new Error('no config today'); }", undefined, "file-threw", /no config today/],
  ["() => 7", undefined, "config", /exports no configuration/],
  ["{ onApply: 7 }", undefined, "config", /onApply is not what it takes; give it a function/],
])("%s is refused", async (config, database, code, message) => {
  const dir = project(config);
  const before = filesIn(dir);
  const options = { cwd: dir, ...(database !== undefined && { database }) };
  const failure: unknown = await upgrade(options).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(filesIn(dir)).toEqual(before);
});

describe("-x", () => {
  test("reaches a configuration that is a function, and scripts, run, previewed and as SQL", async () => {
    const up = 'op.execute("CREATE TABLE " + (op.x.table ?? "none") + " (n integer)");';
    const dir = project(`({ x }) => ({ versionTable: { name: "at_" + x.table } })`, up);
    const x = { table: "shelf" };
    const previewed = await upgrade({ cwd: dir, x, dryRun: true });
    expect(previewed.revisions[0]?.statements).toEqual(["CREATE TABLE shelf (n integer)"]);
    expect((await upgradeSql({ cwd: dir, x })).sql).toContain("CREATE TABLE shelf (n integer)");
    expect(await autogen(dir, ["upgrade", "-x", "table=shelf"])).toMatchObject({ status: 0 });
    const database = join(dir, "app.db");
    const at = { database, url: `sqlite:${database}` };
    expect(await query(at, "SELECT version_num, (SELECT count(*) FROM shelf) AS n FROM at_shelf")).toEqual([
      { version_num: "a1", n: 0 },
    ]);
  });
});

describe.each(dialectTargets)("onApply on $name", (target) => {
  test("hears of every step in its transaction, and undoes it by throwing", async () => {
    const fresh = await freshTarget(target);
    const dir = writeProject({
      "data-source.js": dataSourceFile(fresh, [users()]),
      "autogen.config.js": `module.exports = { onApply: async ({ direction, revision, after, query }) => {
        if (direction === "upgrade" && revision.id === "a1") await query("CREATE TABLE noted (what varchar(40))");
        await query("INSERT INTO noted VALUES ('" + direction + " " + (revision ? revision.id : after) + "')");
      } };`,
      "revisions/1-a1.mjs": script("a1", null, `op.createTable("t", (t) => { t.column("n", "integer"); });`),
      "revisions/2-b2.mjs": script("b2", "a1", `op.execute("INSERT INTO t VALUES (1)");`),
    });
    const steps: AppliedStep[] = [];
    await upgrade({ cwd: dir, onApply: (step) => void steps.push(step), x: { who: "ann" } });
    expect(steps).toMatchObject([
      {
        direction: "upgrade",
        revision: { id: "a1" },
        before: [],
        after: ["a1"],
        tenant: null,
        x: { who: "ann" },
      },
      { direction: "upgrade", revision: { id: "b2" }, before: ["a1"], after: ["b2"], environment: null },
    ]);
    const refuse = async ({ query: ask }: AppliedStep) => {
      expect(await ask("SELECT what FROM noted ORDER BY what")).toHaveLength(3);
      throw new Error("not today");
    };
    await expect(downgrade({ cwd: dir, target: "-1", onApply: refuse })).rejects.toThrow("not today");
    expect(await query(fresh, "SELECT what FROM noted ORDER BY what")).toEqual([
      { what: "upgrade a1" },
      { what: "upgrade b2" },
    ]);
    expect(await current({ cwd: dir })).toMatchObject({ revisions: [{ revision: "b2" }] });
    await autogen(dir, ["stamp", "a1"]);
    expect(await query(fresh, "SELECT what FROM noted WHERE what LIKE 'stamp%'")).toEqual([
      { what: "stamp a1" },
    ]);
  });
});
