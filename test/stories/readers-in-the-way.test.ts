import { describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { id, onSqlite, openProject, tellChange, type Entity } from "./told-project.js";

const text = { type: "text", nullable: true };
const columns = { id, a: text, b: text, c: text, d: text };
const t = (more: Entity["columns"] = {}): Entity => ({ name: "t", columns: { id, ...more } });

describe.each(postgresTargets)("what reads that which goes for good on $name", (target) => {
  test("is named before anything runs, wherever it lies; what goes along or is put right is not", async () => {
    const project = await openProject(target);
    const view = {
      name: "own_view",
      type: "view",
      expression: "SELECT id, d FROM t",
      columns: { id: { type: "integer" } },
    };
    project.declare([t(columns), { name: "gone", columns: { id } }, view as Entity]);
    await project.write();
    await project.up();
    await project.sql(`CREATE SCHEMA reporting; CREATE VIEW reporting.v AS SELECT id, a FROM t;
      CREATE MATERIALIZED VIEW g AS SELECT id FROM gone; CREATE POLICY pol ON t USING (b = current_user);
      CREATE POLICY own ON gone USING (id > 0);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER tr BEFORE UPDATE OF c ON t FOR EACH ROW EXECUTE FUNCTION f();
      CREATE RULE ru AS ON UPDATE TO t WHERE new.d > '5' DO INSTEAD NOTHING`);
    project.declare([t(), { ...view, expression: "SELECT id FROM t" } as Entity]);
    const { notes } = await project.write();
    expect(notes.filter((note) => note.includes("which goes"))).toHaveLength(5);
    const dump = await project.dump();
    const dependents = [
      ["t.d", "rule ru on table t"],
      ["t.c", "trigger tr on table t"],
      ["t.b", "policy pol on table t"],
      ["t.a", "view reporting.v"],
      ["gone", "materialized view g"],
    ].map(([object, dependent]) => expect.objectContaining({ object, dependent }));
    await expect(project.up()).rejects.toMatchObject({
      code: "dependents-in-the-way",
      message: expect.stringContaining("view reporting.v reads t.a"),
      details: { dependents },
    });
    expect(await project.dump()).toEqual(dump);
    await project.sql(`DROP VIEW reporting.v; DROP MATERIALIZED VIEW g; DROP POLICY pol ON t;
      DROP TRIGGER tr ON t; DROP RULE ru ON t`);
    await project.up();
    expect((await project.check()).inSync).toBe(true);
    await project.down();
    await project.sql("CREATE VIEW again AS SELECT a AS b FROM t");
    await expect(project.up()).rejects.toMatchObject({ details: { dependents: [{ object: "t.a" }] } });
  });

  test("when a foreign key is checked changes in place, and the key keeps what nobody declares", async () => {
    const orders = (deferrable?: string): readonly Entity[] => [
      { name: "customer", columns: { id } },
      {
        name: "orders",
        columns: { id },
        relations: {
          customer: {
            type: "many-to-one",
            target: "customer",
            joinColumn: true,
            ...(deferrable && { deferrable }),
          },
        },
      },
    ];
    const project = await openProject(target);
    const key = "SELECT conname FROM pg_constraint WHERE contype = 'f'";
    const { result } = await tellChange(project, {
      before: orders("INITIALLY IMMEDIATE"),
      setup: "INSERT INTO customer VALUES (1); INSERT INTO orders VALUES (1, 1)",
      after: orders("INITIALLY DEFERRED"),
    });
    expect(result.operations).toMatchObject([
      { kind: "alterForeignKey", to: { deferrable: "deferred" }, was: { deferrable: "immediate" } },
    ]);
    const [row] = await project.sql(key);
    const name = `"${String(row?.["conname"])}"`;
    await project.sql(`ALTER TABLE orders DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name}
      FOREIGN KEY ("customerId") REFERENCES customer MATCH FULL DEFERRABLE INITIALLY DEFERRED NOT VALID`);
    project.declare(orders());
    await project.write();
    await project.up();
    expect((await project.check()).sql).toEqual([]);
    const state = "SELECT condeferrable, convalidated, confmatchtype FROM pg_constraint WHERE contype = 'f'";
    expect(await project.sql(state)).toEqual([
      { condeferrable: false, convalidated: false, confmatchtype: "f" },
    ]);
  });
});

describe.each(onSqlite)("what reads that which goes for good on $name", (target) => {
  test("is named before anything runs; what goes along, comes again or cannot be told is not", async () => {
    const project = await openProject(target);
    const made = { name: "own_view", type: "view", expression: "SELECT id, d FROM t", columns: { id } };
    project.declare([
      t(columns),
      { name: "gone", columns: { id } },
      { name: "log", columns: { id, a: text } },
      made as Entity,
    ]);
    await project.write();
    await project.up();
    await project.sql(`CREATE VIEW "the view" AS SELECT x.A AS one FROM t AS x; CREATE VIEW of_view AS SELECT one FROM "the view";
      CREATE VIEW g AS SELECT id FROM gone; CREATE VIEW star AS SELECT * FROM t; CREATE VIEW odd AS SELECT unknown(a) FROM t;
      CREATE VIRTUAL TABLE words USING fts5 (b, content = 't', content_rowid = 'id');
      CREATE VIEW found AS SELECT t.b FROM words JOIN t ON t.id = words.rowid WHERE words MATCH 'x';
      CREATE TRIGGER tr AFTER UPDATE OF c ON t WHEN new.c <> old.c BEGIN INSERT INTO log (a) VALUES (new.id); END;
      CREATE TRIGGER "insert" AFTER INSERT ON log BEGIN UPDATE t SET d = 'x' WHERE id = new.id; END;
      CREATE TRIGGER through INSTEAD OF DELETE ON star BEGIN DELETE FROM log WHERE a = old.id; END`);
    project.declare([
      t(),
      { name: "log", columns: { id, a: text } },
      { ...made, expression: "SELECT id FROM t" } as Entity,
    ]);
    const { notes } = await project.write();
    expect(notes.filter((note) => note.includes("which goes"))).toHaveLength(5);
    const dump = await project.dump();
    const error = await project.up().then(
      () => undefined,
      (thrown: { readonly details: { readonly dependents: readonly object[] } }) => thrown,
    );
    expect(error).toMatchObject({ code: "dependents-in-the-way" });
    const expected = [
      ["t.a", "view the view"],
      ["t.b", "view found"],
      ["t.c", "trigger tr on t"],
      ["t.d", "trigger insert on log"],
      ["gone", "view g"],
    ].map(([object, dependent]) => expect.objectContaining({ object, dependent }));
    expect(error?.details.dependents).toHaveLength(5);
    expect(error?.details.dependents).toEqual(expect.arrayContaining(expected));
    expect(await project.dump()).toEqual(dump);
    await project.sql(
      `DROP VIEW of_view; DROP VIEW "the view"; DROP VIEW g; DROP VIEW odd; DROP VIEW found; DROP TRIGGER tr; DROP TRIGGER "insert"`,
    );
    await project.up();
    expect((await project.check()).inSync).toBe(true);
  });
});
