import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import {
  afterwards,
  autogen,
  buildCommandLine,
  dataSourceFile,
  emptyFolder,
  filesIn,
  freshTarget,
  id,
  script,
  users,
  writeFiles,
  writeProject,
  type EntityDefinition,
  type RunOptions,
} from "./project.js";
import { query } from "./query.js";

beforeAll(buildCommandLine);

const here = { options: { type: "better-sqlite3", database: "app.sqlite" } } as const;
const postgres = postgresTargets.slice(0, 1);

/** A project whose SQLite database stands beside its files, so that whatever changes shows among them. */
function project(
  entities: readonly EntityDefinition[] = [users()],
  files: Readonly<Record<string, string>> = {},
) {
  return writeProject({ "data-source.js": dataSourceFile(here, entities), ...files });
}

/** A command is refused: exit 2, one line on standard error, the code and the same words as JSON, nothing changed. */
async function refused(
  dir: string,
  words: string,
  code: string,
  message: RegExp,
  options: RunOptions = {},
): Promise<void> {
  const before = filesIn(dir);
  const line = words.split(" ");
  const people = await autogen(dir, line, options);
  const json = await autogen(dir, [...line, "--json"], options);
  expect(people).toMatchObject({ status: 2, stdout: "" });
  expect(people.stderr).toMatch(message);
  expect(people.stderr).toMatch(/^autogen: [^\n]+\n$/);
  expect(json).toMatchObject({ status: 2, stderr: "" });
  expect(json.json).toMatchObject({ format: 1, error: { code } });
  expect(json.json.error.message).toMatch(message);
  expect(filesIn(dir)).toEqual(before);
}

const tsEntity = (body: string, imports = "") =>
  `import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, ViewEntity, Exclusion } from "typeorm";\n${imports}\n${body}`;

function decorated(
  files: Readonly<Record<string, string>>,
  modules: "commonjs" | "module" = "commonjs",
): string {
  return writeProject({
    "package.json": JSON.stringify({ type: modules }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
    }),
    "data-source.ts": [
      `import { DataSource } from "typeorm";`,
      `export const dataSource = new DataSource({ type: "better-sqlite3", database: "app.sqlite", entities: ["entities/*.ts"] });`,
    ].join("\n"),
    ...files,
  });
}

describe("the data source", () => {
  test("none", async () => {
    await refused(
      writeProject({}),
      "diff",
      "data-source-not-found",
      /no data source found .* name it with -d/,
    );
    await refused(writeProject({}), "history", "no-directory", /--directory, or run autogen init/);
  });

  test("two files, two exports, none exported", async () => {
    const text = dataSourceFile(here, []);
    const two = writeProject({ "data-source.js": text, "src/data-source.js": text });
    await refused(
      two,
      "diff",
      "data-source-ambiguous",
      /data-source\.js, src\/data-source\.js; choose one with -d/,
    );
    const exports = text.replace(
      "exports.dataSource =",
      "exports.second = new DataSource({ type: 'better-sqlite3', database: 'b' }); exports.first =",
    );
    await refused(
      writeProject({ "data-source.js": exports }),
      "diff",
      "several-data-sources-exported",
      /second, first/,
    );
    await refused(
      writeProject({ "data-source.js": "exports.n = 1;" }),
      "diff",
      "no-data-source-exported",
      /it exports n/,
    );
    await refused(writeProject({}), "diff -d gone.ts", "file-not-found", /gone\.ts does not exist/);
  });

  test("one that throws, one that does not parse", async () => {
    const throwing = writeProject({ "data-source.ts": `throw new Error("DB_URL is not set");` });
    await refused(throwing, "diff", "file-threw", /data-source\.ts threw .*line 1.*: DB_URL is not set/);
    const broken = writeProject({ "data-source.ts": "const = 1" });
    await refused(broken, "diff", "syntax-error", /data-source\.ts:1.*: syntax error/);
  });

  test("a configuration's function that throws or gives something else", async () => {
    const config = (body: string) =>
      writeProject({ "autogen.config.js": `exports.default = { dataSource: ${body} };` });
    const throwing = config(`() => { throw new Error("no vault"); }`);
    await refused(throwing, "diff", "file-threw", /dataSource function .*no vault/);
    await refused(
      config(`() => ({ type: "postgres" })`),
      "diff",
      "not-a-data-source",
      /an object of Object, not a DataSource/,
    );
    await refused(config(`async () => undefined`), "diff", "not-a-data-source", /gives undefined/);
    await refused(config(`{ type: "sqlite" }`), "diff", "not-a-data-source", /an object of Object/);
  });

  test("a database that Autogen does not speak to, and a URL of another kind", async () => {
    const oracle = writeProject({
      "data-source.js": dataSourceFile({ options: { type: "oracle" } as never }, []),
    });
    expect((await autogen(oracle, ["diff", "--json"])).json.error.code).toMatch(
      /unknown-dialect|module-missing/,
    );
    await refused(
      project(),
      "upgrade --url mssql://u:secret@h/d",
      "unknown-dialect",
      /^[^:]*:? ?.*unsupported: .*mssql/,
    );
    await refused(project(), "upgrade --url app.sqlite", "url", /sqlite:path/);
    await refused(project(), "diff --url oracle:x", "unknown-dialect", /unsupported: .*oracle/);
  });
});

describe("entities", () => {
  const author = tsEntity(
    `@Entity() export class Author { @PrimaryColumn() id!: number; @ManyToOne(() => Book) best!: Book; }`,
    `import { Book } from "./book.js";`,
  );
  const book = tsEntity(
    `@Entity() export class Book { @PrimaryColumn() id!: number; @ManyToOne(() => Author) author!: Author; }`,
    `import { Author } from "./author.js";`,
  );

  test("a base class in a circle, found by a glob", async () => {
    // Each file extends a class of the other: whichever of them TypeORM's glob happens to load first, one fails.
    const dir = decorated({
      "entities/a-base.ts": tsEntity(
        `export class Base { @PrimaryColumn() id!: number; } export class Other extends OtherBase {}`,
        `import { OtherBase } from "./derived";`,
      ),
      "entities/derived.ts": tsEntity(
        `export class OtherBase {} @Entity() export class Derived extends Base { @Column() name!: string; }`,
        `import { Base } from "./a-base";`,
      ),
    });
    await refused(
      dir,
      "diff",
      "circular-import",
      /circular import, .*(entities\/\S+\.ts).*move the base class/,
    );
  });

  test("a circular import in compiled ES modules, found by a glob, wants Relation<>", async () => {
    // What tsc emits of two entities that name each other: the metadata evaluates the other class at once.
    const compiled = (name: string, other: string) => `
      import { Entity, PrimaryColumn, ManyToOne } from "typeorm";
      import { ${other} } from "./${other.toLowerCase()}.js";
      let ${name} = class ${name} {};
      Reflect.defineMetadata("design:type", ${other}, ${name}.prototype, "other");
      ManyToOne(() => ${other})(${name}.prototype, "other");
      PrimaryColumn({ type: "integer" })(${name}.prototype, "id");
      Entity()(${name});
      export { ${name} };`;
    const dir = decorated(
      {
        "entities/author.js": compiled("Author", "Book"),
        "entities/book.js": compiled("Book", "Author"),
        "data-source.ts": `import { DataSource } from "typeorm";\nexport const dataSource = new DataSource({ type: "better-sqlite3", database: "app.sqlite", entities: ["entities/*.js"] });`,
      },
      "module",
    );
    await refused(
      dir,
      "diff",
      "circular-import",
      /circular import, '(Author|Book)' .*Relation<(Author|Book)>/,
    );
  });

  test("a circle that the loader can open is none", async () => {
    const dir = decorated({ "entities/author.ts": author, "entities/book.ts": book });
    expect(await autogen(dir, ["diff"])).toMatchObject({ status: 0 });
  });

  test("a file that throws, found by a glob", async () => {
    const dir = decorated({
      "entities/bad.ts": `export const x: number = 1;\nthrow new Error("no region");`,
    });
    await refused(dir, "diff", "file-threw", /bad\.ts:2.*no region/);
  });

  test("a column whose type nothing tells", async () => {
    const dir = decorated({
      "entities/person.ts": tsEntity(
        `@Entity() export class Person { @PrimaryColumn() id!: number; @Column() age!: number | null; }`,
      ),
    });
    await refused(dir, "diff", "unsupported-column-type", /Person\.age/);
  });

  test("a column type that the database does not have, no primary key, a relation that leads nowhere", async () => {
    const odd = { name: "odd", columns: { id, x: { type: "hyperlink" } } };
    await refused(project([odd]), "revision -m x", "unsupported-column-type", /"hyperlink" of odd\.x/);
    const keyless = { name: "keyless", columns: { x: { type: "integer" } } };
    await refused(
      project([keyless]),
      "revision -m x",
      "missing-primary-key",
      /keyless has no primary key; add @PrimaryColumn/,
    );
    const lost = {
      name: "lost",
      columns: { id },
      relations: { owner: { type: "many-to-one", target: "nobody" } },
    };
    await refused(project([lost]), "revision -m x", "unknown-entity", /lost\.owner leads to no entity/);
  });

  test("a view entity without a query", async () => {
    const view = { name: "tops", type: "view", columns: { n: { type: "integer" } } };
    await refused(project([users(), view]), "revision -m x", "view-expression", /tops.*give @ViewEntity/);
  });

  test.each(postgres)("an exclusion constraint that is none on $name", async (target) => {
    const fresh = await freshTarget(target);
    const booking = {
      name: "booking",
      columns: { id, at: { type: "tsrange" } },
      exclusions: [{ name: "no_overlap", expression: "USING gist (at &&)" }],
    };
    const dir = writeProject({ "data-source.js": dataSourceFile(fresh, [booking]) });
    await refused(dir, "revision -m x", "unsupported", /unsupported: .*exclusion.*PostgreSQL/);
  });

  test("a name that is too long", async () => {
    // SQLite takes it; PostgreSQL would cut it without a word.
    const long = "a".repeat(70);
    expect(await autogen(project([{ name: long, columns: { id } }]), ["diff"])).toMatchObject({ status: 0 });
  });

  test.each(postgres)("a name that is too long on $name", async (target) => {
    const fresh = await freshTarget(target);
    const long = "a".repeat(70);
    const dir = writeProject({
      "data-source.js": dataSourceFile(fresh, []),
      "package.json": `{"type":"commonjs"}`,
    });
    writeFiles(dir, {
      "revisions/1-a1.mjs": script(
        "a1",
        null,
        `op.createTable("${long}", (t) => { t.column("id", "integer"); });`,
      ),
    });
    const ran = await autogen(dir, ["upgrade", "--json"]);
    expect(ran).toMatchObject({ status: 2 });
    expect(ran.json.error.message).toMatch(/63/);
  });
});

describe("the configuration", () => {
  test.each([
    [
      "an unknown key",
      `{ dataSorce: "x" }`,
      /unknown key dataSorce; did you mean dataSource\? known are dataSource, /,
    ],
    [
      "an unknown key of an environment",
      `{ environments: { live: { ur: "x" } } }`,
      /environments\.live\.ur; did you mean url\? known are url/,
    ],
    [
      "a value of another kind",
      `{ renames: "maybe" }`,
      /renames is not what it takes; give it "ask" or "auto" or "never"/,
    ],
    [
      "a time that is none",
      `{ environments: { live: { lockTimeout: -1 } } }`,
      /environments\.live\.lockTimeout is not what it takes; give it a whole number, 0 or more/,
    ],
    ["a list that is none", `{ ignore: "legacy" }`, /ignore is not what it takes; give it a list of strings/],
    [
      "a time zone that is none",
      `{ timezone: "Mars/Base" }`,
      /timezone "Mars\/Base" is unknown; give it an IANA/,
    ],
    ["no configuration", `[]`, /exports no configuration/],
    ["no name where one has to be", `{ versionTable: { name: "" } }`, /versionTable\.name .* not empty/],
    ["a number of another kind", `{ slugLength: -1 }`, /slugLength .* give it a whole number, 0 or more/],
    ["databases without one", `{ databases: {} }`, /databases names none/],
    ["an operation that is none", `{ operations: [{}] }`, /give it a list of defineOperation/],
    ["a comparator that is none", `{ comparators: [{ name: "c" }] }`, /give it a list of defineComparator/],
    ["a rewriter that is none", `{ rewriters: [() => null] }`, /give it a list of new Rewriter/],
    ["a dialect that is none", `{ dialects: [{}] }`, /give it a list of extendDialect/],
    ["a hook that nobody knows", `{ afterWrite: ["biome"] }`, /give it a list of "prettier", "eslint"/],
    ["a hook without a program", `{ afterWrite: [{ name: "x", command: [] }] }`, /command: \["program"/],
  ])("%s", async (_, text, message) => {
    const dir = project([], { "autogen.config.js": `module.exports = ${text};` });
    await refused(dir, "diff", "config", message);
    await refused(dir, "history", "config", message);
  });

  test("a promise that is rejected, one that never settles, a data source that is not there", async () => {
    const config = (text: string) => project([], { "autogen.config.js": `module.exports = ${text};` });
    await refused(
      config(`Promise.reject(new Error("no vault"))`),
      "history",
      "file-threw",
      /config\.js threw.*: no vault/,
    );
    const missing = config(`{ dataSource: "src/db.js" }`);
    for (const words of ["history", "diff"])
      await refused(missing, words, "file-not-found", /src\/db\.js does not exist/);
    const endless = config(`{ dataSource: () => new Promise(() => {}) }`);
    const ran = await autogen(endless, ["diff", "--json"], { alone: true });
    expect(ran).toMatchObject({ status: 2, json: { format: 1, error: { code: "never-settled" } } });
  });

  test("an environment that is not there, a file that is not there, one that does not parse", async () => {
    const dir = project([], { "autogen.config.json": `{ "environments": { "live": {} } }` });
    await refused(dir, "diff -n stage", "unknown-environment", /no environment stage .*it has live/);
    await refused(dir, "diff -c other.json", "file-not-found", /other\.json does not exist/);
    await refused(
      project([], { "autogen.config.json": "{" }),
      "diff",
      "syntax-error",
      /autogen\.config\.json/,
    );
  });
});

describe("SQLite's file", () => {
  test("no database, a directory, a file cut off or locked", async () => {
    const dir = project([users()], {
      "app.sqlite": "this is no database, but long enough to be read as one".repeat(40),
    });
    for (const words of ["diff", "upgrade", "current"]) {
      await refused(dir, words, "connection-failed", /app\.sqlite: file is not a database; check the path/);
    }
    rmSync(join(dir, "app.sqlite"));
    mkdirSync(join(dir, "app.sqlite"));
    for (const words of ["diff", "upgrade"]) {
      await refused(dir, words, "connection-failed", /app\.sqlite: .*; check the path/);
    }
  });

  test("a corrupt page", async () => {
    const dir = project();
    const database = new Database(join(dir, "app.sqlite"));
    database.exec("CREATE TABLE a (x); CREATE TABLE b (y); PRAGMA user_version = 3;");
    database.close();
    const bytes = Buffer.from(filesIn(dir)["app.sqlite"]!, "latin1");
    bytes.fill(0xff, 100, 200);
    writeFileSync(join(dir, "app.sqlite"), bytes);
    await refused(dir, "diff", "connection-failed", /app\.sqlite: database disk image is malformed/);
  });

  test("somebody else is writing", async () => {
    const dir = project([], { "autogen.config.json": `{ "lockTimeout": 300, "lockRetries": 0 }` });
    writeFiles(dir, {
      "revisions/1-a1.mjs": script("a1", null, `op.createTable("t", (t) => { t.column("id", "integer"); });`),
    });
    const database = new Database(join(dir, "app.sqlite"));
    database.exec("BEGIN EXCLUSIVE");
    afterwards(() => database.close());
    const ran = await autogen(dir, ["upgrade", "--json"]);
    expect(ran).toMatchObject({ status: 2, json: { error: { code: "lock-wait" } } });
    database.exec("ROLLBACK");
    expect(await autogen(dir, ["upgrade"])).toMatchObject({ status: 0 });
  });
});

describe("files that cannot be written", () => {
  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

  test("a folder that is read-only: nothing is left, for the script and for init", async () => {
    const dir = project();
    mkdirSync(join(dir, "revisions"));
    chmodSync(join(dir, "revisions"), 0o555);
    chmodSync(dir, 0o555);
    afterwards(() => chmodSync(dir, 0o755));
    const options = process.getuid?.() === 0 ? { under: nobody } : {};
    await refused(
      dir,
      "revision -m x",
      "revision-write",
      /revisions\/\S+ could not be written: .*permission/i,
      options,
    );
    await refused(
      dir,
      "init",
      "revision-write",
      /autogen\.config\.ts could not be written: .*permission/i,
      options,
    );
    const upgraded = await autogen(dir, ["upgrade", "--json"], options);
    expect(upgraded.status).toBe(0);
  });

  test("a database file that is read-only: upgrade says so, and nothing is left", async () => {
    const dir = project();
    const database = new Database(join(dir, "app.sqlite"));
    database.exec("CREATE TABLE t (id integer)");
    database.close();
    writeFiles(dir, { "revisions/1-a1.mjs": script("a1", null, `op.dropTable("t");`) });
    chmodSync(join(dir, "app.sqlite"), 0o444);
    chmodSync(dir, 0o555);
    afterwards(() => chmodSync(dir, 0o755));
    const options = process.getuid?.() === 0 ? { under: nobody } : {};
    await refused(
      dir,
      "upgrade",
      "not-permitted",
      /app\.sqlite cannot be written .*readonly database.*; run it as a user who may/,
      options,
    );
  });

  test("a disk without room: no script, no half of one", async () => {
    const dir = project(
      Array.from({ length: 40 }, (_, i) => users({ [`column_${i}`]: { type: "text" } })).map((entity, i) => ({
        ...entity,
        name: `t${i}`,
      })),
    );
    // The largest file that the process may write, in bytes: the write fails as on a full disk.
    await refused(dir, "revision -m x", "revision-write", /could not be written: .*No part of it was left/, {
      under: ["prlimit", "--fsize=1000", "--"],
    });
  });

  test("a database without room: rolled back", async () => {
    const dir = project([]);
    writeFiles(dir, {
      "revisions/1-a1.mjs": script("a1", null, `op.createTable("t", (t) => { t.column("x", "text"); });`),
    });
    await autogen(dir, ["upgrade"]);
    writeFiles(dir, {
      "revisions/2-b2.mjs": script(
        "b2",
        "a1",
        `op.createTable("u", (t) => { t.column("x", "text"); });\nop.execute("INSERT INTO u VALUES (hex(zeroblob(400000)))");`,
      ),
    });
    const before = filesIn(dir)["app.sqlite"];
    const ran = await autogen(dir, ["upgrade", "--json"], { under: ["prlimit", "--fsize=60000", "--"] });
    expect(ran).toMatchObject({ status: 2, json: { error: { code: "migration-failed", standsAt: ["a1"] } } });
    expect((await autogen(dir, ["current"])).stdout).toContain("a1");
    expect(filesIn(dir)["app.sqlite"]).toEqual(before);
  });
});

describe("revisions", () => {
  const graphs: readonly (readonly [string, Record<string, string>, string, RegExp])[] = [
    [
      "one that does not parse",
      { "1-a1.mjs": `export const revision = "a1` },
      "revision-syntax",
      /1-a1\.mjs:1: the string/,
    ],
    [
      "one without a header",
      { "1-a1.mjs": `export function upgrade() {}` },
      "revision-header",
      /1-a1\.mjs:\d+: /,
    ],
    ["a missing parent", { "1-b2.mjs": script("b2", "gone") }, "missing-parent", /downRevision names "gone"/],
    [
      "a cycle",
      { "1-a1.mjs": script("a1", "b2"), "2-b2.mjs": script("b2", "a1") },
      "revision-cycle",
      /a1 -> b2|b2 -> a1/,
    ],
    [
      "two files with one id",
      { "1-a1.mjs": script("a1", null), "2-a1.mjs": script("a1", null) },
      "duplicate-revision",
      /a1 stands in two files/,
    ],
  ];

  test.each(graphs)("%s", async (_, files, code, message) => {
    const dir = project();
    writeFiles(join(dir, "revisions"), files);
    for (const words of ["history", "upgrade", "revision -m x", "check"])
      await refused(dir, words, code, message);
  });

  test("several heads", async () => {
    const dir = project();
    writeFiles(join(dir, "revisions"), { "1-a1.mjs": script("a1", null), "2-b2.mjs": script("b2", null) });
    await refused(dir, "upgrade", "multiple-heads", /"head" is not one revision: a1, b2\. Name one/);
    await refused(dir, "revision -m x", "multiple-heads", /a1, b2/);
    expect(await autogen(dir, ["upgrade", "heads"])).toMatchObject({ status: 0 });
  });

  test("no folder of them where one is named", async () => {
    const missing = /The revisions folder \S+nowhere does not exist\. Create it .*--directory/;
    for (const words of ["upgrade", "downgrade base", "stamp head", "upgrade --sql --url sqlite:app.sqlite"])
      await refused(project(), `${words} --directory nowhere`, "revision-folder", missing);
    expect(await autogen(project([]), ["upgrade"])).toMatchObject({ status: 0 });
  });

  test("unknown targets, and targets that do not fit", async () => {
    const dir = project();
    writeFiles(join(dir, "revisions"), { "1-a1.mjs": script("a1", null) });
    await refused(dir, "upgrade b2", "unknown-revision", /No revision is called "b2"/);
    await refused(dir, "upgrade +3", "relative-target", /"\+3" goes past the end/);
    await refused(dir, "upgrade base", "unsuitable-target", /"base"/);
    await refused(dir, "downgrade a1", "not-applied", /a1 is not applied: the database stands at base/);
  });

  test("a database ahead of the scripts, and one behind", async () => {
    const dir = project();
    writeFiles(join(dir, "revisions"), { "1-a1.mjs": script("a1", null), "2-b2.mjs": script("b2", "a1") });
    await autogen(dir, ["upgrade", "a1"]);
    await refused(
      dir,
      "revision -m x",
      "pending-revisions",
      /behind the scripts: b2 .*run autogen upgrade first/,
    );
    await autogen(dir, ["upgrade"]);
    rmSync(join(dir, "revisions/2-b2.mjs"));
    for (const words of ["upgrade", "downgrade base", "revision -m x", "check"]) {
      await refused(dir, words, "database-ahead", /stands at b2, which no script declares/);
    }
    expect((await autogen(dir, ["current"])).stdout).toBe("b2  no script has this id\n");
  });

  test("a script that was edited after it ran is a warning", async () => {
    const dir = project();
    writeFiles(join(dir, "revisions"), { "1-a1.mjs": script("a1", null) });
    await autogen(dir, ["upgrade"]);
    writeFiles(join(dir, "revisions"), { "1-a1.mjs": script("a1", null, "op.execute('SELECT 1');") });
    const ran = await autogen(dir, ["upgrade"]);
    expect(ran.status).toBe(0);
    expect(ran.stderr).toMatch(/warning: \S*1-a1\.mjs was edited after a1 was applied/);
  });

  test("one that fails: what failed, where the database stands, nothing kept", async () => {
    const dir = project();
    const up = `op.createTable("t", (t) => { t.column("id", "integer"); });\nop.execute("SELECT nonsense");`;
    writeFiles(join(dir, "revisions"), {
      "1-a1.mjs": script("a1", null),
      "2-b2.mjs": script("b2", "a1", up),
    });
    await autogen(dir, ["upgrade", "a1"]);
    await refused(
      dir,
      "upgrade",
      "migration-failed",
      /upgrade of revision b2 .* failed at execute.*nonsense.*stands at a1; nothing of this revision was kept/,
    );
    writeFiles(join(dir, "revisions"), {
      "2-b2.mjs": script("b2", "a1", "throw new TypeError('no such thing');"),
    });
    await refused(dir, "upgrade", "migration-failed", /no such thing/);
  });

  test("one whose functions are missing, one that does not load", async () => {
    const dir = project();
    const header = script("a1", null).split("export function")[0]!;
    writeFiles(join(dir, "revisions"), { "1-a1.mjs": header });
    await refused(dir, "upgrade", "script-function-missing", /has no upgrade function/);
    writeFiles(join(dir, "revisions"), { "1-a1.mjs": `import "./gone.mjs";\n${script("a1", null)}` });
    await refused(dir, "upgrade", "module-missing", /gone\.mjs/);
    await refused(dir, "upgrade --dry-run", "module-missing", /gone\.mjs/);
  });
});

describe.each(postgres)("a server: $name", (target) => {
  test("down, unknown, wrong credentials, no such database: no password anywhere", async () => {
    const fresh = await freshTarget(target);
    const url = new URL(fresh.url);
    const change = (changes: Partial<URL>) =>
      Object.assign(new URL(url), { password: "s3cr3t-pw", ...changes }).href;
    await query(fresh, `DROP ROLE IF EXISTS autogen_test_guest`);
    await query(fresh, `CREATE ROLE autogen_test_guest LOGIN PASSWORD 'another'`);
    afterwards(() => query(fresh, `DROP ROLE IF EXISTS autogen_test_guest`));
    const cases: readonly (readonly [string, RegExp])[] = [
      [change({ port: "1" }), /nothing listens there; start the server, or correct host and port/],
      [change({ hostname: "no-such-host.invalid" }), /host.*name/],
      [change({ pathname: "/no_such_database", password: url.password }), /does not exist.*create it/],
      [change({ username: "autogen_test_guest" }), /the password is wrong; correct user and password/],
    ];
    for (const [bad, message] of cases) {
      const dir = writeProject({
        "data-source.js": dataSourceFile({ options: { type: "postgres", url: bad } }, [users()]),
      });
      await refused(dir, "diff", "connection-failed", message);
      await refused(emptyFolder(), `upgrade --directory r --url ${bad}`, "connection-failed", message);
      const loud = await autogen(dir, ["check", "--verbose"]);
      expect(loud.status).toBe(2);
      expect(loud.stdout + loud.stderr).not.toContain(`:${new URL(bad).password}@`);
      expect(loud.stdout + loud.stderr).not.toContain("s3cr3t-pw");
    }
  });

  test("a password in options, from a function, in what a project's own file throws", async () => {
    const options = `type: "postgres", host: "127.0.0.1", port: 1, username: "u"`;
    const source = (text: string) =>
      writeProject({ "data-source.js": `const { DataSource } = require("typeorm");\n${text}` });
    const sources = [
      source(`exports.d = new DataSource({ ${options}, password: "s3cr3t-pw" });`),
      source(`exports.d = new DataSource({ ${options}, password: async () => "s3cr3t-pw" });`),
      source(`throw new Error("cannot reach postgres://u:s3cr3t-pw@h:5432/d");`),
    ];
    for (const dir of sources) {
      for (const words of [["diff"], ["diff", "--json"], ["upgrade", "--verbose", "--directory", "r"]]) {
        const ran = await autogen(dir, words);
        expect(ran.status).toBe(2);
        expect(ran.stdout + ran.stderr).not.toContain("s3cr3t-pw");
      }
    }
  });

  test("the connection is lost in the middle: rolled back, and the next run goes through", async () => {
    const fresh = await freshTarget(target);
    const dir = writeProject({ "data-source.js": dataSourceFile(fresh, []) });
    const lose = "SELECT pg_terminate_backend(pg_backend_pid()) WHERE to_regclass('unlucky') IS NOT NULL";
    const up = `op.createTable("t", (t) => { t.column("id", "integer"); });\nop.execute("${lose}");`;
    writeFiles(dir, { "revisions/1-a1.mjs": script("a1", null, up) });
    await query(fresh, "CREATE TABLE unlucky ()");
    const lost = await autogen(dir, ["upgrade", "--json"]);
    expect(lost).toMatchObject({
      status: 2,
      stderr: "",
      json: { error: { code: "connection-lost" } },
    });
    expect(lost.json.error.message).toMatch(/connection to .* was lost/);
    expect(await query(fresh, "SELECT to_regclass('t') AS t")).toEqual([{ t: null }]);
    expect((await autogen(dir, ["current"])).stdout).toBe("base\n");
    await query(fresh, "DROP TABLE unlucky");
    expect(await autogen(dir, ["upgrade"])).toMatchObject({ status: 0 });
  });

  test("a role that may only read can look; it cannot upgrade", async () => {
    const fresh = await freshTarget(target);
    const role = `autogen_reader_${process.pid}`;
    for (const sql of [
      `CREATE ROLE ${role} LOGIN PASSWORD 'r'`,
      `REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
    ])
      await query(fresh, sql);
    afterwards(() => query(fresh, `DROP ROLE ${role}`));
    const url = Object.assign(new URL(fresh.url), { username: role, password: "r" }).href;
    const dir = writeProject({
      "data-source.js": dataSourceFile({ options: { type: "postgres", url } }, [users()]),
    });
    expect(await autogen(dir, ["check", "--json"])).toMatchObject({ status: 1 });
    expect(await autogen(dir, ["revision", "-m", "x"])).toMatchObject({ status: 0 });
    const ran = await autogen(dir, ["upgrade", "--json"]);
    expect(ran.status).toBe(2);
    expect(ran.json.error).toMatchObject({
      code: "not-permitted",
      message: expect.stringMatching(/permission denied/),
    });
  });
});
