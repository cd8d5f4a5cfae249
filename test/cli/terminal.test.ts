import { spawn } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import {
  autogen,
  bin,
  buildCommandLine,
  cleanEnvironment,
  dataSourceFile,
  id,
  scriptsIn,
  users,
  writeFiles,
  writeProject,
} from "./project.js";

beforeAll(buildCommandLine);

const here = { options: { type: "better-sqlite3", database: "app.sqlite" } } as const;
const renamed = { name: "users", columns: { id, full_name: { type: "varchar", length: 80 } } };

/** A project whose entities renamed a column since the first revision. */
async function renamedProject(): Promise<string> {
  const dir = writeProject({ "data-source.js": dataSourceFile(here, [users()]) });
  await autogen(dir, ["revision", "-m", "first", "--quiet"]);
  await autogen(dir, ["upgrade", "--quiet"]);
  writeFiles(dir, { "data-source.js": dataSourceFile(here, [renamed]) });
  return dir;
}

interface OnTerminal {
  readonly env?: Readonly<Record<string, string>>;
  /** Typed when the text before it shows. */
  readonly type?: readonly (readonly [after: string, keys: string])[];
}

/** Runs a command line on a pseudo-terminal, and types. What it shows has both streams. */
async function onTerminal(dir: string, words: string, { env = {}, type = [] }: OnTerminal = {}) {
  const child = spawn("script", ["-qec", `'${process.execPath}' '${bin}' ${words}`, "/dev/null"], {
    cwd: dir,
    env: cleanEnvironment({ TERM: "xterm", ...env }),
  });
  const keys = [...type];
  let shown = "";
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString("utf8");
    const [next] = keys;
    if (next && shown.includes(next[0])) child.stdin.write(keys.shift()![1]);
  });
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, shown: shown.replaceAll("\r\n", "\n") };
}

describe("questions on a terminal", () => {
  test("yes makes a rename; what is no answer is asked again", async () => {
    const dir = await renamedProject();
    const question = "is column users.name now full_name? [y/n/q]";
    const { status, shown } = await onTerminal(dir, "revision -m second", {
      type: [
        [question, "perhaps\r"],
        ["perhaps", "y\r"],
      ],
    });
    expect(status).toBe(0);
    expect(shown).toContain("column name becomes full_name");
    expect(scriptsIn(dir)).toHaveLength(2);
  });

  test("no makes a drop and an add, and then the rows are asked about", async () => {
    const dir = await renamedProject();
    const { status, shown } = await onTerminal(dir, "revision -m second", {
      type: [
        ["[y/n/q]", "n\r"],
        ["users.full_name? (SQL, or none)", "'unknown'\r"],
      ],
    });
    expect(status).toBe(0);
    expect(shown).toMatch(/destructive.*users\.name: drops the column and its values/);
  });

  test.each([
    ["q", "q\r"],
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("%s stops and writes nothing", async (_, keys) => {
    const dir = await renamedProject();
    const { status, shown } = await onTerminal(dir, "revision -m second", { type: [["[y/n/q]", keys]] });
    expect(status).toBe(2);
    expect(shown).toContain("stopped at a question; nothing was written");
    expect(scriptsIn(dir)).toHaveLength(1);
  });

  test.each([
    ["under CI", "revision -m second", { CI: "true" }],
    ["with --json", "revision -m second --json", {}],
  ])("none %s", async (_, words, env) => {
    const dir = await renamedProject();
    const { status, shown } = await onTerminal(dir, words, { env });
    expect(status).toBe(2);
    expect(shown).not.toContain("[y/n/q]");
    expect(shown).toContain("--rename column:users.name=full_name");
  });
});

describe("colour", () => {
  const escape = "\u001b[3";

  test("on a terminal, not against NO_COLOR or --no-color, never in JSON or on a pipe", async () => {
    const dir = await renamedProject();
    expect((await onTerminal(dir, "diff")).shown).toContain(escape);
    expect((await onTerminal(dir, "diff", { env: { NO_COLOR: "1" } })).shown).not.toContain(escape);
    expect((await onTerminal(dir, "diff --no-color")).shown).not.toContain(escape);
    expect((await onTerminal(dir, "diff --json")).shown).not.toContain(escape);
    expect((await autogen(dir, ["diff"])).stdout).not.toContain("\u001b");
  });

  test("what a database or a script says cannot steer the terminal", async () => {
    const hostile = "a\u001b[2Jb";
    const dir = writeProject({
      "data-source.js": dataSourceFile(here, [{ name: "odd", tableName: hostile, columns: { id } }]),
    });
    const { shown } = await onTerminal(dir, "diff");
    expect(shown).toContain("a\\u{1b}[2Jb");
    expect(shown).not.toContain(hostile);
  });
});
