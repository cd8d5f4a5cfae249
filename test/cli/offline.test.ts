import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  current,
  downgrade,
  downgradeSql,
  stampSql,
  upgrade,
  upgradeSql,
  type WrittenSql,
} from "typeorm-autogen";
import { dumpDatabase } from "../live/dump-database.js";
import { runClient } from "../live/run-client.js";
import { targets, type Target } from "../live/targets.js";
import { autogen, buildCommandLine, freshTarget, script, writeFiles, writeProject } from "./project.js";
import { queryDatabase as query } from "../live/query-database.js";

beforeAll(buildCommandLine);

const onePerServer = ["postgres", "mysql", "mariadb", "better-sqlite3"].flatMap((name) =>
  targets.filter((target) => target.name === name),
);

const first = `op.createTable("t", (t) => { t.column("id", "integer"); t.column("a", "varchar(20)", { nullable: true }); t.primaryKey("PK_t", ["id"]); });`;
const bodies = {
  postgres: `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 'x;'; RETURN NEW; END $$; -- a; b
    CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`,
  mysql: `CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 'x;'; /* ; */ SET NEW.a = CONCAT(NEW.a, '$'); END`,
  sqlite: `CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 'x;' WHERE id = NEW.id; SELECT 1; END`,
};

/** Two revisions, the second with rows and a body full of semicolons; the DataSource can reach nothing. */
function offlineProject({ dialect, name }: Target): string {
  const type = dialect === "sqlite" ? name : dialect === "postgres" ? "postgres" : name;
  const database =
    dialect === "sqlite" ? `, database: "/nowhere/at/all.sqlite"` : `, host: "127.0.0.1", port: 1`;
  const second = `op.bulkInsert("t", [{ id: 1, a: "it's; \\\\ a" }]);\nop.execute(${JSON.stringify(bodies[dialect])});`;
  const back = `op.execute("DROP TRIGGER g${dialect === "postgres" ? " ON t" : ""}"); op.execute("DELETE FROM t");`;
  return writeProject({
    "data-source.js": `const { DataSource } = require("typeorm");
      exports.dataSource = new DataSource({ type: ${JSON.stringify(type)}${database}, connectorPackage: "mysql2" });`,
    "revisions/1-a1.mjs": script("a1", null, first, `op.dropTable("t");`),
    "revisions/2-b2.mjs": script("b2", "a1", second, back),
  });
}

describe.each(onePerServer)("SQL for $name", (target) => {
  test("the client runs it, upgrade, stamp, downgrade and ranges; the run online ends the same", async () => {
    const [written, online] = [await freshTarget(target), await freshTarget(target)];
    const dir = offlineProject(target);
    const project = { cwd: dir, dataSource: "data-source.js" };
    const there = { ...project, url: online.url };
    const client = async (script: Promise<WrittenSql>) => runClient(written, (await script).sql);
    const stands = async ({ url }: { readonly url: string }) =>
      (await current({ ...project, url })).revisions.map(({ revision }) => revision);
    const expectAlike = async () => {
      expect(await dumpDatabase(written)).toBe(await dumpDatabase(online));
      expect(await stands(written)).toEqual(await stands(online));
    };
    await client(upgradeSql({ ...project, target: "a1" }));
    await client(upgradeSql({ ...project, target: "a1:head" }));
    await upgrade(there);
    await expectAlike();
    const logged =
      "SELECT revision, direction, checksum FROM autogen_step WHERE outcome = 'done' ORDER BY seq";
    for (const question of ["SELECT * FROM t", logged])
      expect(await query(written, question)).toEqual(await query(online, question));

    await client(stampSql({ ...project, target: "b2:a1" }));
    expect(await stands(written)).toEqual(["a1"]);
    await client(stampSql({ ...project, target: "a1:b2" }));
    await client(downgradeSql({ ...project, target: "b2:a1" }));
    await downgrade({ ...there, target: "a1" });
    await expectAlike();
    await client(downgradeSql({ ...project, target: "a1:base" }));
    await downgrade({ ...there, target: "base" });
    await expectAlike();
  });
});

test("a failing statement leaves nothing of its revision, nor of those after it", async () => {
  for (const target of onePerServer.filter(({ dialect }) => dialect !== "mysql")) {
    const fresh = await freshTarget(target);
    const dir = offlineProject(target);
    writeFiles(dir, {
      "revisions/2-b2.mjs": script(
        "b2",
        "a1",
        `op.createTable("u", (t) => t.column("id", "integer")); op.execute("INSERT INTO gone VALUES (1)");`,
      ),
      "revisions/3-c3.mjs": script("c3", "b2", `op.createTable("v", (t) => t.column("id", "integer"));`),
    });
    const { stdout } = await autogen(dir, ["upgrade", "--sql"]);
    await expect(runClient(fresh, stdout)).rejects.toThrow(/gone/);
    expect((await autogen(dir, ["current", "--url", fresh.url])).stdout).toMatch(/^a1 /);
    expect(await dumpDatabase(fresh)).not.toMatch(/CREATE TABLE "?(?:public\.)?[uv]\b/);
  }
});

test("SQLite rolls back where rows come to violate a foreign key, and lets those be that did before", async () => {
  const target = onePerServer.find(({ dialect }) => dialect === "sqlite")!;
  const fresh = await freshTarget(target);
  const dir = offlineProject(target);
  const child = `op.createTable("c", (t) => { t.column("t_id", "integer"); t.foreignKey("FK", ["t_id"], "t", ["id"]); });`;
  writeFiles(dir, {
    "revisions/2-b2.mjs": script("b2", "a1", child),
    "revisions/3-c3.mjs": script(
      "c3",
      "b2",
      `op.execute("INSERT INTO c VALUES (7)"); op.execute("UPDATE c SET t_id = 8 WHERE t_id = 9");`,
    ),
  });
  await runClient(fresh, (await autogen(dir, ["upgrade", "--sql", "b2"])).stdout);
  const rest = (await autogen(dir, ["upgrade", "--sql", "b2:head"])).stdout;
  await expect(runClient(fresh, rest)).rejects.toThrow(/rows violate foreign keys/);
  expect(await query(fresh, "SELECT * FROM c")).toEqual([]);
  expect((await autogen(dir, ["current", "--url", fresh.url])).stdout).toMatch(/^b2 /);
  await runClient(fresh, "INSERT INTO c VALUES (9);");
  await runClient(fresh, rest.replace("INSERT INTO c VALUES (7);\n", ""));
  expect(await query(fresh, "SELECT * FROM c")).toEqual([{ t_id: 8 }]);
});

const onSqlite = onePerServer.filter(({ dialect }) => dialect === "sqlite");

describe.each(onSqlite)("what the command takes", (target) => {
  test("--output, --json, --tag, and compiled scripts that alone say what they are for", async () => {
    const dir = offlineProject(target);
    const { stdout } = await autogen(dir, ["upgrade", "--sql"]);
    expect(await autogen(dir, ["upgrade", "--sql", "--output", "out/up.sql"])).toMatchObject({
      stdout: "out/up.sql\n",
    });
    expect(readFileSync(join(dir, "out/up.sql"), "utf8")).toBe(stdout);
    const { json } = await autogen(dir, ["upgrade", "--sql", "--json"]);
    expect(json).toMatchObject({
      format: 1,
      heads: ["b2"],
      revisions: [{ revision: "a1" }, { revision: "b2" }],
    });
    expect(json.sql.trimEnd()).toBe(stdout.trimEnd());

    await runClient(await freshTarget(target), (await autogen(dir, ["ensure-version", "--sql"])).stdout);
    writeFiles(dir, {
      "autogen.config.mjs": `import typeorm from "typeorm";
        export default { dataSource: ({ tag }) => { if (tag !== "release-7") throw new Error("tag " + tag);
          return new typeorm.DataSource({ type: "better-sqlite3", database: "/nowhere/at/all" }); } };`,
    });
    expect(await autogen(dir, ["upgrade", "--sql", "--tag", "release-7"])).toMatchObject({
      status: 0,
      stdout,
    });
    expect(await autogen(dir, ["upgrade", "--sql"])).toMatchObject({ status: 2, stdout: "" });

    const alone = writeProject({});
    mkdirSync(join(alone, "r"));
    const header = "/**\n * One\n *\n * Revision a1, the first. 2026-11-22 10:30 UTC, MariaDB 10.11.\n */\n";
    writeFileSync(join(alone, "r/1-a1.mjs"), header + script("a1", null, first));
    const ran = await autogen(alone, ["upgrade", "--sql", "--directory", "r"]);
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining("CREATE TABLE `t`") });
  });

  test("what cannot be written is refused before anything is", async () => {
    const dir = offlineProject(target);
    writeFiles(dir, {
      "revisions/3-c3.mjs": script("c3", "b2", `return op.query("SELECT 1");`).replace(
        "function up",
        "async function up",
      ),
    });
    const refused = async (words: string, code: string, message: RegExp) => {
      const ran = await autogen(dir, [...words.split(" "), "--json"]);
      expect(ran).toMatchObject({ status: 2, stderr: "", json: { error: { code } } });
      expect(ran.json.error.message).toMatch(message);
    };
    await refused(
      "upgrade --sql",
      "offline-query",
      /upgrade of revision c3 .*calls op\.query\(\).*leave it out of the range/,
    );
    await refused("downgrade --sql base", "sql-range", /downgrade --sql FROM:TO/);
    await refused("upgrade --sql a1:", "sql-range", /upgrade --sql FROM:TO/);
    await refused("upgrade --sql a1:b2:c3", "sql-range", /upgrade --sql FROM:TO/);
    await refused("upgrade --sql zz99:head", "unknown-revision", /zz99/);
    await refused("upgrade --sql --dry-run", "option-conflict", /--sql and --dry-run exclude each other/);
    await refused("stamp head --sql --purge", "option-conflict", /--sql and --purge exclude each other/);
    await refused("upgrade --output x.sql", "usage", /--output is for --sql/);
    await refused("upgrade --sql a1 --output /dev/null/x.sql", "revision-write", /could not be written/);
    writeFiles(dir, {
      "revisions/3-c3.mjs": script(
        "c3",
        "b2",
        `op.alterTable("t").alterColumn("a", { type: "integer" }, { was: { type: "varchar(20)", nullable: true } });`,
      ),
    });
    await refused(
      "upgrade --sql",
      "offline-state",
      /alterColumn of t\.a depends on how the database stands, and revision b2 changes the schema by SQL of its own; run it connected/,
    );
  });
});
