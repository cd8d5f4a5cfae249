import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  filesIn,
  script,
  users,
  writeFiles,
  writeProject,
} from "../cli/project.js";

beforeAll(buildCommandLine);

const here = { options: { type: "better-sqlite3", database: "app.sqlite" } } as const;
const create = `op.createTable("users", (t) => {
  t.column("id", "integer");
  t.column("name", "varchar(80)");
  t.primaryKey(["id"]);
});`;
const dropName = `op.alterTable("users", (t) => t.dropColumn("name", "varchar(80)"));`;

function git(dir: string, ...words: readonly string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...words], { cwd: dir, encoding: "utf8" });
}

function commit(dir: string, files: Readonly<Record<string, string>>): void {
  writeFiles(dir, files);
  git(dir, "add", "-A");
  git(dir, "commit", "-qm", "change");
}

/** A repository whose main branch has one revision, on a branch that begins there. */
function repository(files: Readonly<Record<string, string>> = {}): string {
  const dir = writeProject({
    ".gitignore": "node_modules\n",
    "package.json": JSON.stringify({ type: "commonjs" }),
    "data-source.js": dataSourceFile(here, [users()]),
  });
  git(dir, "init", "-q", "-b", "main");
  commit(dir, {
    "revisions/package.json": '{ "type": "module" }',
    "revisions/a.js": script("aaaa", null, create),
  });
  git(dir, "checkout", "-qb", "feature");
  writeFiles(dir, files);
  return dir;
}

const review = (dir: string, words: string) => autogen(dir, ["review", ...words.split(" ")]);

describe("review --base", () => {
  test("takes what the branch adds, committed or not, needs no database, and exits 1 on an error", async () => {
    const dir = repository({ "revisions/b.js": script("bbbb", "aaaa", dropName) });
    const before = filesIn(dir);
    const told = await review(dir, "--base main --json");
    expect(told).toMatchObject({ status: 1, stderr: "" });
    expect(told.json).toMatchObject({
      format: 1,
      base: "main",
      inSync: false,
      revisions: [
        {
          revision: "bbbb",
          file: "revisions/b.js",
          hazards: [
            { rule: "drop-column", level: "error", object: "users.name", line: 6, destroys: true },
            {},
          ],
          sql: { statements: [expect.stringContaining("DROP COLUMN")] },
          tables: [{ table: { name: "users" }, change: "changed" }],
        },
      ],
      findings: [
        { rule: "not-verified", level: "warning", file: "revisions/b.js" },
        { rule: "not-in-sync", level: "error" },
      ],
    });
    expect(filesIn(dir)).toEqual(before);
  });

  test("an accepted hazard, with entities that agree, passes; --fail-on decides", async () => {
    const accepted = script(
      "bbbb",
      "aaaa",
      `// autogen-accept drop-column users.name: moved to profiles\n${dropName}`,
    );
    const dir = repository({
      "revisions/b.js": accepted,
      "data-source.js": dataSourceFile(here, [
        { name: "users", columns: { id: { type: "integer", primary: true } } },
      ]),
    });
    const told = await review(dir, "--base main");
    expect(told).toMatchObject({ status: 0 });
    expect(told.stdout).toMatch(/✓ drop-column accepted: moved to profiles/);
    expect(told.stdout).toMatch(/the entities agree/);
    expect((await review(dir, "--base main --fail-on warning")).status).toBe(1);
    expect((await review(dir, "--base main --fail-on never")).status).toBe(0);
  });

  test("an edited and a deleted revision of the base are errors", async () => {
    const dir = repository();
    git(dir, "checkout", "-q", "main");
    commit(dir, { "revisions/b.js": script("bbbb", "aaaa", dropName) });
    git(dir, "checkout", "-qb", "other");
    writeFileSync(join(dir, "revisions/a.js"), `${script("aaaa", null, create)}// later\n`);
    rmSync(join(dir, "revisions/b.js"));
    const { json, status } = await review(dir, "--base main --json");
    expect(status).toBe(1);
    expect(json.findings).toMatchObject([
      { rule: "edited-revision", file: "revisions/a.js" },
      { rule: "deleted-revision", file: "revisions/b.js" },
    ]);
  });

  test("what came to the base meanwhile: two heads, and the object that both change", async () => {
    const dir = repository();
    commit(dir, { "revisions/b.js": script("bbbb", "aaaa", dropName) });
    git(dir, "checkout", "-q", "main");
    const theirs = `op.alterTable("users", (t) => t.addColumn("age", "integer", { nullable: true }));`;
    commit(dir, { "revisions/c.js": script("cccc", "aaaa", theirs) });
    git(dir, "checkout", "-q", "feature");
    const { json } = await review(dir, "--base main --json");
    expect(json.findings).toMatchObject([
      { rule: "several-heads", message: expect.stringMatching(/bbbb follows .* that cccc follows/) },
      { rule: "same-object", message: expect.stringMatching(/bbbb and cccc .* both change users/) },
      { rule: "not-verified" },
      { rule: "not-in-sync" },
    ]);
  });

  test("two branches that are joined, of which one renamed what the other uses", async () => {
    const dir = repository({
      "revisions/b.js": script("bbbb", "aaaa", `op.renameTable("users", "people");`),
      "revisions/c.js": script("cccc", "aaaa", dropName),
      "revisions/d.js": script("dddd", ["bbbb", "cccc"]),
    });
    const ran = await review(dir, "--base main --json");
    expect(ran.status).toBe(1);
    expect(ran.json.findings).toContainEqual({
      rule: "does-not-fit",
      level: "error",
      file: "revisions/c.js",
      message: expect.stringMatching(
        /^does not fit what .* leave \(.*table users does not exist.*\): rewrite it/,
      ),
    });
    expect(ran.json.revisions).toMatchObject([{ misfit: null }, { tables: [] }, { misfit: null }]);
  });

  test("SQL text, and a script that wants a connection, are said to be unread", async () => {
    const asks = script("cccc", "bbbb").replace(
      "export function upgrade(op) {",
      "export async function upgrade(op) { await op.query('SELECT 1');",
    );
    const dir = repository({
      "revisions/b.js": script("bbbb", "aaaa", `op.execute("VACUUM");`),
      "revisions/c.js": asks,
    });
    const { json } = await review(dir, "--base main --json");
    expect(json.revisions).toMatchObject([
      { revision: "bbbb", tables: [] },
      {
        revision: "cccc",
        unread: expect.stringContaining("op.query() needs a connection"),
        sql: { unknown: expect.any(String) },
      },
    ]);
    expect(json.findings).toContainEqual(
      expect.objectContaining({ rule: "not-read", file: "revisions/c.js" }),
    );
  });

  test("what SQL text builds is told by a scratch database, and what follows it too", async () => {
    const up =
      "op.execute(`\n\n  ALTER TABLE users ADD COLUMN age integer; CREATE TABLE pet (id integer PRIMARY KEY)`);";
    const dir = repository({
      "revisions/b.js": script("bbbb", "aaaa", up),
      "revisions/c.js": script(
        "cccc",
        "bbbb",
        `op.alterTable("pet", (t) => t.addColumn("name", "text", { nullable: true }));`,
      ),
    });
    const before = filesIn(dir);
    const { json } = await review(dir, "--base main --json");
    expect(json.revisions).toMatchObject([
      {
        revision: "bbbb",
        hazards: [{ rule: "raw-sql-unchecked", line: 8 }],
        tables: [
          { table: { name: "users" }, change: "changed" },
          { table: { name: "pet" }, change: "added" },
        ],
      },
      { revision: "cccc", tables: [{ table: { name: "pet" }, change: "changed" }] },
    ]);
    expect(filesIn(dir)).toEqual(before);
  });

  test("a base that git does not know, and a folder in no repository, are refused by name", async () => {
    const dir = repository();
    expect(await review(dir, "--base gone")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/^autogen: git knows no commit "gone".*fetch it/),
    });
    expect((await review(dir, "--base --output=x")).status).toBe(2);
    rmSync(join(dir, ".git"), { recursive: true });
    const { json } = await review(dir, "--base main --json");
    expect(json.error).toMatchObject({ code: "no-repository" });
  });
});

describe("review of named revisions", () => {
  test("files, ids and ranges; the heads by default; every format, to a file as well", async () => {
    const dir = repository({ "revisions/b.js": script("bbbb", "aaaa", dropName) });
    const named = async (words: string) => {
      const { json } = await review(dir, `${words} --json`.trim());
      return json.revisions.map(({ revision }: { revision: string }) => revision);
    };
    expect(await named("revisions/a.js")).toEqual(["aaaa"]);
    expect(await named("aaaa:bbbb")).toEqual(["aaaa", "bbbb"]);
    expect(await named("-1:head")).toEqual(["aaaa", "bbbb"]);
    expect(await named("")).toEqual(["bbbb"]);
    expect((await review(dir, "bbbb --format github")).stdout).toMatch(
      /^::error file=revisions\/b\.js,line=6,title=drop-column::/m,
    );
    const told = await review(dir, "bbbb --format html --output review.html --fail-on never");
    expect(told).toMatchObject({ status: 0, stdout: "", stderr: "review.html\n" });
    expect(readFileSync(join(dir, "review.html"), "utf8")).toMatch(/^<!doctype html>/);
    expect((await review(dir, "bbbb --output gone/review.html")).stderr).toMatch(
      /could not be written.*--output/,
    );
  });

  test("an acceptance of a rule that does not exist stops it, with its place", async () => {
    const dir = repository({
      "revisions/b.js": script("bbbb", "aaaa", `// autogen-accept drop-colum: x\n${dropName}`),
    });
    expect(await review(dir, "bbbb")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/revisions\/b\.js:6 names the hazard rule "drop-colum".*drop-column/),
    });
  });
});
