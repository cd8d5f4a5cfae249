import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { applyDraft, check, finishDraft } from "typeorm-autogen";
import { beforeAll, describe, expect, test } from "vitest";
import { targets, type Target } from "../live/targets.js";
import {
  buildCommandLine,
  cleanEnvironment,
  dataSourceFile,
  filesIn,
  freshTarget,
  id,
  writeFiles,
  writeProject,
  type EntityDefinition,
} from "./project.js";

beforeAll(buildCommandLine);

const run = promisify(execFile);
const program = join(import.meta.dirname, "draft-child.mjs");

type Call = "applyDraft" | "undoDraft" | "finishDraft";

const finished = { message: "labels", verify: false };

/** Runs one function in a process of its own; false where it was killed before its n-th deed. */
async function survives(dir: string, call: Call, killAt: number = 0): Promise<boolean> {
  const job = JSON.stringify({ call, options: call === "finishDraft" ? finished : {}, killAt });
  try {
    await run(process.execPath, [program, job], { cwd: dir, env: cleanEnvironment() });
    return true;
  } catch (error) {
    if ((error as { signal?: string }).signal !== "SIGKILL") throw error;
    return false;
  }
}

const item = (columns: EntityDefinition["columns"] = {}): EntityDefinition => ({
  name: "item",
  columns: { id, name: { type: "varchar", length: 40 }, ...columns },
});
const text = { type: "varchar", length: 9 } as const;
// Several statements, so that a server that commits each of them can be left in the middle.
const edits = [
  [item()],
  [item({ note: { ...text, nullable: true } }), { name: "label", columns: { id, text } }],
];

/** A project on a database of its own, or on a file, with a draft of so many applies; its entities are ahead of that. */
async function drafted(target: Target, applies: number): Promise<string> {
  const environments = { dev: { development: true } };
  const dir = writeProject({ "autogen.config.json": JSON.stringify({ environments, format: "js" }) });
  const file = { type: "better-sqlite3", database: join(dir, "app.sqlite") } as const;
  const { options } = target.server ? await freshTarget(target) : { options: file };
  for (const [at, entities] of edits.entries()) {
    writeFiles(dir, { "data-source.js": dataSourceFile({ options }, entities) });
    if (at < applies) await survives(dir, "applyDraft");
  }
  return dir;
}

/** Whatever was left, the next run ends it, and the draft becomes a revision that its database agrees with. */
async function expectMended(dir: string, call: Call): Promise<void> {
  const project = { cwd: dir, environment: "dev" };
  if (call !== "finishDraft") await applyDraft(project);
  await finishDraft({ ...project, ...finished });
  expect(await check(project)).toMatchObject({ inSync: true, pending: [], editedScripts: [] });
  const [script = "", ...others] = readdirSync(join(dir, "revisions")).filter(
    (name) => !name.endsWith(".tmp"),
  );
  expect([script, others]).toEqual([expect.stringMatching(/_labels\.js$/), []]);
  expect(readFileSync(join(dir, "revisions", script), "utf8")).toMatch(
    /createTable\("item"[^]+"note"[^]+createTable\("label"/,
  );
}

/** Kills a call before each of its deeds in turn, until it has none left; how many there were. */
async function killEverywhere(call: Call, start: () => Promise<string>): Promise<number> {
  for (let killAt = 1; ; killAt += 1) {
    const dir = await start();
    if (await survives(dir, call, killAt)) return killAt - 1;
    await expectMended(dir, call);
  }
}

const sqlite = targets.filter(({ name }) => name === "better-sqlite3");

describe.each(sqlite)("on $name", (target) => {
  test.each([
    ["applyDraft", 0],
    ["applyDraft", 1],
    ["undoDraft", 2],
    ["finishDraft", 2],
  ] as const)(
    "%s after %i applies, killed before whatever it does, is ended by the next run",
    async (call, applies) => {
      const dir = await drafted(target, applies);
      const files = filesIn(dir);
      const deeds = await killEverywhere(call, async () => {
        for (const name of ["revisions", "app.sqlite"])
          rmSync(join(dir, name), { recursive: true, force: true });
        for (const [name, content] of Object.entries(files)) {
          mkdirSync(dirname(join(dir, name)), { recursive: true });
          writeFileSync(join(dir, name), content, "latin1");
        }
        return dir;
      });
      expect(deeds).toBeGreaterThan(3);
    },
  );
});

// The deeds: the journal, the first statement, the second.
test.each(targets.filter(({ name }) => name === "mysql"))(
  "an apply that is killed between two statements that $name commits is gone on with",
  async (target) => {
    const dir = await drafted(target, 1);
    expect(await survives(dir, "applyDraft", 3)).toBe(false);
    await expectMended(dir, "applyDraft");
  },
);
