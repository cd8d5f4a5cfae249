import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dialectTargets, id, onSqlite, openProject, type Entity } from "../stories/told-project.js";

// The numbers are those of docs/typeorm-defects.md.

const thing = (more: Entity["columns"] = {}): Entity => ({ name: "thing", columns: { id, ...more } });
const text = { type: "varchar", length: 20, nullable: true } as const;

describe.each(dialectTargets)("what is tedious with TypeORM on $name", (target) => {
  test("59: a script calls directives instead of repeating SQL", async () => {
    const project = await openProject(target);
    project.declare([thing({ a: text })]);
    const { script } = await project.write();
    expect(script).toContain(`op.createTable("thing", (t) => {`);
    expect(script).toContain(`t.column("a", "varchar(20)", { nullable: true });`);
    expect(script).not.toMatch(/CREATE TABLE|query/);
  });

  test("60: everything is a function, and gives data", async () => {
    const project = await openProject(target);
    project.declare([thing()]);
    const written = await project.write();
    expect(written.operations).toMatchObject([{ kind: "createTable", table: { name: "thing" } }]);
    const ran = await project.up();
    expect(ran.revisions.map(({ revision }) => revision)).toEqual([written.revision]);
    expect(await project.check()).toMatchObject({ inSync: true, turn: null });
  });

  test("61: SQL is at hand: of a difference to read, in a script to run", async () => {
    const project = await openProject(target);
    project.declare([thing()]);
    expect((await project.check()).sql.join()).toMatch(/^CREATE TABLE .thing./);
    const { path } = await project.write();
    const statement = "CREATE INDEX by_hand ON thing (id)";
    const script = readFileSync(path ?? "", "utf8").replace(
      /(exports\.upgrade = function \(op\) \{[^]*?)(\n\};)/,
      `$1\n  op.execute(${JSON.stringify(statement)});$2`,
    );
    writeFileSync(path ?? "", script);
    await project.up();
    expect((await project.dump()).join()).toContain("by_hand");
  });

  test("62: looking at an empty database leaves it empty, whatever the entities need", async () => {
    const project = await openProject(target);
    const uuid = target.dialect === "postgres" ? { type: "uuid", generated: "uuid" } : { type: "varchar" };
    project.configure({ typeormMetadata: "always" });
    project.declare([
      thing({
        uuid: { ...uuid, nullable: false } as never,
        mood: { type: "simple-enum", enum: ["a"] },
        twice: { type: "integer", nullable: true, generatedType: "STORED", asExpression: "id * 2" },
      }),
    ]);
    expect(await project.check()).toMatchObject({ inSync: false, turn: "entities" });
    await project.write();
    expect(await project.check()).toMatchObject({ inSync: false, turn: "pending" });
    if (target.dialect === "sqlite") expect(existsSync(project.fresh.database)).toBe(false);
    else expect(await project.dump()).toEqual([]);
    if (target.dialect === "postgres")
      expect(await project.sql("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'")).toEqual([]);
  });

  test("65: two branches are joined, what destroys is marked, foreign tables are left alone", async () => {
    const project = await openProject(target);
    await project.sql("CREATE TABLE audit_log (id integer PRIMARY KEY)");
    project.configure({ ignore: ["audit_*"] });
    project.declare([thing({ a: text, b: text })]);
    const first = await project.write();
    await project.up();
    project.declare([thing({ b: text })]);
    const { hazards, operations, revision } = await project.write();
    expect(operations.map(({ kind }) => kind)).toEqual(["dropColumn"]);
    expect(hazards.filter(({ destroys }) => destroys)).toMatchObject([{ object: "thing.a" }]);
    const twin = await project.write({ empty: true, head: [String(first.revision)], splice: true });
    await expect(project.up()).rejects.toThrow(/heads/);
    await project.write({ empty: true, head: [String(revision), String(twin.revision)] });
    await project.up();
    expect(await project.check()).toMatchObject({ inSync: true });
  });
});

describe.each(onSqlite)("what is tedious with TypeORM on $name", (target) => {
  test("65: one revision builds a table of SQLite anew once", async () => {
    const project = await openProject(target);
    project.declare([thing({ a: text, b: text, c: text })]);
    await project.write();
    await project.up();
    const integer = { type: "integer", nullable: true } as const;
    project.declare([
      {
        ...thing({ a: integer, b: integer, d: integer }),
        checks: [{ expression: "a > 1" }],
        uniques: [{ columns: ["b"] }],
      },
    ]);
    const { sql } = await project.check();
    expect(sql.filter((statement) => statement.startsWith("CREATE TABLE"))).toHaveLength(1);
    expect(sql.filter((statement) => statement.startsWith("INSERT INTO"))).toHaveLength(1);
  });
});
