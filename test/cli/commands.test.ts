import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  dialectTargets,
  emptyFolder,
  filesIn,
  freshTarget,
  id,
  script,
  scriptsIn,
  users,
  writeFiles,
  writeProject,
  type EntityDefinition,
} from "./project.js";
import { query } from "./query.js";
import type { Target } from "../live/targets.js";

beforeAll(buildCommandLine);

const sqlite = dialectTargets[0]!;
const email = { type: "varchar", length: 120, nullable: true } as const;

async function project(entities: readonly EntityDefinition[], target: Target = sqlite, more = {}) {
  const fresh = await freshTarget(target);
  const dir = writeProject({ "data-source.js": dataSourceFile(fresh, entities, more) });
  const declare = (next: readonly EntityDefinition[]) =>
    writeFiles(dir, { "data-source.js": dataSourceFile(fresh, next, more) });
  return { dir, fresh, declare, run: (...words: string[]) => autogen(dir, words) };
}

/** A project whose first revision, with the id `a1`, is applied. */
async function upgradedProject(entities: readonly EntityDefinition[], target: Target = sqlite) {
  const made = await project(entities, target);
  expect(await made.run("revision", "-m", "first", "--rev-id", "a1", "--quiet")).toMatchObject({ status: 0 });
  expect(await made.run("upgrade", "--quiet")).toMatchObject({ status: 0 });
  return made;
}

describe.each(dialectTargets)("what --json says on $name", (target) => {
  test("revision, diff, check, upgrade, current, history, downgrade", async () => {
    const { dir, run, declare } = await project([users()], target);

    const ahead = await run("diff", "--json");
    expect(ahead).toMatchObject({ status: 0, stderr: "" });
    expect(ahead.json).toEqual({
      format: 1,
      dialect: target.dialect,
      inSync: false,
      operations: [expect.objectContaining({ kind: "createTable" })],
      hazards: [],
      decisions: [],
    });
    expect((await run("diff", "--json", "--exit-code")).status).toBe(1);
    expect((await run("diff", "--json", "--sql")).json.sql).toEqual([expect.stringMatching(/^CREATE TABLE/)]);

    const written = await run("revision", "-m", "first users", "--rev-id", "a1", "--json");
    expect(written.status).toBe(0);
    const proof = {
      converges: true,
      reverses: true,
      keepsRows: null,
      digest: expect.stringMatching(/^[0-9a-f]{8}$/),
    };
    const isProved = target.dialect === "sqlite";
    expect(written.json.verified).toEqual(isProved ? expect.objectContaining(proof) : null);
    const [file = ""] = scriptsIn(dir);
    expect(written.json).toEqual({
      format: 1,
      revision: "a1",
      path: join(dir, "revisions", file),
      downRevision: null,
      operations: ahead.json.operations,
      hazards: [],
      decisions: [],
      preflight: [],
      verified: written.json.verified,
    });

    const waiting = await run("check", "--json");
    expect(waiting).toMatchObject({ status: 1, json: { inSync: false, turn: "pending", pending: ["a1"] } });
    expect((await run("upgrade", "--json")).json).toEqual({
      format: 1,
      revisions: [{ revision: "a1", message: "first users", file: join(dir, "revisions", file) }],
      heads: ["a1"],
    });
    expect(await run("check", "--json")).toMatchObject({
      status: 0,
      json: { format: 1, dialect: target.dialect, inSync: true, operations: [], decisions: [], turn: null },
    });
    expect((await run("revision", "-m", "again", "--json")).json).toEqual({
      format: 1,
      revision: null,
      path: null,
      downRevision: null,
      operations: [],
      hazards: [],
      decisions: [],
      preflight: [],
      verified: null,
    });

    declare([users({ email })]);
    expect((await run("diff", "--json")).json.operations).toEqual([
      {
        kind: "addColumn",
        table: { schema: null, name: "users" },
        column: { name: "email", type: { name: "varchar", arguments: [120] }, nullable: true },
      },
    ]);
    const current = await run("current", "--json");
    expect(current.json).toMatchObject({
      format: 1,
      revisions: [{ revision: "a1", message: "first users", isHead: true }],
      atHeads: true,
    });
    expect((await run("history", "--json", "-i")).json).toMatchObject({
      format: 1,
      revisions: [{ revision: "a1", downRevisions: [], isHead: true, isCurrent: true }],
    });
    expect((await run("downgrade", "base", "--json")).json).toMatchObject({ format: 1, heads: [] });
  });

  test("an error is one object too, and exits 2", async () => {
    const { run } = await project([users()], target);
    const failed = await run("upgrade", "nothing", "--json");
    expect(failed).toMatchObject({ status: 2, stderr: "" });
    expect(failed.json).toEqual({
      format: 1,
      error: { code: "unknown-revision", message: expect.stringContaining("nothing"), target: "nothing" },
    });
    expect((await run("revision", "--json")).json.error.code).toBe("usage");
  });
});

describe("streams", () => {
  test("results on standard output, messages on standard error, none of those under --quiet", async () => {
    const { run } = await project([users()]);
    const written = await run("revision", "-m", "first");
    expect(written.stdout).toMatch(
      /^revisions\/\d{8}_\d{4}-[0-9a-f]{12}_first\.js\n$|^revisions\/\S+\.ts\n$/,
    );
    expect(written.stderr).toBe("+ table users: 2 columns\n");
    const quiet = await run("upgrade", "--quiet");
    expect(quiet).toMatchObject({ status: 0, stderr: "" });
    expect(await run("check", "--quiet")).toMatchObject({ status: 0, stdout: "in sync\n", stderr: "" });
    expect(await run("diff")).toMatchObject({ status: 0, stdout: "", stderr: "no difference\n" });
  });

  test("a step that takes long is told on standard error, and only then", async () => {
    const { dir, run } = await project([users()]);
    writeFiles(dir, { "revisions/1-a1.mjs": script("a1", null, "op.execute('SELECT 1');") });
    expect((await run("upgrade")).stderr).toBe("upgraded to a1\n");
    const slow = "return new Promise((done) => setTimeout(done, 1500));";
    writeFiles(dir, { "revisions/2-b2.mjs": script("b2", "a1", slow) });
    expect(await run("upgrade")).toMatchObject({
      progress: expect.arrayContaining(["applying b2 …"]),
      stderr: "upgraded to b2\n",
    });
    writeFiles(dir, { "revisions/3-c3.mjs": script("c3", "b2", slow) });
    expect(await run("upgrade", "--quiet")).toMatchObject({ progress: [], stderr: "" });
  });

  test("--verbose tells what was found and chosen, and each statement", async () => {
    const { run } = await project([users()]);
    await run("revision", "-m", "first");
    const { stderr } = await run("upgrade", "--verbose");
    expect(stderr).toContain("data-source.js (conventional place)");
    expect(stderr).toContain('CREATE TABLE "users"');
  });

  test("a reader that goes away is no trouble; a timer of the project's does not keep the process", async () => {
    const { dir, fresh } = await project([users()]);
    writeFiles(dir, {
      "data-source.js": `setInterval(() => {}, 1000);\n${dataSourceFile(fresh, [users()])}`,
    });
    expect(await autogen(dir, ["diff"], { alone: true })).toMatchObject({ status: 0 });
    const { stdout } = await autogenPipe(dir, "revision --help | head -1");
    expect(stdout).toBe("autogen revision\n");
  });
});

async function autogenPipe(dir: string, tail: string) {
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const { bin, cleanEnvironment } = await import("./project.js");
  return promisify(execFile)("bash", ["-o", "pipefail", "-c", `node ${bin} ${tail}`], {
    cwd: dir,
    env: cleanEnvironment(),
  });
}

describe("revision", () => {
  test("--dry-run prints the script and leaves no trace, not even a database file", async () => {
    const { dir, run, fresh } = await project([users()]);
    const before = filesIn(dir);
    const ran = await run("revision", "-m", "first", "--dry-run", "--rev-id", "a1");
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining('op.createTable("users"') });
    expect((await run("revision", "-m", "first", "--dry-run", "--json")).json).toMatchObject({
      path: null,
      script: expect.stringContaining("createTable"),
    });
    expect(filesIn(dir)).toEqual(before);
    expect(existsSync(fresh.database)).toBe(false);
  });

  test("--empty writes one without connecting", async () => {
    const { dir, run } = await project([users()], sqlite, { type: "postgres", host: "127.0.0.1", port: 1 });
    const ran = await run("revision", "-m", "by hand", "--empty", "--rev-id", "a1");
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    const text = readFileSync(join(dir, ran.stdout.trim()), "utf8");
    expect(text).toContain('export const revision = "a1"');
    expect(text).toContain("export const downRevision = null");
  });

  test("--head, --splice, --branch-label and --depends-on", async () => {
    const { run } = await project([]);
    const empty = (...words: string[]) => run("revision", "--empty", "-m", "x", "--json", ...words);
    await empty("--rev-id", "a1", "--branch-label", "main");
    expect((await empty("--rev-id", "b1")).json.downRevision).toBe("a1");
    const taken = await empty("--rev-id", "b2", "--head", "a1");
    expect(taken).toMatchObject({ status: 2, json: { error: { code: "not-a-head" } } });
    expect((await empty("--rev-id", "b2", "--head", "a1", "--splice")).json.downRevision).toBe("a1");
    expect((await empty("--rev-id", "c0")).json.error.code).toBe("multiple-heads");
    const merged = await empty("--rev-id", "c1", "--head", "b1", "--head", "b2");
    expect(merged.json.downRevision).toEqual(["b1", "b2"]);
    await empty("--rev-id", "z1", "--head", "base", "--depends-on", "c1");
    const history = (await run("history", "--json")).json.revisions;
    expect(history.find((entry: { revision: string }) => entry.revision === "z1").dependsOn).toEqual(["c1"]);
    expect(history.find((entry: { revision: string }) => entry.revision === "a1").branchLabels).toEqual([
      "main",
    ]);
    expect((await run("history", "--range", "a1:b1", "--json")).json.revisions).toHaveLength(2);
    expect((await empty("--rev-id", "a1")).json.error.code).toBe("duplicate-revision");
    expect((await empty("--rev-id", "head")).json.error.code).toBe("invalid-revision-id");
  });

  test("warns of synchronize: true; so does check", async () => {
    const { run } = await project([users()], sqlite, { synchronize: true });
    for (const words of [["revision", "-m", "first"], ["diff"], ["check"]]) {
      expect((await run(...words)).stderr).toContain("warning: this DataSource has synchronize: true");
    }
  });

  test("--format js writes JavaScript that runs", async () => {
    const { dir, run } = await project([users()]);
    const { stdout } = await run("revision", "-m", "first", "--format", "js");
    expect(stdout).toMatch(/\.js\n$/);
    expect(readFileSync(join(dir, stdout.trim()), "utf8")).not.toContain("import type");
    expect(await run("upgrade")).toMatchObject({ status: 0 });
    expect(await run("check")).toMatchObject({ status: 0 });
  });
});

describe.each(dialectTargets)("answers on $name", (target) => {
  test("a rename, by each way of answering", async () => {
    const { run, declare, fresh } = await upgradedProject([users()], target);
    await query(fresh, "INSERT INTO users (id, name) VALUES (1, 'Ann')");
    declare([{ name: "users", columns: { id, full_name: { type: "varchar", length: 80 } } }]);

    const kinds = async (...words: string[]) =>
      (await run("diff", "--json", ...words)).json.operations.map(({ kind }: { kind: string }) => kind);
    expect((await kinds()).toSorted()).toEqual(["addColumn", "dropColumn"]);
    expect(await kinds("--rename", "column:users.name=full_name")).toEqual(["renameColumn"]);
    expect((await run("diff", "--json")).json.decisions).toMatchObject([
      { kind: "rename", object: "column", from: "users.name", to: "full_name" },
    ]);

    const open = await run("revision", "-m", "second", "--json");
    expect(open).toMatchObject({ status: 2, json: { error: { code: "undecided" } } });
    expect(open.json.error.decisions).toEqual([
      {
        kind: "rename",
        object: "column",
        from: "users.name",
        to: "full_name",
        score: expect.any(Number),
        answers: ["--rename column:users.name=full_name", "--renames never"],
      },
    ]);
    expect((await run("revision", "-m", "second")).stderr).toContain("--rename column:users.name=full_name");

    const never = await run("revision", "-m", "second", "--renames", "never", "--dry-run", "--json");
    expect(never.json).toMatchObject({ error: { code: "undecided", decisions: [{ kind: "backfill" }] } });
    expect(await run("revision", "-m", "second", "--rename", "users.name=full_name")).toMatchObject({
      status: 0,
    });
    expect(await run("upgrade")).toMatchObject({ status: 0 });
    expect(await query(fresh, "SELECT full_name FROM users")).toEqual([{ full_name: "Ann" }]);
  });

  test("a backfill, with a value and with none", async () => {
    const { run, declare, fresh } = await upgradedProject([users()], target);
    await query(fresh, "INSERT INTO users (id, name) VALUES (1, 'Ann')");
    declare([users({ age: { type: "integer" } })]);
    expect((await run("revision", "-m", "age", "--json")).json.error.decisions).toMatchObject([
      {
        kind: "backfill",
        from: "users.age",
        answers: ["--backfill users.age=SQL", "--backfill users.age=none"],
      },
    ]);
    const none = await run("revision", "-m", "age", "--backfill", "users.age=none", "--rev-id", "b1");
    expect(none).toMatchObject({ status: 0 });
    expect(await run("upgrade")).toMatchObject({ status: 2 });
    expect(await query(fresh, "SELECT count(*) AS n FROM autogen_version")).toMatchObject([
      { n: expect.anything() },
    ]);
    expect((await run("current")).stdout).toContain("a1");
  });

  test("a backfill reaches the rows", async () => {
    const { run, declare, fresh } = await upgradedProject([users()], target);
    await query(fresh, "INSERT INTO users (id, name) VALUES (1, 'Ann')");
    declare([users({ age: { type: "integer" } })]);
    expect(await run("revision", "-m", "age", "--backfill", "users.age=length(name) + 1")).toMatchObject({
      status: 0,
    });
    expect(await run("upgrade")).toMatchObject({ status: 0 });
    expect(await query(fresh, "SELECT age FROM users")).toEqual([{ age: 4 }]);
    expect(await run("check")).toMatchObject({ status: 0 });
  });

  test("a conversion by --using", async () => {
    const { run, declare, fresh } = await upgradedProject([users()], target);
    await query(fresh, "INSERT INTO users (id, name) VALUES (1, 'Ann')");
    declare([{ name: "users", columns: { id, name: { type: "integer" } } }]);
    const written = await run("revision", "-m", "count", "--using", "users.name=length(name)");
    expect(written).toMatchObject({ status: 0 });
    expect(await run("upgrade")).toMatchObject({ status: 0 });
    expect(await query(fresh, "SELECT name FROM users")).toEqual([{ name: 3 }]);
  });

  test("answers that are wrong are errors, those that are not needed are not", async () => {
    const { run, declare } = await upgradedProject([users()], target);
    declare([users({ email })]);
    const codeOf = async (...words: string[]) => (await run("diff", "--json", ...words)).json.error?.code;
    expect(await codeOf("--rename", "nonsense")).toBe("malformed-answer");
    expect(await codeOf("--backfill", "users.age")).toBe("malformed-answer");
    expect(await codeOf("--using", "=x")).toBe("malformed-answer");
    expect(await codeOf("--map", "sad=")).toBe("malformed-answer");
    expect(await codeOf("--rename", "column:users.nick=email")).toBe("unknown-answer");
    expect(await codeOf("--backfill", "users.age=1")).toBe("unknown-answer");
    expect(await codeOf("--renames", "maybe")).toBe("usage");
    expect(await codeOf("--url", "sqlite:a", "--url", "sqlite:b")).toBe("usage");
    expect(await codeOf("--backfill", "users.email='x'")).toBeUndefined();
  });
});

describe.each(dialectTargets.filter(({ dialect }) => dialect === "postgres"))(
  "an enum on $name",
  (target) => {
    const mood = (...values: string[]): EntityDefinition => ({
      name: "people",
      columns: { id, mood: { type: "enum", enum: values, enumName: "mood" } },
    });

    test("a removed value is a question, --map answers it", async () => {
      const { run, declare, fresh } = await upgradedProject([mood("glad", "sad", "angry")], target);
      await query(fresh, "INSERT INTO people (id, mood) VALUES (1, 'sad')");
      declare([mood("glad", "angry")]);
      const open = (await run("revision", "-m", "moods", "--json")).json.error;
      expect(open).toMatchObject({
        code: "undecided",
        decisions: [{ kind: "enumMapping", from: "mood.sad" }],
      });
      expect(open.decisions[0].answers).toContain("--map value:mood.sad=none");
      expect(await run("revision", "-m", "moods", "--map", "value:mood.sad=angry")).toMatchObject({
        status: 0,
      });
      expect(await run("upgrade")).toMatchObject({ status: 0 });
      expect(await query(fresh, "SELECT mood FROM people")).toEqual([{ mood: "angry" }]);
      expect(await run("check")).toMatchObject({ status: 0 });
    });
  },
);

describe("upgrade and downgrade", () => {
  test("--dry-run shows the statements and runs none", async () => {
    const { run, fresh } = await project([users()]);
    await run("revision", "-m", "first", "--rev-id", "a1");
    const shown = await run("upgrade", "--dry-run");
    expect(shown.stdout).toMatch(/^a1 {2}first\n {2}CREATE TABLE "users"/);
    expect(shown.stderr).toBe("would stand at a1\n");
    expect((await run("upgrade", "--dry-run", "--json")).json).toMatchObject({
      revisions: [{ revision: "a1", statements: [expect.stringContaining("CREATE TABLE")] }],
      heads: ["a1"],
    });
    expect(existsSync(fresh.database)).toBe(false);
  });

  test("targets: a number of steps, a beginning of an id, base, head", async () => {
    const { dir, run } = await project([]);
    const files = ["a1a1a1", "b2b2b2", "c3c3c3"].map((name, i, all) => [
      `revisions/${i}-${name}.mjs`,
      script(name, all[i - 1] ?? null),
    ]);
    writeFiles(dir, Object.fromEntries(files));
    const at = async (...words: string[]) => (await run(...words, "--json")).json.heads;
    expect(await at("upgrade", "+2")).toEqual(["b2b2b2"]);
    expect(await at("upgrade")).toEqual(["c3c3c3"]);
    expect(await at("downgrade", "-1")).toEqual(["b2b2b2"]);
    expect(await at("downgrade", "a1a1")).toEqual(["a1a1a1"]);
    expect(await at("upgrade", "a1a1+1")).toEqual(["b2b2b2"]);
    expect(await at("downgrade", "base")).toEqual([]);
    expect(await at("downgrade", "base")).toEqual([]);
  });
});

describe("current and history", () => {
  test("the log, the heads, and exit 1 where the database does not stand there", async () => {
    const { run } = await upgradedProject([users()]);
    expect(await run("current", "--check-heads")).toMatchObject({ status: 0, stdout: "a1 (head)  first\n" });
    expect((await run("current", "-v")).stdout).toMatch(
      /^a1 \(head\) {2}first\n\S+Z {2}upgrade {4}a1 {2}\d+ ms {2}\S+/,
    );
    await run("revision", "--empty", "-m", "second", "--rev-id", "b2", "--quiet");
    expect(await run("current", "--check-heads")).toMatchObject({
      status: 1,
      stdout: "a1  first\n",
      stderr: expect.stringContaining("does not stand at the heads: autogen history -i"),
    });
    expect((await run("history", "-i")).stdout).toBe("a1 → b2 (head)  second\nbase → a1 (current)  first\n");
  });
});

describe("init", () => {
  test("writes what it found, ignores undeclared tables, and never overwrites", async () => {
    const { dir, run, fresh } = await project([users()]);
    await query(fresh, "CREATE TABLE legacy (id integer primary key)");
    const first = await run("init");
    expect(first).toMatchObject({ status: 0, stdout: "autogen.config.ts\n" });
    expect(first.stderr).toContain("legacy");
    const config = readFileSync(join(dir, "autogen.config.ts"), "utf8");
    expect(config).toContain('ignore: ["legacy"]');
    expect(config).toContain('dataSource: "data-source.js"');
    expect(config).toContain('directory: "revisions"');
    expect(await run("revision", "-m", "first")).toMatchObject({
      status: 0,
      stderr: "+ table users: 2 columns\n",
    });
    const second = await run("init", "--json");
    expect(second).toMatchObject({ status: 2, json: { error: { code: "config-exists" } } });
    expect(readFileSync(join(dir, "autogen.config.ts"), "utf8")).toBe(config);
  });

  test("without a data source and without a database", async () => {
    const dir = writeProject({});
    const ran = await autogen(dir, ["init"]);
    expect(ran).toMatchObject({ status: 0 });
    expect(ran.stderr).toContain("no data source was found");
    expect(readFileSync(join(dir, "autogen.config.ts"), "utf8")).toContain("// dataSource:");

    const { run } = await project([users()], sqlite, { type: "postgres", host: "127.0.0.1", port: 1 });
    const unreachable = await run("init");
    expect(unreachable).toMatchObject({ status: 0, stdout: "autogen.config.ts\n" });
    expect(unreachable.stderr).toContain("nothing listens there");
  });

  test("each template is listed, and what it writes is worked with at once", async () => {
    const listed = (await autogen(emptyFolder(), ["list-templates", "--json"])).json.templates;
    const names = listed.map(({ name }: { name: string }) => name);
    expect(names).toEqual(["default", "javascript", "databases", "typeorm", "nest"]);
    for (const name of names.slice(0, -1)) {
      const { dir, run } = await project([users()], sqlite, { migrations: ["migrations/*.ts"] });
      expect(await run("init", "--template", name)).toMatchObject({ status: 0 });
      expect(await run("revision", "-m", "first")).toMatchObject({ status: 0 });
      const script = name === "typeorm" ? /^migrations\/.*\.ts$/ : /^revisions\/.*first\.(?:ts|m?js)$/;
      expect(Object.keys(filesIn(dir)).filter((file) => script.test(file))).toHaveLength(1);
      if (name === "typeorm") continue;
      expect(await run("upgrade")).toMatchObject({ status: 0 });
      expect(await run("check")).toMatchObject({ status: 0 });
    }
    const unknown = await autogen(emptyFolder(), ["init", "--template", "x", "--json"]);
    expect(unknown).toMatchObject({ status: 2, json: { error: { code: "unknown-template" } } });
  });

  test.each(["commonjs", "module"])("a Nest application gives its data source (%s)", async (type) => {
    const [core, app] = ["node_modules/@nestjs/core", "src/app.module"];
    const dir = writeProject({
      "package.json": JSON.stringify({ type, dependencies: { "@nestjs/typeorm": "*" } }),
      // As Nest does it: the data source is known once the application stands, by its class.
      [`${core}/package.json`]: `{ "main": "index.cjs" }`,
      [`${core}/index.cjs`]: `exports.NestFactory = { createApplicationContext: async (Module) =>
        ({ get: (token) => (Module.parts.find((part) => part instanceof token)) }) };`,
      [`${app}.ts`]: `import { DataSource } from "typeorm";
        import { User } from "./user.entity${type === "module" ? ".js" : ""}";
        const options = { type: "better-sqlite3", database: "app.sqlite", entities: [User] } as const;
        export class AppModule { static parts = [new DataSource(options)]; }`,
      "src/user.entity.ts": `import { Entity, PrimaryGeneratedColumn } from "typeorm";
        @Entity() export class User { @PrimaryGeneratedColumn() id!: number; }`,
    });
    const run = (...words: readonly string[]) => autogen(dir, words);
    expect(await run("init")).toMatchObject({
      status: 0,
      stdout: "autogen.config.ts\n",
      stderr: "revisions go to src/revisions\nthe data source is that of the Nest application\n",
    });
    expect(await run("revision", "-m", "first")).toMatchObject({ status: 0 });
    expect(await run("upgrade")).toMatchObject({ status: 0 });
    expect(await run("check")).toMatchObject({ status: 0, stdout: "in sync\n" });
  });
});
