import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DataSource, EntitySchema, type DataSourceOptions } from "typeorm-1";
import { baseline, check, current, downgrade, history, revision, squash, upgrade } from "typeorm-autogen";
import { beforeAll, describe, expect, test } from "vitest";
import type { FreshDatabase } from "../live/fresh-database.js";
import { targets, type Target } from "../live/targets.js";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  filesIn,
  freshTarget,
  script,
  scriptsIn,
  users,
  writeFiles,
  writeProject,
} from "./project.js";

beforeAll(buildCommandLine);

const sqlite = targets.find(({ name }) => name === "better-sqlite3")!;
const servers = targets.filter(({ driver }) => driver !== "sqlite3");

const makes = (table: string) =>
  `op.createTable("${table}", (t) => { t.column("id", "integer"); t.primaryKey("PK_${table}", ["id"]); });`;
const step = (id: string, after: string | null, table: string) =>
  script(id, after, makes(table), `op.dropTable("${table}");`);

const chain: Readonly<Record<string, string>> = {
  "revisions/1.mjs": step("aaa1", null, "t1"),
  "revisions/2.mjs": step("bbb2", "aaa1", "t2"),
  "revisions/3.mjs": step("ccc3", "bbb2", "t3"),
  "revisions/4.mjs": step("ddd4", "ccc3", "t4"),
};

/** A project of scripts alone, and where its database stands. */
function scripted(url: string, files: Readonly<Record<string, string>> = chain) {
  const dir = writeProject({
    "autogen.config.json": JSON.stringify({ directory: "revisions", url }),
    ...files,
  });
  const cwd = dir;
  return {
    dir,
    options: { cwd },
    to: async (target: string) => (await upgrade({ cwd, target })).revisions.map((ran) => ran.revision),
    back: async (target: string) => (await downgrade({ cwd, target })).revisions.map((ran) => ran.revision),
    stands: async () => {
      const { revisions, atHeads } = await current({ cwd });
      return [revisions.map((row) => row.revision), atHeads];
    },
  };
}

describe.each(servers)("squash on $name", (target) => {
  test("a database inside the range, one at its end and a fresh one all come to the head and back", async () => {
    const { url } = await freshTarget(target);
    const { dir, options, to, back, stands } = scripted(url);
    await to("bbb2");
    const made = await squash({ ...options, range: "aaa1:ccc3", revId: "squash1", format: "js" });
    expect(made).toMatchObject({
      revision: "squash1",
      downRevision: null,
      replaces: ["aaa1", "bbb2", "ccc3"],
      replacedFiles: [1, 2, 3].map((at) => join(dir, `revisions/${at}.mjs`)),
    });
    expect((await history(options)).map(({ id }) => id)).toEqual(["ddd4", "squash1"]);
    // Inside.
    expect(await to("squash1")).toEqual(["ccc3"]);
    // At the end of the range, with the old scripts and without.
    expect(await stands()).toEqual([["ccc3"], false]);
    for (const at of [1, 2, 3]) rmSync(join(dir, `revisions/${at}.mjs`));
    expect(await stands()).toEqual([["ccc3"], false]);
    expect(await to("head")).toEqual(["ddd4"]);
    expect(await stands()).toEqual([["ddd4"], true]);
    // Past it, back through the new script; then as a fresh database.
    expect(await back("base")).toEqual(["ddd4", "squash1"]);
    expect(await to("head")).toEqual(["squash1", "ddd4"]);
    expect(await back("base")).toEqual(["ddd4", "squash1"]);
    expect((await current(options)).revisions).toEqual([]);
  });
});

describe("the command squash", () => {
  test("squash: what it prints, --json, and --dry-run", async () => {
    const { dir } = scripted("sqlite:app.sqlite");
    const shown = await autogen(dir, ["squash", ":ccc3", "--dry-run", "--rev-id", "s1"]);
    expect(shown.stdout).toContain('export const replaces = ["aaa1", "bbb2", "ccc3"];\n');
    expect(scriptsIn(dir)).toHaveLength(4);
    const told = await autogen(dir, ["squash", ":ccc3", "-m", "all of it", "--rev-id", "s1"]);
    expect(told.stdout).toMatch(/^revisions\/\S+-s1_all_of_it\.ts\n$/);
    expect(told.stderr).toBe(
      "s1 stands for aaa1, bbb2, ccc3\nonce no database stands among these any more, delete their scripts:\n" +
        "  revisions/1.mjs\n  revisions/2.mjs\n  revisions/3.mjs\n",
    );
    expect((await autogen(dir, ["show", "s1"])).stdout).toContain("  replaces     aaa1, bbb2, ccc3\n");
    expect((await autogen(dir, ["squash", "s1:ddd4", "--json", "--rev-id", "s2"])).json).toMatchObject({
      format: 1,
      revision: "s2",
      replaces: ["aaa1", "bbb2", "ccc3", "s1", "ddd4"],
    });
    expect((await autogen(dir, ["upgrade", "--json"])).json).toMatchObject({ heads: ["s2"] });
  });

  test("squash refuses what asks the database, a range that is none, and a row inside whose scripts are gone", async () => {
    const asks = script("bbb2", "aaa1").replace(
      "function upgrade(op) {",
      "async function upgrade(op) { await op.query('SELECT 1');",
    );
    const { dir, options } = scripted("sqlite:app.sqlite", { ...chain, "revisions/2.mjs": asks });
    const before = filesIn(dir);
    const refuse = async (range: string) =>
      (await squash({ ...options, range }).catch((error) => error)).code;
    expect(await refuse("aaa1:ccc3")).toBe("cannot-squash");
    expect(await refuse("ccc3:ccc3")).toBe("squash-range");
    expect(await refuse("ccc3:aaa1")).toBe("not-ancestor");
    expect(await refuse("nothing:")).toBe("unknown-revision");
    expect(filesIn(dir)).toEqual(before);

    const inside = scripted((await freshTarget(sqlite)).url);
    await inside.to("bbb2");
    await squash({ ...inside.options, range: "aaa1:ccc3", revId: "squash1" });
    rmSync(join(inside.dir, "revisions/1.mjs"));
    rmSync(join(inside.dir, "revisions/2.mjs"));
    const told = await autogen(inside.dir, ["upgrade", "--json"]);
    expect(told).toMatchObject({ status: 2, json: { error: { code: "inside-squash", squash: "squash1" } } });
  });
});

const team = new EntitySchema({
  name: "team",
  columns: { id: { type: "int", primary: true }, name: { type: "varchar", length: 40, unique: true } },
});
const member = new EntitySchema({
  name: "member",
  columns: {
    id: { type: "int", primary: true },
    teamId: { type: "int" },
    note: { type: "text", nullable: true },
  },
  indices: [{ name: "IDX_member_team", columns: ["teamId"] }],
  foreignKeys: [
    { target: "team", columnNames: ["teamId"], referencedColumnNames: ["id"], onDelete: "CASCADE" },
  ],
});

/** A project of these entities, whose DataSource exists before Autogen is asked. */
function declared(fresh: FreshDatabase, dir: string = writeProject({})) {
  const dataSource = new DataSource({ ...fresh.options, entities: [team, member] } as DataSourceOptions);
  return { dir, dataSource, options: { cwd: dir, dataSource, config: {} } };
}

async function synchronised(target: Target) {
  const fresh = await freshTarget(target);
  const made = declared(fresh);
  await made.dataSource.initialize();
  await made.dataSource.synchronize();
  return { fresh, ...made };
}

describe.each(servers)("baseline on $name", (target) => {
  test("where all is there it counts as applied; elsewhere it builds the same; and where something differs it refuses", async () => {
    const { dir, dataSource, options } = await synchronised(target);
    await dataSource.query("CREATE TABLE legacy (id int)");
    const made = await baseline({ ...options, revId: "base1", format: "js" });
    expect(made).toMatchObject({ revision: "base1", downRevision: null, stamped: true });
    expect(made.undeclared.map((name) => name.replace(/^.*\./, ""))).toEqual(["legacy"]);
    await dataSource.query("DROP TABLE legacy");
    expect(await current(options)).toMatchObject({ revisions: [{ revision: "base1" }], atHeads: true });
    expect(await check(options)).toMatchObject({ inSync: true });
    expect((await revision({ ...options, message: "more" })).revision).toBeNull();
    expect(await baseline(options).catch(({ code }) => code)).toBe("revisions-exist");
    await dataSource.destroy();

    const elsewhere = declared(await freshTarget(target), dir);
    expect((await upgrade(elsewhere.options)).heads).toEqual(["base1"]);
    expect(await check(elsewhere.options)).toMatchObject({ inSync: true });
    expect((await downgrade({ ...elsewhere.options, target: "base" })).heads).toEqual([]);

    const nearly = await synchronised(target);
    await nearly.dataSource.query("ALTER TABLE team ADD COLUMN extra int");
    const error = await baseline(nearly.options).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: "baseline-differs",
      message: expect.stringMatching(/team: .*extra/),
    });
    expect(existsSync(join(nearly.dir, "revisions"))).toBe(false);
    expect(await current(nearly.options)).toMatchObject({ revisions: [], log: [] });
    await nearly.dataSource.destroy();
  });
});

test("baseline: what it prints on an empty database; nothing declared, and a broken stamp, are refused", async () => {
  const here = { options: { type: "better-sqlite3", database: "app.sqlite" } } as const;
  const dir = writeProject({ "data-source.js": dataSourceFile(here, [users()]) });
  const shown = await autogen(dir, ["baseline", "--dry-run"]);
  expect(shown.stdout).toContain('op.createTable("users"');
  expect(existsSync(join(dir, "revisions"))).toBe(false);
  const told = await autogen(dir, ["baseline", "--rev-id", "b1"]);
  expect(told).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^revisions\/\S+-b1_baseline\.ts\n$/),
    stderr: "the database holds nothing of it: autogen upgrade builds it\n",
  });
  expect((await autogen(dir, ["upgrade", "--json"])).json).toMatchObject({ heads: ["b1"] });
  rmSync(join(dir, "revisions"), { recursive: true });
  expect((await autogen(dir, ["baseline", "--json"])).json.error.code).toBe("database-ahead");
  await autogen(dir, ["stamp", "base", "--purge"]);
  const again = await autogen(dir, ["baseline", "--json", "--rev-id", "b2"]);
  expect(again.json).toMatchObject({
    format: 1,
    revision: "b2",
    stamped: true,
    undeclared: [],
    downRevision: null,
  });
  rmSync(join(dir, "revisions"), { recursive: true });
  writeFiles(dir, { "data-source.js": dataSourceFile(here, []) });
  await autogen(dir, ["stamp", "base", "--purge"]);
  expect((await autogen(dir, ["baseline", "--json"])).json.error.code).toBe("nothing-declared");
});
