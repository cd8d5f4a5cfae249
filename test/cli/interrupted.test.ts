import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { queryDatabase } from "../live/query-database.js";
import { targets } from "../live/targets.js";
import {
  autogen,
  bin,
  buildCommandLine,
  cleanEnvironment,
  dataSourceFile,
  freshTarget,
  script,
  writeFiles,
  writeProject,
} from "./project.js";

beforeAll(buildCommandLine);

const sleeping = {
  postgres: {
    sql: "SELECT pg_sleep(600.5)",
    where:
      "SELECT datname AS db FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600.5)%' AND datname LIKE 'autogen\\_scratch%'",
    all: "SELECT datname AS db FROM pg_database",
  },
  mysql: {
    sql: "SELECT SLEEP(600.5)",
    where:
      "SELECT db AS db FROM information_schema.processlist WHERE info LIKE '%SLEEP(600.5)%' AND db LIKE 'autogen\\_scratch%'",
    all: "SELECT schema_name AS db FROM information_schema.schemata",
  },
};

describe.each(targets.filter(({ name }) => name === "postgres" || name === "mysql"))("on $name", (target) => {
  test("Ctrl-C in the middle of a proof takes the scratch database away", async () => {
    const fresh = await freshTarget(target);
    const { sql, where, all } = sleeping[target.dialect === "postgres" ? "postgres" : "mysql"];
    const dir = writeProject({
      "data-source.js": dataSourceFile(fresh, []),
      "autogen.config.json": JSON.stringify({ scratch: { url: fresh.url } }),
      "revisions/1-a1.mjs": script("a1", null, `op.execute("${sql}");`),
    });
    const databases = async (statement: string) =>
      (await queryDatabase(fresh, statement)).map(({ db }) => String(db));
    const child = spawn(process.execPath, [bin, "verify"], {
      cwd: dir,
      env: cleanEnvironment(),
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    let scratch: string | undefined;
    while (scratch === undefined && child.exitCode === null) {
      [scratch] = await databases(where);
      await sleep(100);
    }
    expect(scratch).toMatch(/^autogen_scratch_/);
    child.kill("SIGINT");
    const [status, signal] = (await ended) as [number | null, string | null];
    expect([status, signal]).toEqual([null, "SIGINT"]);
    expect(await databases(all)).not.toContain(scratch);
  });
});

describe.each(targets.filter(({ name }) => name === "mysql"))("on $name", (target) => {
  test("current tells of a revision that broke off, and of its parts in the log", async () => {
    const fresh = await freshTarget(target);
    const dir = writeProject({ "data-source.js": dataSourceFile(fresh, []) });
    const up = (last: string) =>
      script(
        "a1",
        null,
        `op.createTable("t", (t) => { t.column("id", "integer"); });\nop.execute("${last}");`,
      );
    writeFiles(dir, { "revisions/1-a1.mjs": up("SELECT nonsense") });
    expect(await autogen(dir, ["upgrade"])).toMatchObject({ status: 2 });
    const broken = await autogen(dir, ["current", "-v"]);
    expect(broken.stdout).toMatch(
      /^base\n(\S+Z {2}upgrade {4}a1 .* \(in part\)\n)*\S+Z {2}upgrade {4}a1 .* unfinished\n$/,
    );
    expect(broken.stderr).toContain(
      "the upgrade of a1 broke off in the middle; autogen upgrade goes on with it",
    );
    expect((await autogen(dir, ["current", "--json"])).json.unfinished).toMatchObject([
      { revision: "a1", direction: "upgrade" },
    ]);
    writeFiles(dir, { "revisions/1-a1.mjs": up("SELECT 1") });
    expect(await autogen(dir, ["upgrade"])).toMatchObject({ status: 0 });
    const whole = await autogen(dir, ["current", "-v"]);
    expect(whole.stdout).toMatch(/^a1 \(head\) {2}\S*\n\S+Z {2}upgrade {4}a1 {2}\d+ ms {2}\S+\n$/);
    expect(whole.stderr).not.toContain("broke off");
  });

  test("while a downgrade has broken off, upgrade is not done, and nothing is compared", async () => {
    const fresh = await freshTarget(target);
    const dir = writeProject({ "data-source.js": dataSourceFile(fresh, []) });
    const table = `op.createTable("t", (t) => { t.column("id", "integer"); });`;
    const withWayBack = (last: string) =>
      writeFiles(dir, {
        "revisions/1-a1.mjs": script("a1", null, table, `op.dropTable("t");\nop.execute("${last}");`),
      });
    withWayBack("SELECT nonsense");
    expect(await autogen(dir, ["upgrade"])).toMatchObject({ status: 0 });
    expect(await autogen(dir, ["downgrade", "base"])).toMatchObject({ status: 2 });
    for (const words of [["upgrade"], ["revision", "-m", "more"]]) {
      const { status, json } = await autogen(dir, [...words, "--json"]);
      expect([status, json.error]).toMatchObject([
        2,
        { code: "unfinished-revision", direction: "downgrade" },
      ]);
    }
    withWayBack("SELECT 1");
    expect(await autogen(dir, ["downgrade", "base"])).toMatchObject({ status: 0 });
    expect(await autogen(dir, ["upgrade"])).toMatchObject({ status: 0 });
  });
});
