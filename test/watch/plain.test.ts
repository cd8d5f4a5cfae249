import { fork, spawn } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  afterwards,
  bin,
  buildCommandLine,
  cleanEnvironment,
  dataSourceFile,
  emptyFolder,
  freshTarget,
  id,
  users,
  writeFiles,
  type EntityDefinition,
} from "../cli/project.js";
import { queryDatabase } from "../live/query-database.js";
import { targets } from "../live/targets.js";
import { column, entity, entityProject } from "./project.js";
import { until } from "./pseudo-terminal.js";

beforeAll(buildCommandLine);
vi.setConfig({ testTimeout: 600_000 });

/** `autogen watch` without a terminal: the lines that it prints. */
function watchOnPipe(dir: string, ...words: readonly string[]) {
  const child = spawn(process.execPath, [bin, "watch", ...words], { cwd: dir, env: cleanEnvironment() });
  const left = new Promise<number | null>((resolve) => child.once("close", resolve));
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  afterwards(() => child.kill("SIGKILL"));
  const lines = () => said.split("\n").slice(0, -1);
  return {
    lines,
    /** The exit status, once it has ended by itself. */
    left,
    /** The line of this number, counted from 1, once it is there. */
    line: async (number: number) =>
      (
        await until(
          async () => lines(),
          (all) => all.length >= number,
        )
      )[number - 1]!,
    leave: () => {
      child.kill("SIGTERM");
      return left;
    },
  };
}

// One of each kind of database; the catalogues of the others are held by catalogue-mark.test.ts.
const kinds = targets.filter(({ name }) => ["postgres", "mysql", "mariadb", "better-sqlite3"].includes(name));

describe.each(kinds)("$name", (target) => {
  test("one JSON object for each change, in the entities or in the database, and nothing is written", async () => {
    const fresh = await freshTarget(target);
    const dir = emptyFolder(["typeorm", "better-sqlite3", "pg", "mysql2"]);
    const save = (entities: readonly EntityDefinition[]) =>
      writeFiles(dir, { "package.json": "{}", "data-source.js": dataSourceFile(fresh, entities) });
    save([users()]);
    const watch = watchOnPipe(dir, "--json");
    const read = async (number: number) => JSON.parse(await watch.line(number));
    const first = await read(1);
    expect(first).toMatchObject({
      format: 1,
      sequence: 1,
      state: "pending",
      problems: [],
      questions: [],
      database: { dialect: target.dialect, server: expect.stringMatching(/\d/) },
      tables: [{ table: "users", operations: [{ sign: "+", destructive: false }], hazards: [] }],
    });
    expect(first.sql.join("\n")).toMatch(/CREATE TABLE .users/);
    expect(JSON.stringify(first)).not.toMatch(/password|declared|existing/i);

    for (const sql of first.sql) await queryDatabase(fresh, sql);
    expect(await read(2)).toMatchObject({ sequence: 2, state: "in-sync", tables: [], sql: [] });

    // The same in other words, then one column more: the next line is about that.
    writeFileSync(join(dir, "data-source.js"), `// edited\n${dataSourceFile(fresh, [users()])}`);
    await setTimeout(300);
    save([users({ phone: { type: "varchar", length: 20, nullable: true } })]);
    expect(await read(3)).toMatchObject({
      sequence: 3,
      state: "pending",
      tables: [
        { table: "users", operations: [{ sign: "+", words: expect.stringContaining("column phone") }] },
      ],
    });

    writeFileSync(join(dir, "data-source.js"), "exports.dataSource = ;\n");
    expect(await read(4)).toMatchObject({
      state: "error",
      problems: [{ code: "syntax-error", file: join(dir, "data-source.js"), line: 1 }],
    });
    save([{ name: "people", columns: { id, name: { type: "varchar", length: 80 } } }]);
    const renamed = await read(5);
    expect(renamed).toMatchObject({
      state: "questions",
      questions: [{ kind: "rename", from: "users", to: "people" }],
    });
    expect(renamed.tables.flatMap(({ operations }: never) => operations)).toContainEqual(
      expect.objectContaining({ sign: "-", destructive: true }),
    );
    expect(await watch.leave()).toBe(0);
    expect(watch.lines()).toHaveLength(5);
    expect(await tablesOf(fresh)).toEqual(["users"]);
  });
});

async function tablesOf(fresh: Parameters<typeof queryDatabase>[0]): Promise<readonly unknown[]> {
  const { type } = fresh.options;
  const query = /sqlite/.test(type)
    ? "SELECT name FROM sqlite_schema WHERE type = 'table'"
    : `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${type === "postgres" ? "'public'" : "DATABASE()"}`;
  return (await queryDatabase(fresh, query)).map(({ name }) => name);
}

test("lines for people; a file that is empty for a moment is nothing to tell", async () => {
  const others = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta"];
  const dir = entityProject(
    Object.fromEntries(others.map((name) => [`src/entities/${name}.ts`, entity(name)])),
  );
  const user = join(dir, "src/entities/user.ts");
  const watch = watchOnPipe(dir);
  expect(await watch.line(1)).toMatch(/^\d\d:\d\d:\d\d pending: 9 changes: .*user \+ table user: 2 columns/);
  // Read again in whatever order, the same entities are nothing new.
  for (let i = 0; i < 3; i++) {
    writeFileSync(user, `${entity("User", column("name"))}// ${i}\n`);
    await setTimeout(500);
  }
  truncateSync(user);
  await setTimeout(50);
  writeFileSync(user, entity("User", column("name") + column("phone")));
  expect(await watch.line(2)).toMatch(/ pending: 9 changes: .*user \+ table user: 3 columns/);
  writeFileSync(user, `${entity("User")}\nexport class {\n`);
  expect(await watch.line(3)).toMatch(/ error: .*src\/entities\/user\.ts:10: syntax error: /);
  expect(await watch.leave()).toBe(0);
});

test("entities that are ES modules, found through a configuration; a database that is not there yet", async () => {
  const dir = entityProject({
    "package.json": `{ "type": "module" }`,
    "autogen.config.ts": `import { defineConfig } from "typeorm-autogen";\nexport default defineConfig({ ignore: [] });\n`,
    "src/data-source.ts": `import { DataSource } from "typeorm";
import { User } from "./entities/user.js";
export const dataSource = new DataSource({ type: "better-sqlite3", database: "app.sqlite", entities: [User] });
`,
  });
  const watch = watchOnPipe(dir, "--json");
  const read = async (number: number) => JSON.parse(await watch.line(number));
  expect(await read(1)).toMatchObject({ state: "pending" });
  writeFiles(dir, { "src/entities/user.ts": entity("User", column("nick")) });
  expect((await read(2)).sql.join()).toContain("nick");
  // The configuration changes: what it says from then on counts.
  writeFiles(dir, {
    "autogen.config.ts": `import { defineConfig } from "typeorm-autogen";\nexport default defineConfig({ ignore: ["user"] });\n`,
  });
  expect(await read(3)).toMatchObject({ state: "in-sync", tables: [] });
  expect(await watch.leave()).toBe(0);
});

test("through an env each of its lines comes at once; another configuration is refused", async () => {
  const dir = entityProject({
    "autogen.config.js": `module.exports = { env: "env.js" };`,
    "env.js": `module.exports = ({ run }) => run();`,
  });
  const watch = watchOnPipe(dir, "--json");
  expect(JSON.parse(await watch.line(1))).toMatchObject({ format: 1, sequence: 1, state: "pending" });
  writeFiles(dir, { "src/entities/user.ts": entity("User", column("nick")) });
  expect(JSON.parse(await watch.line(2))).toMatchObject({ sequence: 2 });
  expect(await watch.leave()).toBe(0);

  writeFiles(dir, { "env.js": `module.exports = ({ run }) => run({ config: { ignore: ["user"] } });` });
  const refused = watchOnPipe(dir);
  expect(await refused.left).toBe(2);
  expect(refused.lines()).toEqual([
    expect.stringMatching(/^autogen: an env may give watch other options, but no other configuration/),
  ]);
});

test("a child process whose parent is gone before it has started does nothing of what it was asked for", async () => {
  const slowly = "data:text/javascript,await new Promise((resolve) => setTimeout(resolve, 500))";
  const child = fork(join(dirname(bin), "watch-worker.js"), [], {
    execArgv: ["--import", slowly],
    serialization: "advanced",
  });
  const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  child.send({ id: 1, argument: { cwd: entityProject() } }, () => child.disconnect());
  expect(await ended).toBe("SIGKILL");
});
