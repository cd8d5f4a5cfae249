import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  applyDraft,
  check,
  current,
  finishDraft,
  history,
  merge,
  review,
  revision,
  show,
  squash,
  stamp,
  undoDraft,
  upgrade,
  upgradeSql,
  type AutogenConfig,
} from "typeorm-autogen";
import { beforeAll, describe, expect, test } from "vitest";
import { finishText } from "../../packages/cli/src/finish-text.js";
import { autogen, buildCommandLine, filesIn, script, writeFiles, writeProject } from "./project.js";

beforeAll(buildCommandLine);

const makes = (table: string) =>
  `op.createTable("${table}", (t) => { t.column("id", "integer"); t.primaryKey("PK_${table}", ["id"]); });`;
const drops = (table: string) => `op.dropTable("${table}");`;

/** A project of one revision and a draft that follows it. */
function drafted(more: Readonly<Record<string, string>> = {}): string {
  const draft = script("ddd4", "aaa1", makes("t2"), drops("t2"));
  const dir = writeProject({
    "revisions/aaa1_first.mjs": script("aaa1", null, makes("t1"), drops("t1")),
    "revisions/ddd4_trying_things.mjs": `${draft}export const draft = true;\n`,
    ...more,
  });
  const url = `sqlite:${join(dir, "app.sqlite")}`;
  const config: AutogenConfig = {
    directory: "revisions",
    url,
    environments: { dev: { url, development: true }, test: { url } },
  };
  writeFiles(dir, { "autogen.config.json": JSON.stringify(config) });
  return dir;
}

/** The code and message with which something is refused, and that no file changed. */
async function refusal(dir: string, work: (cwd: string) => Promise<unknown>): Promise<string> {
  const before = filesIn(dir);
  const error = await work(dir).then(
    () => ({ code: "done" }),
    (thrown) => thrown,
  );
  expect(filesIn(dir)).toEqual(before);
  return `${error.code}: ${error.message}`;
}

describe("while a draft is there", () => {
  test("history, show and current mark it, on the command line and in JSON, without running it", async () => {
    const dir = drafted();
    const told = await autogen(dir, ["history"]);
    expect(told.stdout).toBe("aaa1 → ddd4 (draft, head)  trying things\nbase → aaa1  first\n");
    expect((await history({ cwd: dir })).map(({ id, draft }) => [id, draft])).toEqual([
      ["ddd4", true],
      ["aaa1", false],
    ]);
    expect(await show({ cwd: dir, revision: "ddd4" })).toMatchObject([{ draft: true }]);
    await upgrade({ cwd: dir, environment: "dev" });
    expect((await current({ cwd: dir })).revisions).toEqual([
      { revision: "ddd4", message: "trying things", isHead: true, draft: true },
    ]);
    expect((await autogen(dir, ["current"])).stdout).toBe("ddd4 (draft, head)  trying things\n");
  });

  test("check, review, revision, merge and squash refuse, and name the next step", async () => {
    const dir = drafted({ "revisions/eee5_other.mjs": script("eee5", "aaa1", makes("t3"), drops("t3")) });
    const path = join(dir, "revisions/ddd4_trying_things.mjs");
    const waits = (command: string) =>
      `draft: revision ddd4 (${path}) is a draft, so autogen ${command} has to wait; finish it first with autogen revision --finish -m "…"`;
    expect(await refusal(dir, (cwd) => check({ cwd }))).toBe(waits("check"));
    expect(await refusal(dir, (cwd) => review({ cwd, revisions: ["aaa1"] }))).toBe(waits("review"));
    expect(await refusal(dir, (cwd) => revision({ cwd, message: "m" }))).toBe(waits("revision"));
    expect(await refusal(dir, (cwd) => revision({ cwd, message: "m", empty: true }))).toBe(waits("revision"));
    expect(await refusal(dir, (cwd) => merge({ cwd }))).toBe(waits("merge"));
    const alone = drafted();
    expect(await refusal(alone, (cwd) => squash({ cwd, range: "aaa1:ddd4" }))).toBe(
      waits("squash").replace(dir, alone),
    );
    const told = await autogen(dir, ["check", "--json"]);
    expect(told).toMatchObject({
      status: 2,
      json: { error: { code: "draft", revision: "ddd4", file: path } },
    });
    expect((await autogen(dir, ["review"])).status).toBe(2);
  });

  test("upgrade and stamp take it only in an environment that is called a development one", async () => {
    const dir = drafted();
    const nowhere =
      "draft-not-here: revision ddd4 (.*) is a draft, which runs only in an environment with development: true, and no environment is named; " +
      'finish it with autogen revision --finish -m "…", or name such an environment with -n; autogen upgrade aaa1 goes as far as what is finished';
    expect(await refusal(dir, (cwd) => upgrade({ cwd }))).toMatch(
      new RegExp(nowhere.replaceAll(/[()]/g, ".")),
    );
    expect(await refusal(dir, (cwd) => upgrade({ cwd, environment: "test" }))).toMatch(
      /, and test is none; /,
    );
    expect(await refusal(dir, (cwd) => upgrade({ cwd, dryRun: true }))).toMatch(/^draft-not-here/);
    expect(await refusal(dir, (cwd) => upgradeSql({ cwd }))).toMatch(/^draft-not-here/);
    expect(await refusal(dir, (cwd) => stamp({ cwd, targets: ["head"] }))).toMatch(/^draft-not-here/);
    expect((await upgrade({ cwd: dir, target: "aaa1" })).heads).toEqual(["aaa1"]);
    expect((await upgrade({ cwd: dir, environment: "dev" })).heads).toEqual(["ddd4"]);
    expect((await stamp({ cwd: dir, targets: ["aaa1"] })).heads).toEqual(["aaa1"]);
    expect((await stamp({ cwd: dir, environment: "dev", targets: ["ddd4"] })).heads).toEqual(["ddd4"]);
    expect(readFileSync(join(dir, "revisions/ddd4_trying_things.mjs"), "utf8")).toContain("draft = true");
  });
});

describe("what drafts refuse", () => {
  test("any but a development environment, a protected one that is not meant, and what is no draft", async () => {
    const dir = drafted();
    const elsewhere =
      /^not-development: .* works only in an environment with development: true, and .*; name one with -n: dev$/;
    expect(await refusal(dir, (cwd) => applyDraft({ cwd }))).toMatch(elsewhere);
    expect(await refusal(dir, (cwd) => undoDraft({ cwd, environment: "test" }))).toMatch(elsewhere);
    expect(await refusal(dir, (cwd) => finishDraft({ cwd, message: "m" }))).toMatch(elsewhere);
    const file = join(dir, "autogen.config.json");
    const { environments, ...rest } = JSON.parse(readFileSync(file, "utf8"));
    environments.dev.protected = true;
    writeFiles(dir, { "autogen.config.json": JSON.stringify({ ...rest, environments }) });
    const dev = { cwd: dir, environment: "dev" };
    expect(await refusal(dir, () => applyDraft(dev))).toMatch(/^protected-environment: .*--yes-i-mean dev/);
    const meant = { ...dev, yesIMean: "dev" };
    expect(await refusal(dir, () => undoDraft(meant))).toMatch(/^nothing-to-undo: .*autogen downgrade -1/);
    rmSync(join(dir, "revisions/ddd4_trying_things.mjs"));
    expect(await refusal(dir, () => undoDraft(meant))).toMatch(/^no-draft: /);
    expect(await refusal(dir, () => finishDraft({ ...meant, message: "m" }))).toMatch(/^no-draft: /);
  });

  test("a second draft, a second head, and options that say where a finished draft stands", async () => {
    const second = script("eee5", "ddd4", makes("t3"), drops("t3"));
    const two = drafted({ "revisions/eee5_more.mjs": `${second}export const draft = true;\n` });
    const apply = (cwd: string) => applyDraft({ cwd, environment: "dev" });
    expect(await refusal(two, apply)).toMatch(
      /^draft-place: .*, but so is eee5 \(eee5_more\.mjs\); finish it with/,
    );
    const forked = drafted({ "revisions/eee5_other.mjs": script("eee5", "aaa1", makes("t3"), drops("t3")) });
    expect(await refusal(forked, apply)).toMatch(/^draft-place: .*not the only head: there is eee5; /);
    const told = await autogen(forked, ["revision", "--finish", "-m", "m", "--rev-id", "x1", "--json"]);
    expect(told).toMatchObject({
      status: 2,
      json: { error: { code: "option-conflict", options: ["--finish", "--rev-id"] } },
    });
  });
});

describe("the text of a draft that is finished", () => {
  const draft = `/**
 * What of 2026-01-01 10:00 UTC was tried
 * on two lines
 *
 * Revision ddd4, follows aaa1. 2026-11-26 08:00 UTC, PostgreSQL 15.
 * Draft: autogen revision --finish -m "…" makes a revision of it.
 * warning  missing-fk-index  t: 2026-01-01 10:00 UTC
 */
export const revision = "ddd4";
export const draft = true;
// * Draft: 2026-01-01 10:00 UTC
`;
  const words = {
    message: "As of 2025-02-02 02:02 UTC: $1 */ $&",
    createdAt: new Date("2026-11-26T17:05Z"),
    claims: null,
  };
  const finished = `/**
 * As of 2025-02-02 02:02 UTC: $1 * / $&
 *
 * Revision ddd4, follows aaa1. 2026-11-26 17:05 UTC, PostgreSQL 15.
 * Not verified.
 * warning  missing-fk-index  t: 2026-01-01 10:00 UTC
 */
export const revision = "ddd4";
// * Draft: 2026-01-01 10:00 UTC
`;

  test("has its own title and time, whatever dates and signs are in the message, and its ends of lines", async () => {
    expect(await finishText(draft, "x.mjs", words)).toBe(finished);
    const windows = (text: string) => text.replaceAll("\n", "\r\n");
    expect(await finishText(windows(draft), "x.mjs", words)).toBe(windows(finished));
  });
});
