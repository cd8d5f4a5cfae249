import { describe, expect, test } from "vitest";
import {
  dialectTargets,
  id,
  onPostgres,
  openProject,
  tellChange,
  type Entity,
} from "../stories/told-project.js";

// The numbers are those of docs/typeorm-defects.md.

const integer = { type: "integer", nullable: true } as const;

describe.each(dialectTargets)("tables that TypeORM mishandles on $name", (target) => {
  test("48: the table of a removed entity is dropped and marked, or kept where the configuration says so", async () => {
    const both: readonly Entity[] = [
      { name: "stays", columns: { id } },
      { name: "goes", columns: { id, a: integer }, indices: [{ columns: ["a"] }] },
    ];
    const { result } = await tellChange(await openProject(target), {
      before: both,
      setup: "INSERT INTO stays VALUES (1)",
      after: both.slice(0, 1),
      rows: { before: "SELECT id FROM stays", is: [{ id: 1 }], becomes: [{ id: 1 }] },
    });
    expect(result.operations.at(-1)).toMatchObject({ kind: "dropTable", table: { name: "goes" } });
    expect(result.hazards.filter(({ destroys }) => destroys).map(({ object }) => object)).toEqual(["goes"]);
    const keeps = await openProject(target);
    keeps.configure({ undeclaredTables: "ignore" });
    keeps.declare(both);
    await keeps.write();
    await keeps.up();
    keeps.declare(both.slice(0, 1));
    expect(await keeps.check()).toMatchObject({ sql: [], inSync: true });
  });
});

describe.each(onPostgres)("schemas and long names that TypeORM mishandles on $name", (target) => {
  const placed = (name: string, schema: string, more: Partial<Entity> = {}): Entity => ({
    name,
    schema,
    columns: { id, code: integer },
    ...more,
  });

  test("46: a schema that an entity lives in is created, and goes with the last of its tables", async () => {
    const { result, project } = await tellChange(await openProject(target), {
      before: [{ name: "home", columns: { id } }],
      after: [{ name: "home", columns: { id } }, placed("guest", "abroad")],
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual(["createSchema", "createTable"]);
    await project.down("base");
    expect(await project.sql("SELECT nspname FROM pg_namespace WHERE nspname = 'abroad'")).toEqual([]);
  });

  test("47: one table changes, and keys and tables of two schemas stay as they are", async () => {
    const model = (type: string): readonly Entity[] => [
      placed("owner", "one", { uniques: [{ columns: ["code"] }] }),
      placed("thing", "two", {
        columns: { id, code: { type, nullable: true }, owner: integer },
        foreignKeys: [{ target: "owner", columnNames: ["owner"], referencedColumnNames: ["id"] }],
        indices: [{ columns: ["code"] }],
      }),
      { name: "same", columns: { id }, schema: "one" },
      { name: "same_too", tableName: "same", columns: { id }, schema: "two" },
    ];
    const { result } = await tellChange(await openProject(target), {
      before: model("integer"),
      options: { schema: "one" },
      setup: "INSERT INTO one.owner VALUES (1, 2); INSERT INTO two.thing VALUES (1, 3, 1)",
      after: model("bigint"),
      rows: { before: "SELECT code::integer FROM two.thing", is: [{ code: 3 }], becomes: [{ code: 3 }] },
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual(["alterColumn"]);
  });

  test("49: names over 63 bytes converge, through a change of their column too", async () => {
    const long = (name: string) => `${name}_${"ä".repeat(40)}`;
    const model = (type: string): readonly Entity[] => [
      {
        name: long("table"),
        columns: {
          id: { type: "integer", primary: true, generated: "increment" },
          [long("column")]: { type, nullable: true },
        },
        indices: [{ name: long("index"), columns: [long("column")] }],
      },
      { name: "moods", columns: { id, mood: { type: "enum", enum: ["a"], enumName: long("type") } } },
    ];
    const cut = (name: string) =>
      `"${Buffer.from(long(name)).subarray(0, 63).toString().replace("\ufffd", "")}"`;
    const { result } = await tellChange(await openProject(target), {
      before: model("integer"),
      setup: `INSERT INTO ${cut("table")} (${cut("column")}) VALUES (3)`,
      after: model("bigint"),
      rows: {
        before: `SELECT id, ${cut("column")}::integer AS it FROM ${cut("table")}`,
        is: [{ id: 1, it: 3 }],
        becomes: [{ id: 1, it: 3 }],
      },
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual(["alterColumn"]);
  });
});
