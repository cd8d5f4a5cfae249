import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  applyDraft,
  baseline,
  check,
  downgrade,
  edit,
  heads,
  history,
  merge,
  review,
  revision,
  show,
  squash,
  stamp,
  upgrade,
  upgradeSql,
  verify,
  type AutogenConfig,
} from "typeorm-autogen";
import { describe, expect, test, vi } from "vitest";
import { dumpDatabase } from "../live/dump-database.js";
import { queryDatabase } from "../live/query-database.js";
import { runClient } from "../live/run-client.js";
import { targets, type Target } from "../live/targets.js";
import { foreignStatements } from "../projects/foreign-statements.js";
import { id, openProject, type Entity, type ToldProject } from "../stories/told-project.js";
import { freshTarget, script, scriptsIn, writeProject } from "./project.js";

const onePerServer = ["postgres", "mysql", "mariadb", "better-sqlite3"].flatMap((name) =>
  targets.filter((target) => target.name === name),
);

const hostile = `it's; -- \\ $$ "x" /* ;\nDELIMITER //\nCOMMIT;`;

function shop(dialect: string, later: boolean): readonly Entity[] {
  const type = dialect === "sqlite" ? "simple-enum" : "enum";
  const comment = dialect !== "sqlite" && { comment: hostile };
  const states = later ? ["new", "it's; paid"] : ["new"];
  const text = { type: "varchar", length: later ? 200 : 120, default: hostile };
  return [
    {
      name: "users",
      columns: {
        id,
        [later ? "full_name" : "name"]: { type: "varchar", length: 80 },
        note: { ...text, ...comment },
        state: { type, enum: states, default: states.at(-1) },
        ...(later && { age: { type: "integer" } }),
      },
      indices: [{ name: "IDX_note", columns: ["note"], unique: later }],
    },
    {
      name: "posts",
      columns: { id, userId: { type: "integer" } },
      relations: {
        user: { type: "many-to-one", target: "users", joinColumn: { name: "userId" }, onDelete: "CASCADE" },
      },
    },
  ];
}

const rows = "INSERT INTO users (id, name) VALUES (1, 'a'); INSERT INTO posts (id, userId) VALUES (7, 1)";
const kept = (name: string) => `SELECT u.${name} AS name, u.note, p.id FROM posts p JOIN users u ON u.id = 1`;

describe.each(onePerServer)("pairs of SQL files on $name", (target) => {
  test("build what scripts of directives build, run by Autogen and by the client, both ways", async () => {
    const [plain, pairs] = [await openProject(target), await openProject(target)];
    pairs.configure({ format: "sql", scratch: target.server ? { url: pairs.fresh.url } : {} });
    const theirs = await freshTarget(target);
    const databases = [plain.fresh, pairs.fresh, theirs];
    const dumps = async () =>
      Promise.all(databases.map(async (fresh) => foreignStatements(await dumpDatabase(fresh))));
    const expectAlike = async () => {
      const [scripted, ...others] = await dumps();
      for (const other of others) expect(other).toEqual(scripted);
      return scripted;
    };
    const files: string[] = [];
    const client = async (way: "up" | "down", at: number) => {
      const file = (files[at] ?? "").replace(/\.up\.sql$/, `.${way}.sql`);
      await runClient(theirs, readFileSync(file, "utf8"));
    };
    const expectRows = async (name: string) => {
      const [scripted, ...others] = await Promise.all(
        databases.map((fresh) => queryDatabase(fresh, kept(name))),
      );
      expect(scripted).toMatchObject([{ name: "a", note: expect.stringMatching(/^it's; -- /), id: 7 }]);
      for (const other of others) expect(other).toEqual(scripted);
    };
    const answers = { rename: ["column:users.name=full_name"], backfill: ["users.age=42"] };
    const before = await dumps();
    const quoted = (sql: string) =>
      target.dialect === "postgres" ? sql.replaceAll("userId", '"userId"') : sql;
    const states = [];
    for (const later of [false, true]) {
      for (const project of [plain, pairs]) {
        project.declare(shop(target.dialect, later));
        const written = await project.write({ ...(later && answers), verify: later && project === pairs });
        if (later && project === pairs)
          expect(written.verified).toMatchObject({ converges: true, reverses: true, keepsRows: true });
        if (project === pairs) files.push(written.path ?? "");
        await project.up();
      }
      expect(await pairs.check()).toMatchObject({ inSync: true, editedScripts: [] });
      await client("up", later ? 1 : 0);
      states.push(await expectAlike());
      if (!later) for (const fresh of databases) await queryDatabase(fresh, quoted(rows));
    }
    await expectRows("full_name");
    await stamp({ ...pairs.options(), url: theirs.url, targets: ["head"] });
    expect(await check({ ...pairs.options(), url: theirs.url })).toMatchObject({ inSync: true });

    for (const project of [plain, pairs]) await project.down();
    await client("down", 1);
    expect(await expectAlike()).toEqual(states[0]);
    await expectRows("name");
    for (const project of [plain, pairs]) await project.down("base");
    await client("down", 0);
    expect(await dumps()).toEqual(before);
  });
});

const byHand = {
  postgres: `SET search_path TO "public";
BEGIN;
CREATE TABLE t (a text);
SET search_path TO "pg_catalog";
CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $body$ SELECT 'x; $$ --'; $body$;
SET search_path TO public;
COMMIT;
-- VACUUM runs in no transaction; and this; is a comment
VACUUM t;
CREATE INDEX CONCURRENTLY i ON t (a);
BEGIN;
INSERT INTO t SELECT f() || ';COMMIT;';
COMMIT;`,
  mysql: `/* one; two */ CREATE TABLE t (a varchar(40)); # it's; three
START TRANSACTION;
INSERT INTO t VALUES ('x; \\'; $$ --'), ("DELIMITER $$
DELIMITER //");
COMMIT;
DELIMITER //
-- a body; with // in text
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = CONCAT(NEW.a, '//'); SET NEW.a = TRIM(NEW.a); END//
DELIMITER ;
INSERT INTO t VALUES ('last')`,
  sqlite: `CREATE TABLE t (a text);
CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = a || ';' WHERE rowid = NEW.rowid; SELECT CASE 1 WHEN 1 THEN 2 END; END;
PRAGMA user_version = 7;
INSERT INTO t VALUES ('it''s; END; --')`,
} as const;

const after = {
  postgres: ["x; $$ --;COMMIT;"],
  mysql: ["x; '; $$ --", "DELIMITER $$\nDELIMITER //", "last//"],
  sqlite: ["it's; END; --;"],
};

test.each(onePerServer.filter(({ name }) => name !== "mariadb"))(
  "what somebody wrote runs on $name as the client runs it",
  async (target) => {
    const { dialect } = target;
    const [ours, theirs] = [await freshTarget(target), await freshTarget(target)];
    const text = `-- revision: a1\n-- downRevision: base\n-- By hand\n${byHand[dialect]}\n`;
    const drop = dialect === "postgres" ? "DROP TABLE t;\nDROP FUNCTION f;\n" : "DROP TABLE t;\n";
    const cwd = writeProject({ "revisions/1.up.sql": text, "revisions/1.down.sql": drop });
    const project = { cwd, url: ours.url, directory: "revisions" };
    const before = foreignStatements(await dumpDatabase(ours));
    const ran = await upgrade(project);
    expect(ran).toMatchObject({ heads: ["a1"], revisions: [{ message: "By hand" }] });
    await runClient(theirs, text);
    const dumped = foreignStatements(await dumpDatabase(theirs));
    expect(foreignStatements(await dumpDatabase(ours))).toEqual(dumped);
    for (const fresh of [ours, theirs])
      expect((await queryDatabase(fresh, "SELECT a FROM t")).map(({ a }) => a)).toEqual(after[dialect]);
    await downgrade({ ...project, target: "base" });
    expect(foreignStatements(await dumpDatabase(ours))).toEqual(before);

    const written = await freshTarget(target);
    await runClient(written, (await upgradeSql({ ...project, url: written.url })).sql);
    expect(foreignStatements(await dumpDatabase(written))).toEqual(dumped);
  },
);

describe("commands on pairs", () => {
  const note = { type: "varchar", length: 40 };
  const thing = (more: Entity["columns"] = {}): Entity => ({ name: "thing", columns: { id, note, ...more } });
  const more = thing({ more: { ...note, nullable: true } });

  async function openPairs(): Promise<ToldProject> {
    const project = await openProject(targets.find(({ name }) => name === "better-sqlite3") as Target);
    project.configure({ format: "sql" });
    project.declare([thing()]);
    return project;
  }

  test("history, heads, show, review, verify and edit know both files", async () => {
    const project = await openPairs();
    const message = "Things -- first\nrevision: evil\n\n-- autogen-accept drop-table: never";
    const first = await revision({ ...project.options(), message, branchLabel: ["main"] });
    await project.up();
    project.declare([more]);
    const second = await revision({ ...project.options(), message: "More" });
    const options = project.options();
    expect(await history(options)).toMatchObject([
      { id: second.revision, downRevisions: [first.revision], message: "More", format: "sql" },
      { id: first.revision, downRevisions: [], branchLabels: ["main"], message: "Things -- first" },
    ]);
    expect(await heads(options)).toMatchObject([{ id: second.revision, path: second.path }]);
    const header = async () => (await show({ ...options, revision: "head" }))[0]?.comment;
    const digest = second.verified?.digest;
    expect(await header()).toContain(`Verified: converges, reverses, keeps rows (${digest}).`);
    const reviewed = async () => (await review({ ...options, revisions: [":head"] })).revisions;
    const text = readFileSync(second.path ?? "", "utf8").replace(
      "-- By hand",
      "-- autogen-accept raw-sql-unchecked: read\n$&",
    );
    writeFileSync(second.path ?? "", text);
    const line = text.split("\n").findIndex((each) => each.startsWith("ALTER TABLE")) + 1;
    expect(await reviewed()).toMatchObject([
      { proof: "proved", hazards: [] },
      { proof: "proved", hazards: [{ rule: "raw-sql-unchecked", line, accepted: "read" }] },
    ]);
    expect(await verify({ ...options, write: true })).toMatchObject({ proved: true });
    expect(await header()).toContain(`Verified: reverses (${digest}).`);

    const back = second.path?.replace(".up.sql", ".down.sql") ?? "";
    await project.up();
    appendFileSync(back, "\n-- a comment, and space\n");
    expect(await project.check()).toMatchObject({ inSync: true, editedScripts: [] });
    appendFileSync(back, "DROP TABLE never_was;\n");
    const edited = [{ revision: second.revision, file: second.path }];
    expect(await project.check()).toMatchObject({ inSync: true, editedScripts: edited });
    expect(await reviewed()).toMatchObject([{ proof: "proved" }, { proof: "edited" }]);
    expect(await verify({ ...options, revisions: ["head"] })).toMatchObject({
      proved: false,
      revisions: [{ edited: true, faults: [expect.stringContaining("no such table: never_was")] }],
    });
    const seen = join(project.dir, "seen");
    vi.stubEnv("VISUAL", `printf '%s\\n' > ${seen}`);
    await edit({ ...options, revision: "head" }).finally(() => vi.unstubAllEnvs());
    expect(readFileSync(seen, "utf8")).toBe(`${second.path}\n${back}\n`);
  });

  test("empty ones, merges, squashes and baselines are pairs too; --dry-run shows both files", async () => {
    const project = await openPairs();
    const shown = await revision({ ...project.options(), message: "Shown", dryRun: true });
    expect(shown.script).toMatch(
      /^-- revision: [^]*\nCREATE TABLE "thing"[^]*\n-- Takes back revision [^]*\nDROP TABLE "thing";/,
    );
    const base = await baseline(project.options());
    await project.up();
    project.declare([more]);
    const left = await project.write();
    const right = await project.write({ empty: true, head: [base.revision], splice: true });
    const merged = await merge(project.options());
    expect((await history(project.options()))[0]).toMatchObject({
      id: merged.revision,
      downRevisions: [left.revision, right.revision].toSorted(),
    });
    await project.up();
    const there = await project.dump();
    const squashed = await squash({ ...project.options(), range: ":head" });
    expect(squashed.replaces).toHaveLength(4);
    for (const file of squashed.replacedFiles) rmSync(file);
    expect((await project.check()).inSync).toBe(true);
    await project.down("base");
    expect(await project.dump()).toEqual([]);
    await project.up();
    expect(await project.dump()).toEqual(there);
  });

  test("what SQL leaves unknown is refused by name, and nothing is written", async () => {
    const project = await openPairs();
    await project.write();
    await project.up();
    project.declare([more]);
    expect(await project.check()).toMatchObject({ inSync: false, turn: "unknown" });
    const before = scriptsIn(project.dir);
    const template = { ...project.options(), config: { format: "sql", template: "x" } } as const;
    project.declare([thing({ note: { ...note, length: 60 } })]);
    // The table that the second rebuilds is not the one that was read.
    const added = { kind: "execute", sql: "ALTER TABLE thing ADD COLUMN extra text" } as const;
    const processRevisionDirectives: AutogenConfig["processRevisionDirectives"] = ([first], { newId }) => [
      { ...first!, upgrade: [added], downgrade: [] },
      { ...first!, id: newId(), downRevisions: [first!.id] },
    ];
    const processed = { ...project.options(), config: { format: "sql", processRevisionDirectives } } as const;
    project.declare([more]);
    const drafts = {
      environment: "dev",
      config: { format: "sql", environments: { dev: { development: true } } },
    } as const;
    const refusals: readonly (readonly [() => Promise<unknown>, RegExp])[] = [
      [() => project.check("revisions"), /it runs SQL; compare with --against scratch$/],
      [() => revision({ ...template, message: "x" }), /^template and format sql exclude each other: /],
      [
        () => revision({ ...processed, message: "x" }),
        /^unsupported: changing table thing without knowing how it stands/,
      ],
      [() => applyDraft({ ...project.options(), ...drafts }), /^unsupported: a draft with format: "sql" /],
    ];
    for (const [ask, message] of refusals) await expect(ask()).rejects.toThrow(message);
    expect(scriptsIn(project.dir)).toEqual(before);
    expect(await project.check("scratch")).toMatchObject({ inSync: false });

    const taken = join(project.dir, "revisions", "taken.down.sql");
    writeFileSync(taken, "");
    const named = { ...project.options(), config: { format: "sql", fileTemplate: "{id}" } } as const;
    await expect(revision({ ...named, message: "x", revId: "taken" })).rejects.toThrow(
      /taken\.up\.sql, and the two are one/,
    );
  });
});

test.each(onePerServer.filter(({ name }) => name === "postgres"))(
  "what follows an autocommit block begins a transaction of its own, in a pair as in upgrade --sql",
  async (target) => {
    const { url } = await freshTarget(target);
    const table = (name: string) => `op.createTable("${name}", (t) => t.column("id", "integer"));`;
    const up = `op.autocommitBlock(() => { ${table("a")} });\n${table("b")}\n${table("c")}`;
    const cwd = writeProject({
      "revisions/package.json": '{ "type": "module" }',
      "revisions/1.js": script("a1", null, up, `op.dropTable("c"); op.dropTable("b"); op.dropTable("a");`),
      "revisions/2.js": script("b2", "a1"),
    });
    const project = { cwd, url, directory: "revisions" };
    const outline = (sql: string) => sql.match(/CREATE TABLE "[abc]"|^(?:BEGIN|COMMIT)(?=;)/gm);
    const expected = ["BEGIN", `CREATE TABLE "a"`, "COMMIT", "BEGIN"];
    const both = [...expected, `CREATE TABLE "b"`, `CREATE TABLE "c"`, "COMMIT"];
    const { sql } = await upgradeSql({ ...project, target: "a1" });
    expect(outline(sql.slice(sql.indexOf("-- upgrade a1")))).toEqual(both);
    const { script: pair } = await squash({ ...project, range: ":head", format: "sql", dryRun: true });
    expect(outline(pair.slice(0, pair.indexOf("-- Takes back")))).toEqual(both);
  },
);

const head = "-- revision: a1\n-- downRevision: base\n";

test.each([
  [
    { "1.down.sql": "" },
    /1\.down\.sql:1: there is no .*1\.up\.sql, and the two are one revision\. Write it, or/,
  ],
  [{ "1.up.sql": head }, /1\.up\.sql:1: there is no .*1\.down\.sql, and the two are one/],
  [
    { "1.up.sql": "CREATE TABLE t (a int);\n", "1.down.sql": "" },
    /:1: the head of this file names no revision\. Write `-- revision: …`/,
  ],
  [{ "1.up.sql": "-- revision: a1, b2\n-- downRevision: base\n", "1.down.sql": "" }, /names no revision/],
  [
    { "1.up.sql": "-- revision: a1\n\n-- downRevision: base\n", "1.down.sql": "" },
    /does not say what it follows/,
  ],
  [
    { "1.up.sql": `${head}-- dependOn: b2\n`, "1.down.sql": "" },
    /:3: the head of this file knows no dependOn\. Write/,
  ],
  [{ "1.up.sql": head.replace("base", "b2"), "1.down.sql": "" }, /"b2", which no script declares/],
  [{ "1.up.sql": head, "1.down.sql": "", "1.js": "" }, /1\.js:1: there is no `revision` among its exports/],
])("a pair that is none is refused: %j", async (files, message) => {
  const placed = Object.entries(files).map(([name, text]) => [`revisions/${name}`, text]);
  const cwd = writeProject(Object.fromEntries(placed) as Record<string, string>);
  await expect(history({ cwd, directory: "revisions" })).rejects.toThrow(message);
});

test("other files of SQL beside the revisions are nobody's business, and long headers are read whole", async () => {
  const long = Array.from(
    { length: 200 },
    (_, i) => `-- warning  something  about line ${i} of a long header\n`,
  );
  const cwd = writeProject({
    "revisions/seed.sql": "INSERT",
    "revisions/1.up.sql": `${head}-- dependsOn: \n--\n-- Long\r\n${long.join("")}-- 2026-11-22 10:30 UTC, MariaDB 10.11.\n`,
    "revisions/1.down.sql": "",
  });
  expect(await history({ cwd, directory: "revisions" })).toMatchObject([
    { id: "a1", message: "Long", createdAt: "2026-11-22T10:30Z", server: "MariaDB 10.11", dependsOn: [] },
  ]);
});
