import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { autogen, buildCommandLine, scriptsIn, writeFiles } from "../cli/project.js";
import { column, entity, entityProject } from "./project.js";
import { until, watchOnTerminal } from "./pseudo-terminal.js";

beforeAll(buildCommandLine);
vi.setConfig({ testTimeout: 600_000 });

const keys = " r revision  a apply  u undo  s SQL  d details  c check  ? help  q quit";

function git(dir: string, ...words: readonly string[]): void {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"];
  execFileSync("git", [...who, ...words], { cwd: dir, stdio: "pipe" });
}

/** The command lines of the processes that work in a folder, by their numbers. */
function programsIn(dir: string): ReadonlyMap<number, string> {
  const found = readdirSync("/proc").flatMap((pid): readonly (readonly [number, string])[] => {
    try {
      if (!/^\d+$/.test(pid) || readlinkSync(`/proc/${pid}/cwd`) !== dir) return [];
      return [[Number(pid), readFileSync(`/proc/${pid}/cmdline`, "utf8")]];
    } catch {
      return [];
    }
  });
  return new Map(found);
}

describe("habits of editors", () => {
  test("each save shows, however it is made; what cannot be loaded shows in place until it is mended", async () => {
    const dir = entityProject();
    const user = join(dir, "src/entities/user.ts");
    const save = (text: string) => writeFileSync(user, text);
    const terminal = await watchOnTerminal(dir);
    await terminal.shows("● 1 change", "+ table user: 2 columns", keys);

    // Renamed into place, as vim and many others do.
    writeFileSync(`${user}.tmp`, entity("User", column("renamed_into_place")));
    renameSync(`${user}.tmp`, user);
    await terminal.press("s");
    await terminal.shows("renamed_into_place");

    // Emptied first, filled a moment later.
    truncateSync(user);
    await setTimeout(60);
    save(entity("User", column("filled_again")));
    await terminal.shows("filled_again");

    // A storm, of which the last save counts.
    for (let i = 0; i < 60; i++) {
      save(i % 3 === 0 ? "export class {" : entity("User", column(`storm_${i}`)));
      await setTimeout(5);
    }
    save(entity("User", column("calm")));
    await terminal.shows("calm");
    await terminal.press("s");
    await terminal.shows("+ table user: 2 columns");

    // Half typed.
    save(`${entity("User", column("calm"))}\nexport class {\n`);
    const broken = await terminal.shows("✗ cannot compare", "✗ src/entities/user.ts:13", "syntax error");
    expect(broken).toMatch(/> +13 │ export class \{/);
    expect(broken).toContain("what was pending before:");
    save(entity("User", column("calm")));
    await terminal.showsNot("✗");

    // New under the glob, and deleted again.
    writeFiles(dir, { "src/entities/post.ts": entity("Post") });
    await terminal.shows("+ table post: 1 column");
    rmSync(join(dir, "src/entities/post.ts"));
    await terminal.showsNot("post");

    // What decides how files are compiled.
    writeFiles(dir, { "tsconfig.json": "{ broken" });
    await terminal.shows("✗ cannot compare", "tsconfig.json");
    writeFiles(dir, { "tsconfig.json": `{ "compilerOptions": { "experimentalDecorators": true } }` });
    await terminal.showsNot("✗");
  });

  test("another branch, a folder that goes and comes back, and files behind symbolic links", async () => {
    const dir = entityProject({ "shared/dated.ts": entity("Dated").replace('@Entity("dated")', "") });
    symlinkSync("../shared", join(dir, "src/shared"));
    git(dir, "init", "--quiet");
    writeFiles(dir, { ".gitignore": "node_modules\napp.sqlite\n" });
    git(dir, "add", ".");
    git(dir, "commit", "--quiet", "-m", "main");
    git(dir, "checkout", "--quiet", "-b", "other");
    git(dir, "rm", "--quiet", "-r", "src/entities");
    writeFiles(dir, {
      "src/entities/deep.ts": entity("Deep", column("title")),
      "src/entities/event.ts": `import { Entity } from "typeorm";
import { Dated } from "../shared/dated";
@Entity("event")
export class Event extends Dated {}
`,
    });
    git(dir, "add", ".");
    git(dir, "commit", "--quiet", "-m", "other");
    git(dir, "checkout", "--quiet", "main");
    const terminal = await watchOnTerminal(dir);
    await terminal.shows("+ table user");
    git(dir, "checkout", "--quiet", "other");
    await terminal.shows("+ table deep: 2 columns", "+ table event: 1 column", /^(?!.*table user)/s);
    writeFiles(dir, { "shared/dated.ts": entity("Dated", column("by")).replace('@Entity("dated")', "") });
    await terminal.shows("+ table event: 2 columns");
    git(dir, "checkout", "--quiet", "--force", "main");
    await terminal.shows("+ table user", /^(?!.*table event)/s);

    renameSync(join(dir, "src/entities"), join(dir, "aside"));
    await terminal.showsNot("+ table user");
    mkdirSync(join(dir, "src/entities"));
    renameSync(join(dir, "aside/user.ts"), join(dir, "src/entities/user.ts"));
    await terminal.shows("+ table user");
  });
});

test("a revision by key, an upgrade elsewhere, a rename asked on the screen; hostile names steer nothing", async () => {
  const dir = entityProject();
  const user = join(dir, "src/entities/user.ts");
  const terminal = await watchOnTerminal(dir);
  await terminal.shows("● 1 change");
  await terminal.press("r");
  await terminal.shows("message:");
  await terminal.press("the first one", "Enter");
  await terminal.shows(/wrote src\/revisions\/.*the_first_one\.ts/, "1 revision to upgrade");
  expect(await autogen(dir, ["upgrade", "--quiet"])).toMatchObject({ status: 0 });
  await terminal.shows("✓ in sync", "The database agrees with the entities.", "(head)");

  writeFileSync(user, entity("User", column("full_name")));
  await terminal.shows("? is column user.name now full_name?", "y yes   n no", "loses data");
  await terminal.press("y");
  await terminal.shows("~ column name becomes full_name", /^(?!.*loses data)/s);
  // Remembered, and used by what is written.
  writeFileSync(user, entity("User", column("full_name") + column("phone", ", nullable: true")));
  await terminal.shows("~ column name becomes full_name", "+ column phone varchar, null");
  await terminal.press("r");
  await terminal.press("rename", "Enter");
  await terminal.shows(/wrote src\/revisions\/.*rename\.ts/);
  expect(scriptsIn(dir, "src/revisions")).toHaveLength(2);
  expect(await autogen(dir, ["upgrade", "--quiet"])).toMatchObject({ status: 0 });
  await terminal.shows("✓ in sync");

  // A question that wants text.
  writeFileSync(
    user,
    entity("User", column("full_name") + column("phone", ", nullable: true") + column("mail")),
  );
  await terminal.shows("what do existing rows get in user.mail?", "Enter to answer with SQL, or none");
  await terminal.press("Enter");
  await terminal.press("'none'", "Enter");
  await terminal.shows("+ column mail", /^(?!.*what do existing)/s);

  const hostile = column("odd", `, nullable: true, name: "a\\u001b[2Jb\\u202ec"`);
  writeFileSync(user, entity("User", column("full_name") + column("phone", ", nullable: true") + hostile));
  await terminal.shows("+ column a\\u{1b}[2Jb\\u{202e}c varchar, null");
});

test("what is pending applied by key, taken back, and finished as one revision; only to a development database", async () => {
  const dir = entityProject({
    "autogen.config.json": `{ "dataSource": "src/data-source.ts", "environments": { "dev": { "development": true } } }`,
  });
  const user = join(dir, "src/entities/user.ts");
  const save = (body: string) => writeFileSync(user, entity("User", body));
  const rows = (sql: string) => {
    const database = new Database(join(dir, "app.sqlite"));
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  };
  const stranger = await watchOnTerminal(dir);
  await stranger.shows("● 1 change");
  await stranger.press("a");
  await stranger.shows("development: true");
  expect(scriptsIn(dir, "src").includes("revisions")).toBe(false);
  await stranger.press("q");

  const terminal = await watchOnTerminal(dir, { words: "-n dev" });
  await terminal.shows("● 1 change");
  await terminal.press("a");
  await terminal.shows("applied; the draft is src/revisions/", "✓ in sync", /draft [0-9a-f]{12}/);
  rows("INSERT INTO user (name) VALUES ('Ada') RETURNING id");
  save(column("name") + column("phone", ", nullable: true"));
  await terminal.shows("● 1 change", "+ column phone");
  await terminal.press("a");
  await terminal.shows("✓ in sync");
  save(column("name"));
  await terminal.shows("- column phone", "loses data");
  await terminal.press("a");
  await terminal.shows("apply, and lose data of user?");
  await terminal.press("y");
  await terminal.shows("✓ in sync");
  expect(rows("SELECT * FROM user")).toEqual([{ id: 1, name: "Ada" }]);
  await terminal.press("u");
  await terminal.shows("take the last apply back");
  await terminal.press("y");
  await terminal.shows("taken back", "- column phone");
  save(column("name") + column("phone", ", nullable: true"));
  await terminal.shows("✓ in sync");
  await terminal.press("r");
  await terminal.press("people", "Enter");
  await terminal.shows(/finished the draft: src\/revisions\/.*people\.ts/, /^(?!.*draft [0-9a-f]{12})/s);
  expect(await autogen(dir, ["check"])).toMatchObject({ status: 0 });
  const [script = "", ...others] = scriptsIn(dir, "src/revisions").filter((name) => name.endsWith(".ts"));
  expect(others).toEqual([]);
  const text = readFileSync(join(dir, "src/revisions", script), "utf8");
  expect(text).toContain(`t.column("phone"`);
  expect(text).not.toContain("addColumn");
  expect(rows("SELECT * FROM user")).toEqual([{ id: 1, name: "Ada", phone: null }]);
});

test("the screen fits, scrolls, and says what keys do", async () => {
  const many = Array.from({ length: 40 }, (_, i) => [`src/entities/e${i}.ts`, entity(`Entity${i}`)]);
  const dir = entityProject(Object.fromEntries(many));
  const terminal = await watchOnTerminal(dir);
  const first = await terminal.shows("● 41 changes", /↓ \d+ more/);
  expect(first.split("\n")[0]).toMatch(/^ autogen watch {2}● 41 changes +SQLite 3\.\d+ · app\.sqlite$/);
  await terminal.press("End");
  await terminal.shows(/↑ \d+ above/, /^(?!.*↓)/s);
  await terminal.press("?");
  await terminal.shows("write a revision of what is pending", "Only a and u write to the database");
  await terminal.resize(46, 12);
  const small = await terminal.shows(/^ autogen watch {2}● 41 changes/, /↓ \d+ more/, /─{46}\n/);
  expect(small.split("\n").filter((line) => line.length > 46)).toEqual([]);
  await terminal.press("Escape");
  await terminal.resize(100, 30);
  await terminal.shows(/─{100}\n/, keys);
});

describe("the terminal is given back", () => {
  const crash = `import { existsSync } from "node:fs"; if (/bin\\.js$/.test(process.argv[1])) setInterval(() => { if (existsSync("crash-now")) throw new Error("no more"); }, 100);`;

  test.each([
    ["by q", 0],
    ["by Ctrl-C", 0],
    ["by SIGTERM", 0],
    ["by a crash", 2],
  ])("%s", async (how, status) => {
    const dir = entityProject({ "crash.mjs": crash });
    const env: Record<string, string> = how === "by a crash" ? { NODE_OPTIONS: "--import ./crash.mjs" } : {};
    const terminal = await watchOnTerminal(dir, { env });
    await terminal.shows("● 1 change");
    expect(await terminal.state("#{alternate_on} #{cursor_flag}")).toBe("1 0");
    if (how === "by q") await terminal.press("q");
    if (how === "by Ctrl-C") await terminal.press("C-c");
    if (how === "by SIGTERM") process.kill(commandIn(dir), "SIGTERM");
    if (how === "by a crash") writeFileSync(join(dir, "crash-now"), "");
    const shown = await terminal.shows(`left with ${status}`);
    expect(shown).not.toContain("autogen watch  ●");
    if (how === "by a crash") expect(shown).toContain("no more");
    expect(await terminal.state("#{alternate_on} #{cursor_flag}")).toBe("0 1");
    await terminal.press("clear; stty -a", "Enter");
    await terminal.shows(/[^-]icanon/, /[^-]echo /);
    await until(
      async () => [...programsIn(dir).values()],
      (programs) => !programs.some((words) => words.includes("watch")),
    );
  });
});

function commandIn(dir: string): number {
  const [pid = Number.NaN] = [...programsIn(dir)].find(([, words]) => /bin\.js\0watch/.test(words)) ?? [];
  return pid;
}
