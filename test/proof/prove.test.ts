import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verify, type RevisionResult } from "typeorm-autogen";
import { describe, expect, test } from "vitest";
import { queryDatabase } from "../live/query-database.js";
import { targets, type Target } from "../live/targets.js";
import { id, openProject, type Entity, type ToldProject } from "../stories/told-project.js";

const author: Entity = { name: "author", columns: { id, name: { type: "varchar", length: 40 } } };

const book = (columns: Entity["columns"] = {}, more: Partial<Entity> = {}): Entity => ({
  name: "book",
  columns: {
    id,
    authorId: { type: "integer" },
    title: { type: "varchar", length: 80 },
    pages: { type: "integer", nullable: true },
    ...columns,
  },
  relations: { author: { type: "many-to-one", target: "author", joinColumn: { name: "authorId" } } },
  ...more,
});

const triggerOn = {
  postgres: `CREATE FUNCTION same() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER touched BEFORE UPDATE ON author FOR EACH ROW EXECUTE FUNCTION same()`,
  mysql: "CREATE TRIGGER touched BEFORE UPDATE ON author FOR EACH ROW SET NEW.id = NEW.id",
  sqlite: "CREATE TRIGGER touched AFTER UPDATE ON author BEGIN DELETE FROM book WHERE id < 0; END",
};

async function open(target: Target): Promise<ToldProject> {
  const project = await openProject(target, target.driver === "sqlite3" ? "0.3" : "1");
  project.configure({ scratch: target.server ? { url: project.fresh.url } : {} });
  return project;
}

async function written(project: ToldProject, answers = {}): Promise<RevisionResult & { header: string }> {
  const result = await project.write(answers);
  return { ...result, header: /Verified: .*|Not verified\./.exec(result.script ?? "")?.[0] ?? "" };
}

function writeScript(
  project: ToldProject,
  name: string,
  up: string,
  down: string,
  after: string | null = null,
) {
  const folder = join(project.dir, "revisions");
  mkdirSync(folder, { recursive: true });
  const [, number] = /^(\d)/.exec(name) ?? [];
  const text = [
    "let calls = 0;",
    `exports.revision = "aaaa${number}";`,
    `exports.downRevision = ${JSON.stringify(after)};`,
    "exports.branchLabels = [];",
    "exports.dependsOn = [];",
    `exports.upgrade = function (op) { calls += 1; ${up} };`,
    `exports.downgrade = function (op) { ${down} };`,
  ].join("\n");
  writeFileSync(join(folder, name), text);
}

const plainTable = `op.createTable("t", (t) => { t.column("id", "integer"); t.column("x", "varchar(10)"); t.primaryKey(["id"]); });`;

const verified = (project: ToldProject, revisions: readonly string[] = []) =>
  verify({
    cwd: project.dir,
    url: project.fresh.url,
    config: { scratch: project.fresh.options.type.includes("sqlite") ? {} : { url: project.fresh.url } },
    directory: "revisions",
    revisions,
  });

describe.each(targets)("on $name", (target) => {
  test("a script is proved before it is written, with rows where there can be some, and verify agrees", async () => {
    const project = await open(target);
    project.declare([author, book()]);
    const first = await written(project);
    expect(first.header).toMatch(/^Verified: converges, reverses \([0-9a-f]{8}\)\.$/);
    expect(first.verified).toMatchObject({ converges: true, reverses: true, keepsRows: null, rows: 0 });
    await project.up();
    await project.sql(`INSERT INTO author VALUES (1, 'Ann'); ${triggerOn[target.dialect]}`);

    project.declare([
      { ...author, columns: { id, fullName: { type: "varchar", length: 60, name: "full_name" } } },
      book(
        { isbn: { type: "varchar", length: 13, default: "-" } },
        { indices: [{ name: "IX_title", columns: ["title"] }] },
      ),
    ]);
    const second = await written(project, { rename: ["column:author.name=full_name"] });
    expect(second.header).toMatch(/^Verified: converges, reverses, keeps rows \([0-9a-f]{8}\)\.$/);
    expect(second.verified).toMatchObject({ keepsRows: true, rows: 6 });
    await project.up();

    const all = await verified(project);
    expect(
      all.revisions.map(({ proved, keepsRows, edited, faults }) => ({ proved, keepsRows, edited, faults })),
    ).toEqual([
      { proved: true, keepsRows: null, edited: false, faults: [] },
      { proved: true, keepsRows: true, edited: false, faults: [] },
    ]);
    // Nothing of it was done to the database itself.
    expect(await queryDatabase(project.fresh, "SELECT full_name FROM author")).toEqual([
      { full_name: "Ann" },
    ]);
  });

  test("what does not hold is said by name: a way back that is none, rows that go, a statement that fails", async () => {
    const project = await open(target);
    writeScript(project, "1_base.cjs", plainTable, `op.dropTable("t");`);
    const add = `op.alterTable("t", (t) => { t.addColumn("y", "varchar(10)", { nullable: true }); });`;
    writeScript(project, "2_no_way_back.cjs", add, "", "aaaa1");
    // Recorded, it keeps the rows.
    writeScript(
      project,
      "3_loses.cjs",
      `${plainTable.replaceAll('"t"', '"u"')} if (calls > 1) op.execute("DELETE FROM t");`,
      `op.dropTable("u");`,
      "aaaa1",
    );
    writeScript(
      project,
      "4_fails.cjs",
      `op.alterTable("nowhere", (t) => { t.dropColumn("x", "integer"); });`,
      "",
      "aaaa1",
    );
    writeScript(project, "5_text.cjs", `op.execute("UPDATE t SET x = 'y'");`, "", "aaaa1");
    writeScript(
      project,
      "6_spoils.cjs",
      `${plainTable.replaceAll('"t"', '"w"')} if (calls > 1) op.execute("UPDATE t SET x = 'y'");`,
      `op.dropTable("w");`,
      "aaaa1",
    );
    const { proved, revisions } = await verified(project);
    expect(proved).toBe(false);
    const told = Object.fromEntries(revisions.map((each) => [each.revision, each]));
    expect(told["aaaa1"]).toMatchObject({ proved: true });
    expect(told["aaaa2"]).toMatchObject({ proved: false, converges: true, reverses: false });
    expect(told["aaaa2"]?.faults).toEqual([
      "after downgrade, this would still have to be done: - t: column y",
    ]);
    expect(told["aaaa3"]).toMatchObject({ proved: false, keepsRows: false });
    expect(told["aaaa3"]?.faults[0]).toBe("after upgrade, t holds 0 rows, and 3 before");
    expect(told["aaaa6"]?.faults[0]).toBe("after upgrade, t holds other values in 3 rows (x)");
    expect(told["aaaa4"]?.faults[0]).toMatch(/^upgrade fails at alterTable of nowhere: /);
    expect(told["aaaa5"]).toMatchObject({ proved: true, converges: null, keepsRows: null });
    await expect(queryDatabase(project.fresh, "SELECT * FROM t")).rejects.toThrow(/t/);
  });

  test("a comparison that would find the same again stops the revision: nothing is written", async () => {
    const project = await open(target);
    project.declare([author]);
    project.configure({ compareType: ({ declared }) => declared.name === "name" });
    await expect(project.write()).rejects.toMatchObject({
      code: "proof-failed",
      details: { converges: false, faults: [expect.stringContaining("after upgrade, this would still")] },
    });
    expect(existsSync(join(project.dir, "revisions"))).toBe(false);
    expect((await written(project, { verify: false })).header).toBe("Not verified.");
  });

  test("what reaches beyond a scratch database is not tried", async () => {
    const project = await open(target);
    const statements: Readonly<Record<Target["dialect"], string>> = {
      postgres: "CREATE ROLE autogen_proof_role",
      mysql: `CREATE TABLE ${target.dialect === "mysql" ? project.fresh.database : "x"}.there (id int)`,
      sqlite: `ATTACH '${join(project.dir, "there.db")}' AS there`,
    };
    writeScript(project, "1_far.cjs", `op.execute(${JSON.stringify(statements[target.dialect])});`, "");
    const { revisions } = await verified(project);
    expect(revisions[0]?.faults[0]).toMatch(
      /^cannot be tried on a scratch database: unsupported: a statement that reaches (?:the server's roles|the database autogen_test_\w+|another file), in a scratch database/,
    );
    if (target.dialect === "mysql") expect(await queryDatabase(project.fresh, "SHOW TABLES")).toEqual([]);
    if (target.dialect === "sqlite") expect(readdirSync(project.dir)).not.toContain("there.db");
  });
});
