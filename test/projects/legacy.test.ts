import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { layLegacy } from "../../fixtures/projects/legacy/lay-legacy.js";
import {
  autogen,
  buildCommandLine,
  cleanEnvironment,
  emptyFolder,
  filesIn,
  freshTarget,
  root,
  writeFiles,
} from "../cli/project.js";
import { dumpDatabase } from "../live/dump-database.js";
import { queryDatabase } from "../live/query-database.js";
import { targets, type Target } from "../live/targets.js";

beforeAll(buildCommandLine);

const runs = (
  [
    ["better-sqlite3", "typeorm-1"],
    ["postgres", "typeorm-0.3"],
    ["mysql", "typeorm-1"],
  ] as const
).flatMap(([name, line]) =>
  targets.filter((target) => target.name === name).map((target) => ({ target, line, name })),
);

const answers = ["--renames", "never", "--backfill", "user.email='unknown'", "--backfill", "post.slug=title"];

/** The old project, compiled, on a database of its own. */
async function openLegacy(target: Target, line: "typeorm-0.3" | "typeorm-1") {
  const fresh = await freshTarget(target);
  const dir = emptyFolder();
  layLegacy(dir, line);
  const env: Record<string, string> = target.dialect === "sqlite" ? {} : { LEGACY_DATABASE_URL: fresh.url };
  const database = { ...fresh, database: join(dir, "legacy.sqlite") };
  const here = target.dialect === "sqlite" ? database : fresh;
  const node = async (...words: string[]) =>
    promisify(execFile)(process.execPath, words, { cwd: dir, env: cleanEnvironment(env) });
  const compile = () => node(join(root, "node_modules/typescript-6/bin/tsc"), "-p", ".");
  return {
    dir,
    compile,
    /** TypeORM's own command line, on the compiled project. */
    typeorm: (command: string) => node("node_modules/typeorm/cli.js", command, "-d", "dist/data-source.js"),
    run: (...words: string[]) => autogen(dir, words, { env }),
    dump: () => dumpDatabase(here),
    query: (sql: string) => queryDatabase(here, sql),
  };
}

const rows = [
  "SELECT id, title, slug, status, author_id FROM post ORDER BY id",
  "SELECT id, text, post_id FROM comment",
];

describe.each(runs)("years of migrations of $line on $name", ({ target, line }) => {
  test("TypeORM's runner stays, classes are written, run and reverted by it; then Autogen takes over", async () => {
    const { dir, compile, typeorm, run, dump, query } = await openLegacy(target, line);
    writeFileSync(join(dir, "autogen.config.json"), JSON.stringify({ runner: "typeorm" }));
    await compile();
    expect(await run("revision", "-m", "too early", "--json")).toMatchObject({
      status: 2,
      json: { error: { code: "pending-migrations", pending: expect.arrayContaining(["Init1514800000001"]) } },
    });
    await typeorm("migration:run");
    const check = await run("check", "--json");
    expect(check).toMatchObject({ status: 1, json: { turn: "unknown", pending: [] } });
    const before = { dump: await dump(), rows: await Promise.all(rows.map(query)) };
    expect(before.rows[1]).toHaveLength(1);

    const written = await run("revision", "-m", "Catch up: keys & e-mails", ...answers);
    expect(written).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^src\/migrations\/\d{13}-CatchUpKeysEMails\.ts\n$/),
    });
    const review = await run("review", "--json", "--fail-on", "never");
    expect(review).toMatchObject({
      status: 0,
      json: { findings: [], revisions: [{ revision: expect.stringMatching(/^CatchUpKeysEMails\d{13}$/) }] },
    });
    const [{ file }] = review.json.revisions;
    expect(`${file}\n`).toBe(written.stdout);
    await compile();
    expect(await run("check")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("run typeorm migration:run (CatchUpKeysEMails"),
    });
    await typeorm("migration:run");
    expect(await run("check")).toMatchObject({ status: 0, stdout: "in sync\n" });
    expect(await run("revision", "-m", "again", "--json")).toMatchObject({
      status: 0,
      json: { revision: null },
    });

    await typeorm("migration:revert");
    expect({ dump: await dump(), rows: await Promise.all(rows.map(query)) }).toEqual(before);
    await typeorm("migration:run");
    expect(await run("check")).toMatchObject({ status: 0, stdout: "in sync\n" });
    expect(await Promise.all(rows.map(query))).toEqual(before.rows);
    expect(before.dump + (await dump())).not.toContain("autogen_version");

    // Then Autogen takes over: one revision builds everything on a new database, and is stamped on the old one.
    writeFileSync(join(dir, "autogen.config.json"), "{}");
    const blank = await freshTarget(target);
    const there = ["--url", blank.url];
    expect(await run("revision", "-m", "all that was before", ...there)).toMatchObject({ status: 0 });
    expect(await run("upgrade", ...there)).toMatchObject({ status: 0 });
    expect(await run("check", ...there)).toMatchObject({ status: 0, stdout: "in sync\n" });
    expect(await run("check")).toMatchObject({ status: 1 });
    expect(await run("stamp", "head")).toMatchObject({ status: 0 });
    expect(await run("upgrade")).toMatchObject({ status: 0, stdout: "" });
    expect(await run("check")).toMatchObject({ status: 0, stdout: "in sync\n" });
    expect(await run("revision", "-m", "again", "--json")).toMatchObject({
      status: 0,
      json: { revision: null },
    });
    expect(await Promise.all(rows.map(query))).toEqual(before.rows);
  }, 240_000);
});

describe.each(runs.slice(0, 1))("classes in a pull request: $name", ({ target, line }) => {
  test("review reads what they run, names those that it cannot read, and sees what a branch changed", async () => {
    const { dir, run } = await openLegacy(target, line);
    const git = (...words: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...words], { cwd: dir });
    writeFiles(dir, { "autogen.config.json": `{ "runner": "typeorm" }`, ".gitignore": "node_modules\n" });
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("commit", "-qm", "start");
    writeFiles(dir, {
      "src/migrations/1700000000013-Next.ts": `import type { QueryRunner } from "typeorm";
        export class Next1700000000013 {
          async up(queryRunner: QueryRunner) { await queryRunner.query("DROP TABLE tag"); }
          async down(queryRunner: QueryRunner) { await queryRunner.query("SELECT 1"); }
        }`,
    });
    const old = join(dir, "src/migrations/1530000000004-SeedPosts.ts");
    writeFileSync(old, `${readFileSync(old, "utf8")}// another line\n`);
    const before = filesIn(dir);
    const told = await run("review", "--base", "main", "--json");
    expect(told).toMatchObject({
      status: 1,
      json: {
        revisions: [
          {
            revision: "Next1700000000013",
            downRevisions: ["FillEmails1680000000012"],
            operations: [{ kind: "execute", sql: "DROP TABLE tag" }],
            hazards: [{ rule: "drop-table", line: 3 }],
          },
        ],
        findings: [{ rule: "edited-revision", file: "src/migrations/1530000000004-SeedPosts.ts" }],
      },
    });
    expect(await run("review", "LongerTitles1585000000008", "--json")).toMatchObject({
      status: 0,
      json: { findings: [{ rule: "not-read", message: expect.stringContaining("asks the database") }] },
    });
    expect(await run("review", "nothing", "--json")).toMatchObject({
      status: 2,
      json: { error: { code: "unknown-migration" } },
    });
    expect(filesIn(dir)).toEqual(before);
  }, 120_000);
});

describe.each(runs.slice(0, 1))(
  "what a project whose migrations TypeORM runs gets refused: $name",
  ({ target, line }) => {
    test("graph commands by name, options of the graph, and a folder that nothing names", async () => {
      const { dir, run } = await openLegacy(target, line);
      writeFileSync(join(dir, "autogen.config.json"), JSON.stringify({ runner: "typeorm" }));
      const before = filesIn(dir);
      const refused = async (words: string, code: string, message: RegExp) => {
        const ran = await run(...words.split(" "), "--json");
        expect(ran).toMatchObject({ status: 2, stderr: "", json: { error: { code } } });
        expect(ran.json.error.message).toMatch(message);
      };
      for (const words of [
        "upgrade",
        "downgrade base",
        "current",
        "history",
        "heads",
        "merge",
        "stamp head",
        "ensure-version",
        "upgrade --sql",
      ])
        await refused(words, "typeorm-runner", /^unsupported: .*typeorm migration:run/);
      for (const [words, message] of [
        ["--head abcd", /--format typeorm and --head exclude each other/],
        ["--against revisions", /--format typeorm and --against exclude each other/],
        ["--format typeorm --against scratch", /--format typeorm and --against exclude each other/],
        ["--format sql", /runner: "typeorm" and --format sql exclude each other/],
      ] as const)
        await refused(`revision -m x ${words}`, "option-conflict", message);
      expect(filesIn(dir)).toEqual(before);

      const source = (migrations: string) => `const { DataSource } = require("typeorm");
      exports.d = new DataSource({ type: "better-sqlite3", database: "x.sqlite", migrations: ${migrations} });`;
      writeFiles(dir, { "other.js": source(`[class Abc1700000000001 { async up() {} async down() {} }]`) });
      await refused(
        "revision -d other.js -m x --empty",
        "migrations-folder",
        /names no files in migrations.*directory in the configuration/,
      );
      const listed = await run(..."revision -d other.js -m x --empty --directory listed".split(" "));
      expect(listed).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/lists its migrations by class: add X\d{13} to them/),
      });
      writeFiles(dir, { "other.js": source(`["dist/migrations/*.js"]`) });
      await refused(
        "revision -d other.js -m x --empty",
        "migrations-folder",
        /means compiled files.*--directory/,
      );
      writeFiles(dir, {
        "other.js": source(`["broken/*.js"]`),
        "broken/1.js": `throw new Error("no such luck");`,
      });
      await refused("revision -d other.js -m x --empty", "file-threw", /no such luck/);
      writeFiles(dir, { "other.js": source(`["mine/**/*.js"]`) });
      const ran = await run(
        "revision",
        "-d",
        "other.js",
        "-m",
        "3 new things",
        "--empty",
        "--directory",
        "mine",
      );
      expect(ran).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^mine\/\d{13}-Migration3NewThings\.js\n$/),
      });
      expect(readdirSync(join(dir, "mine"))).toHaveLength(1);
    }, 120_000);
  },
);
