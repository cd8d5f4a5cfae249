import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  checkTenants,
  currentTenants,
  diff,
  downgradeTenants,
  history,
  revision,
  stampTenants,
  upgrade,
  upgradeSql,
  upgradeTenants,
  type Tenant,
} from "typeorm-autogen";
import { queryDatabase, type Row } from "../live/query-database.js";
import { targets, type Target } from "../live/targets.js";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  emptyFolder,
  filesIn,
  freshTarget,
  script,
  scriptsIn,
  users,
  writeProject,
} from "./project.js";

beforeAll(buildCommandLine);

const fourDatabases = targets.filter(({ name }) => name !== "postgres18" && name !== "sqlite3");
const names = ["acme", `b "q" 'co`, "gamma"] as const;

interface Place {
  readonly tenant: Tenant;
  query(sql: string): Promise<readonly Row[]>;
}

/** Three tenants: schemas on PostgreSQL, databases on MySQL and MariaDB, files on SQLite. */
async function threeTenants(target: Target) {
  const home = await freshTarget(target);
  const folder = emptyFolder();
  const places: Place[] = [];
  for (const name of names) {
    if (target.dialect === "postgres") {
      const path = `SET search_path TO "${name.replaceAll('"', '""')}"`;
      const query = (sql: string) => queryDatabase(home, `${path}; ${sql}`);
      places.push({ tenant: { name, schema: name }, query });
    } else {
      const own = target.dialect === "mysql" ? await freshTarget(target) : null;
      const file = join(folder, `${places.length}.db`);
      const fresh = own ?? { ...home, database: file, url: `sqlite:${file}` };
      places.push({
        tenant: { name, database: fresh.database },
        query: (sql) => queryDatabase(fresh, sql),
      });
    }
  }
  const dir = writeProject({
    "data-source.js": dataSourceFile(home, [users()]),
    "autogen.config.js": `module.exports = { tenants: ${JSON.stringify(places.map(({ tenant }) => tenant))}, tenantsAtOnce: 2, format: "js" };`,
  });
  return { dir, home, places };
}

describe.each(fourDatabases)("tenants on $name", (target) => {
  test("each has its own tables and its own place in the history; what fails for one hides nothing", async () => {
    const { dir, home, places } = await threeTenants(target);
    const [acme, second, gamma] = places as [Place, Place, Place];
    const first = await revision({ cwd: dir, message: "first", revId: "a1" });
    expect(first.notes.join("\n")).toContain("compared with the tenant acme");
    // The script names no tenant: it is for all of them.
    expect(first.operations.map(({ kind }) => kind)).toEqual(["createTable"]);
    expect(first.script).not.toContain("acme");

    if (target.dialect === "postgres") await queryDatabase(home, `CREATE SCHEMA gamma`);
    await gamma.query("CREATE TABLE users (other integer)");
    const ran = await upgradeTenants({ cwd: dir });
    expect(ran.map(({ tenant }) => tenant)).toEqual(names);
    expect(ran[0]?.result?.heads).toEqual(["a1"]);
    expect(ran[1]?.result?.heads).toEqual(["a1"]);
    expect(ran[2]?.error).toMatchObject({ code: "migration-failed" });
    for (const { query } of [acme, second]) {
      await query("INSERT INTO users (id, name) VALUES (1, 'ann')");
      expect(await query("SELECT version_num FROM autogen_version")).toEqual([{ version_num: "a1" }]);
    }
    await expect(queryDatabase(home, "SELECT * FROM autogen_version")).rejects.toThrow();

    const checked = await checkTenants({ cwd: dir });
    expect(checked.map(({ result }) => [result?.inSync, result?.turn])).toEqual([
      [true, null],
      [true, null],
      [false, "pending"],
    ]);
    // Where acme stands at the head, the next revision compares with it and finds nothing.
    expect(await revision({ cwd: dir, message: "none" })).toMatchObject({ revision: null });

    const back = await downgradeTenants({ cwd: dir, target: "base", tenants: [second.tenant.name] });
    expect(back).toMatchObject([{ tenant: second.tenant.name, result: { heads: [] } }]);
    expect(await acme.query("SELECT name FROM users")).toEqual([{ name: "ann" }]);
    await expect(second.query("SELECT name FROM users")).rejects.toThrow();

    await gamma.query("DROP TABLE users");
    const stamped = await stampTenants({ cwd: dir, targets: ["head"], tenants: ["gamma"] });
    expect(stamped).toMatchObject([{ tenant: "gamma", result: { heads: ["a1"] } }]);
    const stands = await currentTenants({ cwd: dir });
    expect(stands.map(({ result }) => result?.atHeads)).toEqual([true, false, true]);
    await expect(upgrade({ cwd: dir })).rejects.toMatchObject({ code: "tenant-not-named" });
    expect(await upgrade({ cwd: dir, tenant: second.tenant.name })).toMatchObject({ heads: ["a1"] });
  });
});

/** Two SQLite files beside the project, with a script. */
function twoFiles(
  config = `{ tenants: [{ name: "a", database: "a.db" }, { name: "b", database: "b/b.db" }] }`,
) {
  const here = { options: { type: "better-sqlite3", database: "home.db" } } as const;
  return writeProject({
    "data-source.js": dataSourceFile(here, [users()]),
    "autogen.config.js": `module.exports = ${config};`,
    "revisions/1-a1.mjs": script("a1", null, `op.execute("CREATE TABLE t (n integer)");`),
  });
}

describe("the command line", () => {
  test("a table and JSON at the end, exit 2 where one failed, 1 where one differs", async () => {
    const dir = twoFiles();
    const run = await autogen(dir, ["upgrade"]);
    expect(run).toMatchObject({ status: 2 });
    expect(run.stdout).toBe("tenant  ran     stands at\na       1       a1\nb       failed\n");
    expect(run.stderr).toMatch(/^autogen: b: .*b\/b\.db.*\n1 of 2 tenants; the others failed\n$/);

    mkdirSync(join(dir, "b"));
    expect(await upgradeTenants({ cwd: dir, dryRun: true })).toMatchObject([
      { tenant: "a", result: { revisions: [] } },
      { tenant: "b", result: { revisions: [{ revision: "a1" }], heads: ["a1"] } },
    ]);
    const named = await autogen(dir, ["upgrade", "--tenant", "b", "--json"]);
    expect(named.json).toMatchObject({ format: 1, tenants: [{ tenant: "b", heads: ["a1"] }] });
    const check = await autogen(dir, ["check"]);
    expect(check).toMatchObject({ status: 1, stderr: "2 of 2 tenants\n" });
    expect(check.stdout).toMatch(/^a +not in sync +2 /m);
    const current = await autogen(dir, ["current", "--check-heads"]);
    expect(current).toMatchObject({
      status: 0,
      stdout: "tenant  stands at\na       a1         (head)\nb       a1         (head)\n",
    });
    expect((await diff({ cwd: dir, tenant: "b" })).warnings).toEqual([]);
    expect((await diff({ cwd: dir })).warnings).toEqual([expect.stringContaining("with the tenant a;")]);
    expect(await autogen(dir, ["review", "--json"])).toMatchObject({
      status: 0,
      json: { revisions: [{ revision: "a1" }] },
    });
    // What is the same trouble for all is told once.
    const unknown = await autogen(dir, ["upgrade", "zz99", "--json"]);
    expect(unknown).toMatchObject({ status: 2, json: { error: { code: "unknown-revision" } } });
  });

  test("a function lists them from the project's own database, and gets -x", async () => {
    const dir = twoFiles(
      `{ tenants: async ({ query, x, environment, tag }) =>
        (await query("SELECT name FROM customer WHERE id > ?", [Number(x.after ?? 0)]))
          .map(({ name }) => ({ name, database: name + ".db" })) }`,
    );
    const home = { database: join(dir, "home.db"), options: { type: "better-sqlite3" } };
    const table = "CREATE TABLE customer (id integer, name text)";
    await queryDatabase(home as never, `${table}; INSERT INTO customer VALUES (1, 'one'), (2, 'two')`);
    expect((await autogen(dir, ["upgrade"])).stdout).toBe(
      "tenant  ran  stands at\none     1    a1\ntwo     1    a1\n",
    );
    expect((await autogen(dir, ["current", "-x", "after=1"])).stdout).not.toContain("one");
    expect(scriptsIn(dir)).toEqual(["1-a1.mjs"]);
  });

  const list = (tenants: string) => `{ tenants: ${tenants} }`;
  const one = `{ name: "a", database: "a.db" }`;
  const run = (cwd: string) => upgradeTenants({ cwd });
  test.each<readonly [config: string, code: string, message: RegExp, run: (cwd: string) => Promise<unknown>]>(
    [
      [list("7"), "config", /tenants is not what it takes; give it a list or a function/, run],
      [`{ tenantsAtOnce: 0, tenants: [] }`, "config", /tenantsAtOnce .* whole number above 0/, run],
      [`{ tenants: [], versionTable: { schema: "main" } }`, "tenants", /leave out versionTable.schema/, run],
      [list("() => 7"), "tenants", /they are no list/, run],
      [list(`["a"]`), "tenants", /number 1 is no object/, run],
      [list(`[{ database: "a.db" }]`), "tenants", /number 1 has no name/, run],
      [list(`[{ name: "a" }]`), "tenants", /nothing differs in a/, run],
      [list(`[{ name: "a", host: "h" }]`), "tenants", /a has an unknown key host/, run],
      [list(`[{ name: "a", schema: 3 }]`), "tenants", /schema of a is no text/, run],
      [list(`[${one}, ${one}]`), "tenants", /two called a have the same name/, run],
      [list(`[${one}, { ...${one}, name: "b" }]`), "tenants", /a and b are the same place/, run],
      [list(`() => { throw new Error("no list today"); }`), "file-threw", /no list today/, run],
      [
        list(`[{ name: "a", schema: "s" }]`),
        "tenants",
        /SQLite has none within a database/,
        (cwd) => upgrade({ cwd, tenant: "a" }),
      ],
      [
        list(`[${one}]`),
        "unknown-tenant",
        /no tenant zz .*\(it has a\)/,
        (cwd) => upgradeTenants({ cwd, tenants: ["a", "zz"] }),
      ],
      ["{}", "no-tenants", /has no tenants/, (cwd) => upgrade({ cwd, tenant: "a" })],
      [list(`[${one}]`), "tenant-not-named", /tenants \(1\), .* --tenant/, (cwd) => upgradeSql({ cwd })],
      [
        list(`[${one}]`),
        "tenant-not-named",
        /name it with --tenant/,
        (cwd) => history({ cwd, indicateCurrent: true }),
      ],
      [
        list(`[{ name: "a", url: "sqlite:y.db" }]`),
        "tenant-url",
        /leave one/,
        (cwd) => upgrade({ cwd, tenant: "a", url: "sqlite:x.db" }),
      ],
    ],
  )("%s is refused: %s", async (config, code, message, attempt) => {
    const dir = twoFiles(config);
    const before = filesIn(dir);
    const failure: unknown = await attempt(dir).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(filesIn(dir)).toEqual(before);
  });

  test("what is for one tenant takes no two", async () => {
    const dir = twoFiles();
    const before = filesIn(dir);
    const told = await autogen(dir, ["revision", "-m", "m", "--tenant", "a", "--tenant", "b"]);
    expect(told).toMatchObject({ status: 2, stdout: "" });
    expect(told.stderr).toMatch(/^autogen: this command is for one --tenant; see/);
    expect(filesIn(dir)).toEqual(before);
  });
});
