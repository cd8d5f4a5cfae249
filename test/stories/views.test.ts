import { downgradeSql, upgradeSql } from "typeorm-autogen";
import { describe, expect, test } from "vitest";
import { runClient } from "../live/run-client.js";
import { mysqlTargets } from "../live/targets.js";
import {
  dialectTargets,
  id,
  onPostgres,
  openProject,
  tellChange,
  type Entity,
  type ToldProject,
} from "./told-project.js";

const person = (columns: Entity["columns"] = {}): Entity => ({
  name: "person",
  columns: {
    id,
    name: { type: "varchar", length: 20 },
    age: { type: "integer", nullable: true },
    ...columns,
  },
});

const view = (name: string, expression: string, more: object = {}): Entity => ({
  name,
  type: "view",
  expression,
  columns: {},
  ...more,
});

const kinds = ({ operations }: { readonly operations: readonly { readonly kind: string }[] }) =>
  operations.map(({ kind }) => kind);

async function built(project: ToldProject, entities: readonly Entity[]): Promise<void> {
  project.declare(entities);
  await project.write();
  await project.up();
}

const rows = "INSERT INTO person (id, name, age) VALUES (1, 'Ann', 30), (2, 'Bob', 7)";
const adults = view("adults", "SELECT id, name FROM person WHERE age >= 18");

describe.each([...dialectTargets, ...mysqlTargets])("views on $name", (target) => {
  test("come, change in place, and go, with what reads them", async () => {
    const project = await openProject(target);
    const names = view("names", "SELECT name FROM adults");
    const { result } = await tellChange(project, {
      before: [person()],
      after: [person(), names, adults],
      setup: rows,
      rows: {
        before: "SELECT name FROM person",
        is: [{ name: "Ann" }, { name: "Bob" }],
        after: "SELECT * FROM names",
        becomes: [{ name: "Ann" }],
      },
    });
    expect(kinds(result)).toEqual(["createView", "createView"]);
    project.declare([person(), names, view("adults", "SELECT id, name FROM person WHERE age >= 7")]);
    expect(kinds(await project.write())).toEqual(["alterView"]);
    await project.up();
    expect(await project.sql("SELECT * FROM names ORDER BY 1")).toEqual([{ name: "Ann" }, { name: "Bob" }]);
    project.declare([person()]);
    expect(kinds(await project.write())).toEqual(["dropView", "dropView"]);
    await project.up();
    expect((await project.check()).inSync).toBe(true);
    await project.down();
    expect(await project.sql("SELECT * FROM names ORDER BY 1")).toEqual([{ name: "Ann" }, { name: "Bob" }]);
  });

  test("read each other, and both change their columns, there and back", async () => {
    await tellChange(await openProject(target), {
      before: [person(), adults, view("names", "SELECT id, name FROM adults WHERE id > 0")],
      after: [
        person(),
        view("adults", "SELECT id, age FROM person WHERE age >= 18"),
        view("names", "SELECT id, age FROM adults"),
      ],
      setup: rows,
      rows: {
        before: "SELECT * FROM names",
        is: [{ id: 1, name: "Ann" }],
        becomes: [{ id: 1, age: 30 }],
      },
    });
  });

  test("make way for a column that is renamed, and one that goes, together with their query", async () => {
    await tellChange(await openProject(target), {
      before: [person(), adults, view("ids", "SELECT id FROM adults")],
      after: [
        { name: "person", columns: { id, full_name: { type: "varchar", length: 20 } } },
        view("adults", "SELECT id, full_name FROM person WHERE id < 2"),
        view("ids", "SELECT id FROM adults"),
      ],
      setup: rows,
      answers: { rename: ["column:person.name=full_name"] },
      rows: {
        before: "SELECT * FROM adults",
        is: [{ id: 1, name: "Ann" }],
        becomes: [{ id: 1, full_name: "Ann" }],
        back: [],
      },
    });
  });

  test("stay over a table that changes its types or is renamed", async () => {
    const { result } = await tellChange(await openProject(target), {
      before: [person(), adults],
      after: [
        { ...person({ name: { type: "text" } }), name: "human" },
        view("adults", "SELECT id, name FROM human WHERE age >= 18"),
      ],
      setup: rows,
      answers: { rename: ["table:person=human"] },
      rows: {
        before: "SELECT * FROM adults",
        is: [{ id: 1, name: "Ann" }],
        becomes: [{ id: 1, name: "Ann" }],
      },
    });
    expect(kinds(result)).toContain("renameTable");
  });

  test("mean what their queries say once a column has another type", async () => {
    const some = view(
      "chosen",
      "SELECT id, age * 1.5 AS more FROM person WHERE age IN (7, 8) OR name = 'Ann'",
    );
    const all = view("everybody", "SELECT id, name FROM person WHERE age IN (7, 30)", {
      materialized: target.dialect === "postgres",
    });
    await tellChange(await openProject(target), {
      before: [person(), some, all],
      after: [person({ age: { type: "bigint", nullable: true } }), some, all],
      setup: rows,
      rows: {
        before: "SELECT id FROM chosen ORDER BY id",
        is: [{ id: 1 }, { id: 2 }],
        becomes: [{ id: 1 }, { id: 2 }],
      },
    });
  });

  test("that ask for all columns have those that there are", async () => {
    const all = view("everybody", "SELECT * FROM person");
    await tellChange(await openProject(target), {
      before: [person(), all],
      after: [person({ email: { type: "text", nullable: true } }), all],
      setup: rows,
      rows: {
        before: "SELECT * FROM everybody WHERE id = 2",
        is: [{ id: 2, name: "Bob", age: 7 }],
        becomes: [{ id: 2, name: "Bob", age: 7, email: null }],
      },
    });
  });

  test("take the place of a table of their name, and give it back", async () => {
    const old: Entity = { name: "adults", columns: { id, name: { type: "text" } } };
    await tellChange(await openProject(target), {
      before: [person(), old],
      after: [person(), adults],
      setup: rows,
      rows: { before: "SELECT * FROM adults", is: [], becomes: [{ id: 1, name: "Ann" }] },
    });
  });

  test("keep TypeORM's rows where TypeORM has its table; the same script runs where it has none", async () => {
    const project = await openProject(target);
    await built(project, [person()]);
    const quote = target.dialect === "mysql" ? "`" : '"';
    const columns = ["type", "database", "schema", "table", "name", "value"];
    const list = columns.map((name) => `${quote}${name}${quote} varchar(255)`).join(", ");
    await project.sql(`CREATE TABLE typeorm_metadata (${list})`);
    project.declare([person(), adults]);
    const written = await project.write();
    const { revision, downRevision } = written;
    expect(kinds(written)).toEqual(["createView", "setTypeormMetadata"]);
    await project.up();
    expect(await project.sql("SELECT name FROM typeorm_metadata")).toEqual([{ name: "adults" }]);
    expect((await project.check()).inSync).toBe(true);
    await project.sql("DROP TABLE typeorm_metadata");
    await project.down();
    await project.up();
    expect((await project.check()).inSync).toBe(true);
    const { sql } = await upgradeSql({ ...project.options(), target: "base:head" });
    expect(sql).not.toContain("typeorm_metadata");
    if (target.dialect === "sqlite") return;
    const back = await downgradeSql({ ...project.options(), target: `${revision}:-1` });
    await runClient(project.fresh, back.sql);
    const again = await upgradeSql({ ...project.options(), target: `${downRevision}:head` });
    await project.sql(`CREATE TABLE typeorm_metadata (${list})`);
    await runClient(project.fresh, again.sql);
    expect(await project.sql("SELECT name FROM typeorm_metadata")).toEqual([{ name: "adults" }]);
    expect((await project.check()).inSync).toBe(true);
  });

  test("of the user's own stay, and are told of; those of a revision go", async () => {
    const project = await openProject(target);
    await built(project, [person(), adults]);
    await project.sql("CREATE VIEW mine AS SELECT name FROM person");
    expect((await project.check()).notes).toEqual([expect.stringMatching(/^kept: view mine/)]);
    project.declare([person()]);
    expect(kinds(await project.write())).toEqual(["dropView"]);
    await project.up();
    expect(await project.sql("SELECT * FROM mine")).toEqual([]);
    expect((await project.check()).inSync).toBe(true);
  });
});

describe.each(onPostgres)("what hangs on views on $name", (target) => {
  const carried = `
    ${rows};
    CREATE ROLE autogen_reader;
    CREATE ROLE autogen_owner;
    CREATE SCHEMA reports;
    CREATE VIEW mine WITH (security_barrier) AS SELECT name, age FROM person WHERE age > 1;
    COMMENT ON VIEW mine IS 'of mine';
    COMMENT ON COLUMN mine.name IS 'a name';
    GRANT SELECT ON mine TO autogen_reader, PUBLIC;
    GRANT UPDATE (name) ON mine TO autogen_reader WITH GRANT OPTION;
    ALTER VIEW mine ALTER COLUMN age SET DEFAULT 5;
    ALTER VIEW mine OWNER TO autogen_owner;
    GRANT SELECT ON person TO autogen_owner;
    CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER instead INSTEAD OF INSERT ON mine FOR EACH ROW EXECUTE FUNCTION nothing();
    CREATE MATERIALIZED VIEW reports.kept AS SELECT name || '!' AS loud FROM mine;
    CREATE UNIQUE INDEX kept_loud ON reports.kept (loud);
    CREATE RULE quiet AS ON DELETE TO mine DO INSTEAD NOTHING;
    GRANT SELECT ON adults TO PUBLIC;`;

  const hung = `SELECT relowner::regrole::text AS owner, relacl::text AS grants, attacl::text AS column,
      (SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid) AS triggers,
      (SELECT count(*) FROM pg_rewrite WHERE ev_class = c.oid) AS rules
    FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attname = 'name' WHERE relname = 'mine'`;

  test.each([
    ["a new type", "name", {}],
    ["a new type under a new name", "full_name", { rename: ["column:person.name=full_name"] }],
  ])("comes back, whoever made the view: %s", async (_, name, answers) => {
    const project = await openProject(target);
    await project.sql("DROP ROLE IF EXISTS autogen_reader, autogen_owner");
    const age = { type: "bigint", nullable: true };
    const { result } = await tellChange(project, {
      before: [person(), adults],
      after: [
        { name: "person", columns: { id, [name]: { type: "text" }, age } },
        view("adults", `SELECT id, ${name} FROM person WHERE age >= 18`),
      ],
      setup: carried,
      answers,
      rows: {
        before: "SELECT mine.*, loud FROM mine JOIN reports.kept ON loud = name || '!' ORDER BY 1",
        is: [
          { name: "Ann", age: 30, loud: "Ann!" },
          { name: "Bob", age: 7, loud: "Bob!" },
        ],
        becomes: [
          { name: "Ann", age: "30", loud: "Ann!" },
          { name: "Bob", age: "7", loud: "Bob!" },
        ],
      },
    });
    expect(result.operations.map(({ kind }) => kind)).not.toContain("alterView");
    expect(await project.sql(hung)).toEqual([
      {
        owner: "autogen_owner",
        grants: "{autogen_owner=arwdDxt/autogen_owner,=r/autogen_owner,autogen_reader=r/autogen_owner}",
        column: "{autogen_reader=w*/autogen_owner}",
        triggers: "1",
        rules: "2",
      },
    ]);
  });
});
