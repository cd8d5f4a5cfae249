import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { branches, current, edit, ensureVersion, heads, history, merge, show, stamp } from "typeorm-autogen";
import { beforeAll, describe, expect, test } from "vitest";
import { targets } from "../live/targets.js";
import {
  autogen,
  buildCommandLine,
  filesIn,
  freshTarget,
  scriptsIn,
  writeFiles,
  writeProject,
} from "./project.js";

beforeAll(buildCommandLine);

interface Header {
  readonly after?: string | readonly string[] | null;
  readonly labels?: readonly string[];
  readonly needs?: readonly string[];
  readonly comment?: string;
}

/** A script that does nothing, named after its place and id. */
function scriptText(
  id: string,
  { after = null, labels = [], needs = [], comment = id }: Header = {},
): string {
  return [
    `/**\n * ${comment.replaceAll("\n", "\n * ")}\n */`,
    `export const revision = ${JSON.stringify(id)};`,
    `export const downRevision = ${JSON.stringify(after)};`,
    `export const branchLabels = ${JSON.stringify(labels)};`,
    `export const dependsOn = ${JSON.stringify(needs)};`,
    "export function upgrade(op) {}",
    "export function downgrade(op) {}",
    "",
  ].join("\n");
}

/**
 *        /- left2                 (labelled left)
 *  root1
 *        \- right2 - right3       alone1 (depends on left2)
 */
const forked: Readonly<Record<string, string>> = {
  "revisions/1.mjs": scriptText("root1", { comment: "The first\n\nWhy it is there." }),
  "revisions/2.mjs": scriptText("left2", { after: "root1", labels: ["left"] }),
  "revisions/3.mjs": scriptText("right2", { after: "root1" }),
  "revisions/4.mjs": scriptText("right3", { after: "right2" }),
  "revisions/5.mjs": scriptText("alone1", { needs: ["left2"] }),
};

function project(files: Readonly<Record<string, string>> = forked, config: object = {}) {
  const dir = writeProject({
    "autogen.config.json": JSON.stringify({ directory: "revisions", url: "sqlite:app.sqlite", ...config }),
    ...files,
  });
  return { dir, run: (...words: string[]) => autogen(dir, words) };
}

describe("heads", () => {
  test("heads: lists them, marks what others need, --resolve-dependencies leaves those out", async () => {
    const { dir, run } = project();
    expect(await run("heads")).toMatchObject({
      status: 0,
      stdout: "left2 (head, needed by alone1, left)  left2\nright3 (head)  right3\nalone1 (head)  alone1\n",
      stderr: "3 heads: autogen merge joins them, autogen upgrade heads runs them all\n",
    });
    expect((await run("heads", "--resolve-dependencies")).stdout).toBe(
      "right3 (head)  right3\nalone1 (head)  alone1\n",
    );
    const { json } = await run("heads", "--json");
    expect(json).toMatchObject({
      format: 1,
      revisions: [
        { revision: "left2", isHead: true, isEffectiveHead: false, dependents: ["alone1"], labels: ["left"] },
        { revision: "right3", isHead: true, isEffectiveHead: true, file: join(dir, "revisions/4.mjs") },
        { revision: "alone1", downRevisions: [], dependsOn: ["left2"], isCurrent: null },
      ],
    });
  });

  test("heads --exit-code: 1 where there are several, 0 for one or none", async () => {
    expect((await project().run("heads", "--exit-code", "--quiet")).status).toBe(1);
    const { dir, run } = project({ "revisions/1.mjs": scriptText("root1") });
    expect((await run("heads", "--exit-code")).status).toBe(0);
    writeFiles(dir, { "revisions/2.mjs": scriptText("other1", { needs: ["root1"] }) });
    expect((await run("heads", "--exit-code")).status).toBe(1);
    expect((await run("heads", "--exit-code", "--resolve-dependencies")).status).toBe(0);
    const none = await project({}).run("heads", "--exit-code");
    expect(none).toMatchObject({ status: 0, stdout: "", stderr: "no revisions yet\n" });
  });

  test("heads -v: file, date and neighbours", async () => {
    const { run } = project();
    expect((await run("heads", "-v", "--resolve-dependencies")).stdout).toBe(
      [
        "right3 (head)  right3",
        "  file         revisions/4.mjs",
        "  written      no date",
        "  follows      right2",
        "alone1 (head)  alone1",
        "  file         revisions/5.mjs",
        "  written      no date",
        "  follows      base",
        "  depends on   left2",
        "",
      ].join("\n"),
    );
  });
});

test("branches: each fork with what follows it", async () => {
  const { run } = project();
  expect(await run("branches")).toMatchObject({
    status: 0,
    stdout:
      "root1 (branch point)  The first\n  → left2 (head, needed by alone1, left)  left2\n  → right2  right2\n",
    stderr: "",
  });
  expect((await run("branches", "--json")).json).toMatchObject({
    format: 1,
    revisions: [
      { revision: "root1", isBranchPoint: true, branches: [{ revision: "left2" }, { revision: "right2" }] },
    ],
  });
  const straight = project({ "revisions/1.mjs": scriptText("root1") });
  expect(await straight.run("branches")).toMatchObject({
    status: 0,
    stdout: "",
    stderr: "the history does not fork\n",
  });
});

describe("show", () => {
  test("show: file, neighbours, labels and the words of the comment", async () => {
    const { run } = project();
    expect((await run("show", "root")).stdout).toBe(
      [
        "root1 (branch point)  The first",
        "  file         revisions/1.mjs",
        "  written      no date",
        "  follows      base",
        "  followed by  left2, right2",
        "",
        "  Why it is there.",
        "",
      ].join("\n"),
    );
    expect((await run("show", "left@head", "--json")).json).toMatchObject({
      format: 1,
      revisions: [{ revision: "left2", branchLabels: ["left"], comment: "left2" }],
    });
    expect((await run("show", "heads", "--json")).json.revisions).toHaveLength(3);
  });

  test("show current: what the database stands at, which is asked for that alone", async () => {
    const { dir, run } = project();
    expect(await run("show", "right3-1")).toMatchObject({ status: 0 });
    expect(existsSync(join(dir, "app.sqlite"))).toBe(false);
    const nowhere = await run("show", "current", "--json");
    expect(nowhere).toMatchObject({ status: 2, json: { error: { code: "unsuitable-target" } } });
    await run("stamp", "right2");
    expect((await run("show", "current")).stdout).toMatch(/^right2 {2}right2\n/);
    expect((await run("show", "-1", "--json")).json.revisions[0].revision).toBe("root1");
  });

  test("show, edit, merge, stamp and history of what is not there, or is not one, exit 2 and change nothing", async () => {
    const { dir, run } = project();
    const before = filesIn(dir);
    const cwd = dir;
    const refusals: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => show({ cwd, revision: "head" }), "multiple-heads"],
      [() => edit({ cwd, revision: "nothing" }), "unknown-revision"],
      [() => edit({ cwd, revision: "heads" }), "multiple-heads"],
      [() => merge({ cwd, revisions: ["nothing", "right3"] }), "unknown-revision"],
      [() => merge({ cwd, revisions: ["right3", "right3"] }), "nothing-to-merge"],
      [() => merge({ cwd, revisions: ["left2", "right2"] }), "not-a-head"],
      [() => merge({ cwd, revisions: ["right2", "right3"], splice: true }), "overlapping-parents"],
      [() => merge({ cwd, revId: "a-b" }), "invalid-revision-id"],
      [() => merge({ cwd, versionPath: "elsewhere" }), "version-path"],
      [() => merge({ cwd, message: " \n" }), "blank-message"],
      [() => stamp({ cwd, targets: ["head"] }), "multiple-heads"],
      [() => stamp({ cwd, targets: ["left2", "alone1"] }), "overlapping-targets"],
      [() => stamp({ cwd, targets: ["left@right3"] }), "not-on-branch"],
      [() => stamp({ cwd, targets: ["+9"] }), "relative-target"],
      [() => history({ cwd, range: "nothing:" }), "unknown-revision"],
      [() => history({ cwd, range: "right3:left2" }), "not-ancestor"],
      [() => history({ cwd, range: "base:+9" }), "relative-target"],
    ];
    for (const [ask, code] of refusals)
      expect((await ask().catch((error: unknown) => error)) as object, String(ask)).toMatchObject({ code });
    for (const [words, code] of [
      ["show nothing", "unknown-revision"],
      ["show", "usage"],
      ["merge right3", "nothing-to-merge"],
      ["stamp nothing", "unknown-revision"],
      ["stamp", "usage"],
    ] as const) {
      const told = await run(...words.split(" "), "--json");
      expect(told, words).toMatchObject({ status: 2, stderr: "", json: { format: 1, error: { code } } });
    }
    expect(filesIn(dir)).toEqual(before);
  });
});

describe("merge", () => {
  test("merge: one revision that follows all heads, or those that are named", async () => {
    const { dir, run } = project();
    const joined = await run("merge", "left2", "right3", "--rev-id", "m1", "--json", "--format", "js");
    expect(joined.json).toEqual({
      format: 1,
      revision: "m1",
      path: expect.stringMatching(/m1_merge_left2_and_right3\.js$/),
      downRevision: ["left2", "right3"],
    });
    expect((await run("heads")).stdout).toMatch(
      /^m1 \(head, merge, left\) {2}merge left2 and right3\nalone1 \(head\) {2}alone1\n$/,
    );
    const rest = await run("merge", "-m", "all together", "--branch-label", "one", "--rev-id", "m2");
    expect(rest).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^revisions\/\S+m2_all_together\.ts\n$/),
    });
    expect((await run("heads", "--exit-code", "--json")).json).toMatchObject({
      revisions: [
        { revision: "m2", downRevisions: ["m1", "alone1"], branchLabels: ["one"], isMergePoint: true },
      ],
    });
    expect(await run("upgrade", "--json")).toMatchObject({ status: 0, json: { heads: ["m2"] } });
    expect(scriptsIn(dir)).toHaveLength(7);
  });

  test("merge --splice joins what is no head; --dry-run prints and writes nothing", async () => {
    const { dir, run } = project();
    const shown = await run("merge", "left2", "right2", "--splice", "--dry-run", "--rev-id", "m1");
    expect(shown.stdout).toContain('downRevision = ["left2", "right2"]');
    expect(scriptsIn(dir)).toHaveLength(5);
  });
});

describe("edit", () => {
  /** A project with an editor that notes what it was given and adds a line. */
  function withEditor(line: string) {
    const { dir } = project();
    writeFileSync(join(dir, "my editor"), `#!/bin/sh\necho "$@" > given.txt\nprintf '${line}' >> "$2"\n`);
    chmodSync(join(dir, "my editor"), 0o755);
    return { dir, run: (words: string, env = {}) => autogen(dir, words.split(" "), { env }) };
  }

  test("edit: opens the script with VISUAL, else EDITOR, arguments of the command included", async () => {
    const { dir, run } = withEditor("// seen");
    const env = { VISUAL: "'./my editor' --wait", EDITOR: "false" };
    const told = await run("edit right3", env);
    expect(told).toMatchObject({ status: 0, stdout: "revisions/4.mjs\n", stderr: "" });
    expect(readFileSync(join(dir, "given.txt"), "utf8")).toBe(`--wait ${join(dir, "revisions/4.mjs")}\n`);
    const json = await run("edit right3 --json", { VISUAL: "", EDITOR: env.VISUAL });
    expect(json.json).toMatchObject({ format: 1, revision: "right3", editor: env.VISUAL });
    expect(readFileSync(join(dir, "revisions/4.mjs"), "utf8")).toMatch(/\/\/ seen\/\/ seen$/);
  });

  test("edit: no editor, one that is not there, one that fails, and a script that it broke are named", async () => {
    const { run } = withEditor('\nexport const revision = "root1');
    const code = async (env: Record<string, string>) => {
      const told = await run("edit alone1 --json", env);
      expect(told.status).toBe(2);
      return [told.json.error.code, told.json.error.message];
    };
    expect(await code({ VISUAL: "", EDITOR: "", PATH: "/nowhere" })).toEqual([
      "no-editor",
      expect.stringMatching(/set VISUAL or EDITOR/),
    ]);
    expect((await code({ EDITOR: "no-such-editor" }))[0]).toBe("editor-failed");
    expect(await code({ EDITOR: "false" })).toEqual([
      "editor-failed",
      expect.stringMatching(/false ended with 1/),
    ]);
    const root = await run("edit root1 --json", { EDITOR: "sed -i 's/\"root1\"/root1/'" });
    expect(root.json.error).toMatchObject({
      code: "revision-header",
      message: expect.stringMatching(/not a literal/),
    });
  });
});

describe.each(targets.filter(({ driver }) => driver !== "sqlite3"))("on $name", (target) => {
  test("ensureVersion makes the tables once; stamp moves the rows in any direction, across branches", async () => {
    const fresh = await freshTarget(target);
    const { dir } = project(forked, { url: fresh.url });
    const options = { cwd: dir };
    const made = await ensureVersion(options);
    expect(made.created).toHaveLength(2);
    expect(made.tables).toEqual(made.created);
    expect(await ensureVersion(options)).toEqual({ tables: made.tables, created: [] });
    expect(await current(options)).toMatchObject({ revisions: [], log: [] });

    const stampAt = async (...words: string[]) => (await stamp({ ...options, targets: words })).heads;
    expect(await stampAt("right3")).toEqual(["right3"]);
    expect(await stampAt("left@head")).toEqual(["left2", "right3"]);
    // The row of what alone1 depends on is covered by its own.
    expect(await stampAt("heads")).toEqual(["right3", "alone1"]);
    expect(await current(options)).toMatchObject({ atHeads: true });
    expect(await stampAt("-1").catch(({ code }) => code)).toBe("relative-target");
    expect(await stampAt("root1", "alone1").catch(({ code }) => code)).toBe("overlapping-targets");
    expect(await stampAt("root1")).toEqual(["root1"]);
    const listed = await history({ ...options, indicateCurrent: true, range: "current:right3" });
    expect(listed.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      ["right3", false],
      ["right2", false],
      ["root1", true],
    ]);

    await stampAt("alone1");
    writeFiles(dir, { "revisions/5.mjs": scriptText("other1") });
    expect(await stampAt("right3").catch(({ code }) => code)).toBe("database-ahead");
    expect(await stamp({ ...options, targets: ["right3"], purge: true })).toEqual({
      before: ["alone1"],
      heads: ["right3"],
    });
    expect(await stampAt("base")).toEqual([]);
    expect((await current(options)).log.at(-1)).toMatchObject({ revision: "right3", direction: "stamp" });
  });
});

test("words that count from the database mean the same to every command, and only they connect", async () => {
  const { dir, run } = project();
  const written = async (...words: string[]) =>
    (await run(...words, "--dry-run", "--json")).json.downRevision;
  const reviewed = async (range: string) =>
    (await run("review", range, "--json")).json.revisions.map(
      ({ revision }: { revision: string }) => revision,
    );
  expect(await written("revision", "--empty", "-m", "x", "--head", "right2+1")).toBe("right3");
  expect(await reviewed("right2:")).toEqual(["right2", "right3"]);
  expect(existsSync(join(dir, "app.sqlite"))).toBe(false);
  await run("stamp", "right2");
  expect(await written("revision", "--empty", "-m", "x", "--head", "current+1")).toBe("right3");
  expect(await written("revision", "--empty", "-m", "x", "--head", "-1", "--splice")).toBe("root1");
  const placed = "--head left --depends-on current --dry-run --json".split(" ");
  const { json } = await run("revision", "--empty", "-m", "x", ...placed);
  expect(json.script).toContain('dependsOn = ["right2"]');
  expect(await written("merge", "current+1", "alone1")).toEqual(["right3", "alone1"]);
  expect(await reviewed("current:")).toEqual(["right2", "right3"]);
  expect(await reviewed("-1")).toEqual(["root1"]);
  expect((await run("squash", "current:right3", "--dry-run", "--json")).json.replaces).toEqual([
    "right2",
    "right3",
  ]);
  expect((await run("verify", "current", "--json")).json.revisions).toMatchObject([{ revision: "right2" }]);
});

test("stamp, ensure-version: what they print; a protected environment wants to be named for --purge", async () => {
  const { run } = project(forked, { environments: { live: { url: "sqlite:live.sqlite", protected: true } } });
  expect(await run("ensure-version")).toMatchObject({
    status: 0,
    stdout: "created autogen_version\ncreated autogen_step\n",
  });
  expect(await run("ensure-version")).toMatchObject({
    status: 0,
    stdout: "",
    stderr: "nothing to do: the tables are there\n",
  });
  expect(await run("stamp", "right3", "left2")).toMatchObject({
    status: 0,
    stdout: "left2, right3\n",
    stderr: "stamped; before, the database stood at base\n",
  });
  expect((await run("stamp", "base", "--json")).json).toEqual({
    format: 1,
    before: ["left2", "right3"],
    heads: [],
  });
  const guarded = await run("stamp", "right3", "--purge", "-n", "live", "--json");
  expect(guarded).toMatchObject({ status: 2, json: { error: { code: "protected-environment" } } });
  const meant = await run("stamp", "right3", "--purge", "-n", "live", "--yes-i-mean", "live", "--json");
  expect(meant.json).toEqual({ format: 1, before: [], heads: ["right3"] });
});

describe("several folders", () => {
  test("recursive: folders within folders count, and a template may name one", async () => {
    const { dir } = project(
      {
        "revisions/2026/1.mjs": scriptText("root1"),
        "revisions/2027/1.mjs": scriptText("next1", { after: "root1" }),
      },
      { recursive: true, fileTemplate: "{yyyy}/{id}_{slug}" },
    );
    expect((await history({ cwd: dir })).map(({ id }) => id)).toEqual(["next1", "root1"]);
    const last = await merge({ cwd: dir, revisions: ["heads"] }).catch((error: unknown) => error);
    expect(last).toMatchObject({ code: "nothing-to-merge" });
  });

  const folders = {
    "core/1.mjs": scriptText("root1"),
    "billing/1.mjs": scriptText("bill1", { labels: ["billing"] }),
    "billing/2.mjs": scriptText("bill2", { after: "bill1" }),
  };
  const config = { directory: "core", versionLocations: ["billing"] };

  test("version-path: all folders are read; a new script goes where its parent is, or where it is told", async () => {
    const { dir, run } = project(folders, config);
    expect((await history({ cwd: dir })).map(({ id }) => id)).toEqual(["bill2", "root1", "bill1"]);
    const where = async (...words: string[]) =>
      (await run("revision", "--empty", "-m", "x", "--dry-run", "--json", ...words)).json;
    const written = await run(
      "revision",
      "--empty",
      "-m",
      "more",
      "--head",
      "billing@head",
      "--rev-id",
      "bill3",
    );
    expect(written.stdout).toMatch(/^billing\/\S+-bill3_more\.ts\n$/);
    expect((await where("--head", "base")).error).toMatchObject({
      code: "version-path",
      message: expect.stringMatching(/--version-path .*core, .*billing$/),
    });
    expect((await where("--head", "base", "--version-path", "nowhere")).error.code).toBe("version-path");
    const base = await run("revision", "--empty", "-m", "y", "--head", "base", "--version-path", "billing");
    expect(base.stdout).toMatch(/^billing\/\S+_y\.ts\n$/);
    const moved = await run("merge", "root1", "billing@bill3", "--version-path", "core");
    expect(moved.stdout).toMatch(/^core\/\S+\.ts\n$/);
    expect((await run("heads", "--directory", "core", "--json")).json.error.code).toBe("missing-parent");
  });
});

test("the graph's functions, as an application calls them", async () => {
  const { dir } = project();
  const options = { cwd: dir };
  expect((await heads(options)).map(({ id }) => id)).toEqual(["left2", "right3", "alone1"]);
  expect((await heads({ ...options, resolveDependencies: true })).map(({ id }) => id)).toEqual([
    "right3",
    "alone1",
  ]);
  expect((await branches(options)).map(({ id, children }) => [id, children])).toEqual([
    ["root1", ["left2", "right2"]],
  ]);
  expect((await show({ ...options, revision: "root1" }))[0]).toMatchObject({ isBranchPoint: true });
  const joined = await merge({ ...options, revisions: ["left2", "right3"], revId: "m1", now: new Date(0) });
  expect(joined).toMatchObject({ revision: "m1", downRevision: ["left2", "right3"] });
  expect(joined.file).toMatch(/19700101_0000-m1_merge_left2_and_right3\.ts$/);
});
