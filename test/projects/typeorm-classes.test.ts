import { join } from "node:path";
import { revision } from "typeorm-autogen";
import { describe, expect, test } from "vitest";
import type { Line } from "../entities/stories.js";
import { mysqlTargets, type Target } from "../live/targets.js";
import {
  id,
  onPostgres,
  onSqlite,
  openProject,
  type Entity,
  type ToldProject,
} from "../stories/told-project.js";

interface Runner {
  initialize(): Promise<unknown>;
  runMigrations(options: { readonly transaction: string }): Promise<unknown>;
  undoLastMigration(options: { readonly transaction: string }): Promise<unknown>;
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  destroy(): Promise<void>;
}

async function byTypeorm<Result>(project: ToldProject, work: (runner: Runner) => Promise<Result>) {
  const runner = project.options().dataSource as Runner;
  await runner.initialize();
  return work(runner).finally(() => runner.destroy());
}

/** A project whose classes lie in a folder of its own. */
async function openClasses(target: Target, line?: Line, transaction = "each") {
  const project = await openProject(target, line);
  const folder = join(project.dir, "migrations");
  return {
    project,
    migrations: [join(folder, "*.js")],
    write: (answers: object = {}) =>
      revision({ ...project.options(), message: "next", format: "typeorm", directory: folder, ...answers }),
    run: () => byTypeorm(project, (runner) => runner.runMigrations({ transaction })),
  };
}

const orders = (name: string, columns: Entity["columns"]): Entity => ({
  name,
  columns: { id, note: { type: "text", nullable: true }, ...columns },
});
const state = (...values: readonly string[]) => ({ type: "enum", enum: values, enumName: "state" });
const buyer = { type: "varchar", length: 20 };

// Nobody declares these, with texts that only the server respells.
const foreign = `
  INSERT INTO app.orders (id, buyer, state, code) VALUES (1, 'Ann', 'gone', 7);
  CREATE VIEW app.buyers AS SELECT id, buyer, state FROM app.orders WHERE state <> 'new';
  CREATE MATERIALIZED VIEW app.kept AS SELECT buyer || '!' AS loud FROM app.buyers;
  CREATE UNIQUE INDEX loud ON app.kept (loud);
  CREATE FUNCTION app.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER watching BEFORE UPDATE OF buyer, state ON app.orders FOR EACH ROW
    WHEN (old.buyer <> new.buyer AND new.state = 'gone') EXECUTE FUNCTION app.nothing();
  ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;
  CREATE POLICY mine ON app.orders USING (buyer = 'Ann' AND state = 'gone');`;

const runs = [
  { line: "0.3", transaction: "each" },
  { line: "1", transaction: "none" },
] as const;

describe.each(onPostgres)("a class that TypeORM runs on $name", (target) => {
  test.each(runs)(
    "works in the DataSource's schema, and takes what nobody declares along: $line, transaction $transaction",
    async ({ line, transaction }) => {
      const { project, migrations, write, run } = await openClasses(target, line, transaction);
      const options = { schema: "app", migrations };
      await project.sql("CREATE SCHEMA app");

      project.declare(
        [orders("orders", { buyer, state: state("new", "gone"), code: { type: "integer" } })],
        options,
      );
      await write();
      await run();
      await project.sql(foreign);
      const dump = await project.dump();

      project.declare(
        [
          orders("purchases", {
            customer: { type: "text" },
            state: state("new", "left", "back"),
            number: { type: "bigint" },
          }),
        ],
        options,
      );
      await write({
        rename: [
          "table:orders=purchases",
          "column:orders.buyer=customer",
          "column:orders.code=number",
          "value:state.gone=left",
        ],
      });
      await run();
      expect((await project.check()).sql).toEqual([]);
      const found = `SELECT loud, buyer, purchases.state::text, "number"::text FROM app.kept
          JOIN app.buyers ON loud = buyer || '!' JOIN app.purchases USING (id)`;
      expect(await project.sql(found)).toEqual([{ loud: "Ann!", buyer: "Ann", state: "left", number: "7" }]);

      await byTypeorm(project, async (runner) => {
        await runner.undoLastMigration({ transaction });
        expect(await runner.query("SHOW search_path")).toEqual([{ search_path: '"$user", public' }]);
      });
      expect(await project.dump()).toEqual(dump);
      await run();
      expect((await project.check()).sql).toEqual([]);
    },
  );
});

describe.each(mysqlTargets)("a class that TypeORM runs on $name", (target) => {
  test("alters tables with zero dates, and takes views along that nobody declares", async () => {
    const { project, migrations, write, run } = await openClasses(target);
    const born = { type: "date", default: "0000-00-00" };
    const name = { type: "varchar", length: 20 };
    const declare = (columns: Entity["columns"]) =>
      project.declare([{ name: "person", columns: { id, ...columns } }], { migrations });
    await project.sql(`SET SESSION sql_mode = '';
      CREATE TABLE person (id int PRIMARY KEY, name varchar(20) NOT NULL, born date NOT NULL DEFAULT '0000-00-00');
      INSERT INTO person (id, name) VALUES (1, 'Ann');
      CREATE VIEW named AS SELECT id, name FROM person WHERE name <> ''`);
    const rows = "SELECT named.name, CAST(born AS char) AS born FROM named JOIN person USING (id)";
    declare({ name, born });
    expect((await project.check()).sql).toEqual([]);
    const dump = await project.dump();

    declare({ full_name: { type: "varchar", length: 300 }, born: { ...born, default: "2000-01-01" } });
    await write({ rename: ["column:person.name=full_name"] });
    await run();
    expect((await project.check()).sql).toEqual([]);
    expect(await project.sql(rows)).toEqual([{ name: "Ann", born: "0000-00-00" }]);
    await byTypeorm(project, async (runner) => {
      const [before] = await runner.query("SELECT @@SESSION.sql_mode AS mode");
      await runner.undoLastMigration({ transaction: "each" });
      expect(await runner.query("SELECT @@SESSION.sql_mode AS mode")).toEqual([before]);
      await runner.query("DROP TABLE migrations");
    });
    expect(await project.dump()).toEqual(dump);
    expect(await project.sql(rows)).toEqual([{ name: "Ann", born: "0000-00-00" }]);
    await run();
    expect((await project.check()).sql).toEqual([]);
  });
});

describe.each(onSqlite)("a class that TypeORM runs on $name", (target) => {
  test("takes triggers along through renames and tables that are built anew, there and back", async () => {
    const { project, migrations, write, run } = await openClasses(target);
    const declare = (name: string, columns: Entity["columns"]) =>
      project.declare([{ name, columns: { id, ...columns } }], { migrations });
    await project.sql(`CREATE TABLE person (id integer PRIMARY KEY NOT NULL, name text NOT NULL, age text NOT NULL);
      CREATE TABLE seen (what text);
      CREATE TRIGGER watching AFTER UPDATE OF name ON person BEGIN INSERT INTO seen VALUES (old.name || new.age); END;
      INSERT INTO person VALUES (1, 'Ann', '7')`);
    project.configure({ ignore: ["seen"] });
    declare("person", { name: { type: "text" }, age: { type: "text" } });
    expect((await project.check()).sql).toEqual([]);

    declare("human", { full_name: { type: "text" }, age: { type: "integer" } });
    await write({ rename: ["table:person=human", "column:person.name=full_name"] });
    await run();
    expect((await project.check()).sql).toEqual([]);
    await project.sql("UPDATE human SET full_name = 'Eve'");
    await byTypeorm(project, (runner) => runner.undoLastMigration({ transaction: "each" }));
    await project.sql("UPDATE person SET name = 'Bob'");
    expect(await project.sql("SELECT what FROM seen")).toEqual([{ what: "Ann7" }, { what: "Eve7" }]);
    await run();
    expect((await project.check()).sql).toEqual([]);
  });
});
