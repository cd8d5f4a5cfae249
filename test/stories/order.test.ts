import { describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { dialectTargets, id, onPostgres, openProject, tellChange, type Entity } from "./told-project.js";

const int = { type: "integer", nullable: true } as const;
const word = { type: "varchar", length: 40, nullable: true } as const;

const to = (target: string, column = `${target}_id`, referenced = "id", name?: string) => ({
  target,
  columnNames: [column],
  referencedColumnNames: [referenced],
  ...(name !== undefined && { name }),
});

/** A table with a column and a foreign key for each of these tables. */
const child = (name: string, parents: readonly string[], more: Partial<Entity> = {}): Entity => ({
  name,
  columns: { id, ...Object.fromEntries(parents.map((parent) => [`${parent}_id`, int])), ...more.columns },
  foreignKeys: parents.map((parent) => to(parent)),
});

const anchor: Entity = { name: "zz", columns: { id } };

describe.each([...dialectTargets, ...mysqlTargets])("in an order that $name can take", (target) => {
  const story = async (change: Parameters<typeof tellChange>[1]) =>
    tellChange(await openProject(target), change);

  test("W6: tables that refer to each other come, three in a circle and one to itself", async () => {
    await story({
      before: [anchor],
      after: [anchor, child("a", ["b"]), child("b", ["c", "b"]), child("c", ["a"])],
    });
  });

  test("W2: they go with their rows, and what refers to them is let go first", async () => {
    const circle = [child("a", ["b"]), child("b", ["c", "b"]), child("c", ["a"])];
    await story({
      before: [anchor, ...circle, child("d", ["a"])],
      setup: `INSERT INTO a (id) VALUES (1); INSERT INTO c (id, a_id) VALUES (1, 1);
        INSERT INTO b (id, c_id, b_id) VALUES (1, 1, 1); UPDATE a SET b_id = 1; INSERT INTO d (id) VALUES (5)`,
      after: [anchor, { name: "d", columns: { id, a_id: int } }],
    });
  });

  test("W3: the table that a foreign key refers to goes, with or without the column", async () => {
    await story({
      before: [anchor, { name: "gone", columns: { id } }, child("a", ["gone"]), child("z", ["gone"])],
      after: [anchor, { name: "a", columns: { id, gone_id: int } }, { name: "z", columns: { id } }],
    });
  });

  test("W4, W5: what a new foreign key needs is there before it, in a new table and in an old one", async () => {
    await story({
      before: [child("a_child", []), { name: "z_parent", columns: { id } }],
      setup: "INSERT INTO z_parent (id) VALUES (1); INSERT INTO a_child (id) VALUES (1)",
      after: [
        {
          name: "a_child",
          columns: { id, code: int },
          foreignKeys: [to("z_parent", "code", "code")],
        },
        { name: "b_new", columns: { id, code: int }, foreignKeys: [to("z_parent", "code", "code")] },
        { name: "z_parent", columns: { id, code: int }, uniques: [{ columns: ["code"] }] },
      ],
    });
  });

  test("a foreign key turns from one key of its table to another, which replaces the first", async () => {
    const pair = (key: string): readonly Entity[] => [
      {
        name: "parent",
        columns: { id, old_code: int, new_code: int },
        uniques: [{ columns: [key] }],
      },
      { name: "kid", columns: { id, ref: int }, foreignKeys: [to("parent", "ref", key)] },
    ];
    await story({
      before: pair("old_code"),
      setup: "INSERT INTO parent VALUES (1, 5, 5); INSERT INTO kid VALUES (1, 5)",
      after: pair("new_code"),
      rows: { before: "SELECT ref FROM kid", is: [{ ref: 5 }], becomes: [{ ref: 5 }] },
    });
  });

  test("the primary key that foreign keys rest on gives way to another", async () => {
    const model = (key: "id" | "code"): readonly Entity[] => [
      {
        name: "parent",
        columns: {
          id: { type: "integer", ...(key === "id" && { primary: true }) },
          code: { type: "integer", ...(key === "code" && { primary: true }) },
        },
        uniques: [{ columns: [key === "id" ? "code" : "id"] }],
      },
      {
        name: "kid",
        columns: { id, one: int, two: int },
        foreignKeys: [to("parent", "one", "id"), to("parent", "two", "code")],
      },
    ];
    await story({
      before: model("id"),
      setup: "INSERT INTO parent (id, code) VALUES (1, 7); INSERT INTO kid VALUES (1, 1, 7)",
      after: model("code"),
      rows: { before: "SELECT one, two FROM kid", is: [{ one: 1, two: 7 }], becomes: [{ one: 1, two: 7 }] },
    });
  });

  test("the index under a foreign key goes, comes, and is another one", async () => {
    const indexed = (indices: readonly object[]): readonly Entity[] => [
      anchor,
      { name: "kid", columns: { id, zz_id: int, more: int }, foreignKeys: [to("zz")], indices },
    ];
    const rows = { before: "SELECT zz_id FROM kid", is: [{ zz_id: 1 }], becomes: [{ zz_id: 1 }] };
    const setup = "INSERT INTO zz VALUES (1); INSERT INTO kid VALUES (1, 1, 2)";
    await story({ before: indexed([{ columns: ["zz_id"] }]), setup, after: indexed([]), rows });
    await story({
      before: indexed([{ columns: ["zz_id", "more"] }]),
      setup,
      after: indexed([{ columns: ["zz_id"], unique: true }]),
      rows,
    });
  });

  test("a unique constraint and an index exchange kinds under one name", async () => {
    const kind = (as: "unique" | "index"): readonly Entity[] => [
      {
        name: "it",
        columns: { id, code: int },
        ...(as === "unique"
          ? { uniques: [{ name: "it_code", columns: ["code"] }] }
          : { indices: [{ name: "it_code", columns: ["code"] }] }),
      },
    ];
    await story({ before: kind("unique"), setup: "INSERT INTO it VALUES (1, 2)", after: kind("index") });
  });

  test("names of indexes, keys, checks and foreign keys move to another table", async () => {
    const named = (has: boolean) =>
      has && {
        indices: [{ name: "IX_moved", columns: ["a"] }],
        uniques: [{ name: "UQ_moved", columns: ["b"] }],
        checks: [{ name: "CK_moved", expression: "a > 1" }],
        foreignKeys: [to("zz", "b", "id", "FK_moved")],
      };
    const tables = (first: boolean): readonly Entity[] => [
      anchor,
      { name: "one", columns: { id, a: int, b: int }, ...named(first) },
      { name: "two", columns: { id, a: int, b: int }, ...named(!first) },
    ];
    await story({
      before: tables(true),
      setup: "INSERT INTO zz VALUES (3); INSERT INTO one VALUES (1, 2, 3); INSERT INTO two VALUES (1, 2, 3)",
      after: tables(false),
    });
  });

  test("names move from a table that goes to one that comes, and between two at once", async () => {
    const named = (table: string, columns: readonly string[]): Entity => ({
      name: table,
      columns: { id, ...Object.fromEntries(columns.map((name) => [name, int])) },
      indices: [{ name: "IX_moved", columns: [columns[0]] }],
      checks: [{ name: "CK_moved", expression: `${columns[0]} > 1` }],
      foreignKeys: [to("zz", columns[0], "id", "FK_moved")],
    });
    await story({
      before: [anchor, named("one", ["a"])],
      after: [anchor, named("two", ["q", "r", "s"])],
      answers: { renames: "never" },
    });
    const crossed = (left: string, right: string): readonly Entity[] => [
      { name: "one", columns: { id, a: int }, indices: [{ name: left, columns: ["a"] }] },
      { name: "two", columns: { id, a: int }, indices: [{ name: right, columns: ["a"] }] },
    ];
    await story({ before: crossed("IX_x", "IX_y"), after: crossed("IX_y", "IX_x") });
  });

  test("what is computed follows what it reads: another type, another column, and one that goes", async () => {
    const computed = (type: string, expression: string, columns: readonly string[]): readonly Entity[] => [
      {
        name: "addition",
        columns: {
          id,
          ...Object.fromEntries(columns.map((name) => [name, { type, nullable: true }])),
          total: { type: "integer", asExpression: expression, generatedType: "STORED", nullable: true },
        },
        indices: [{ columns: ["total"] }],
        checks: [{ name: "CK_sum", expression: "total > 0" }],
      },
    ];
    await story({
      before: computed("integer", "a + b", ["a", "b"]),
      setup: "INSERT INTO addition (id, a, b) VALUES (1, 2, 3)",
      after: computed("bigint", "a + 1", ["a"]),
      rows: {
        before: "SELECT total FROM addition",
        is: [{ total: 5 }],
        becomes: [{ total: 3 }],
        back: [{ total: null as never }],
      },
    });
  });

  // https://www.postgresql.org/docs/current/ddl-generated-columns.html: one cannot read another there.
  if (target.dialect !== "postgres")
    test("what is computed no more keeps its values, also those that it read from computed columns", async () => {
      const chain = (computed: boolean): readonly Entity[] => {
        const by = (asExpression: string) => ({
          ...int,
          ...(computed && { asExpression, generatedType: "STORED" }),
        });
        const half = { ...int, asExpression: computed ? "base / 2" : "base", generatedType: "VIRTUAL" };
        const columns = { id, base: int, half, next: by("half + 1"), last: by("half + next") };
        return [{ name: "chain", columns, indices: [{ columns: ["last"] }] }];
      };
      await story({
        before: chain(true),
        setup: "INSERT INTO chain (id, base) VALUES (1, 4)",
        after: chain(false),
        rows: {
          before: "SELECT half, next, last FROM chain",
          is: [{ half: 2, next: 3, last: 5 }],
          becomes: [{ half: 4, next: 3, last: 5 }],
        },
      });
    });

  test("a column moves to another table, with its name, index and foreign key", async () => {
    const owning = (owner: "left" | "right"): readonly Entity[] =>
      (["left", "right"] as const).map((name) => ({
        name: `${name}_side`,
        columns: { id, ...(name === owner && { zz_id: int, note: word }) },
        ...(name === owner && {
          foreignKeys: [to("zz", "zz_id", "id", "FK_side")],
          indices: [{ name: "IX_side", columns: ["note"] }],
        }),
      }));
    await story({ before: [anchor, ...owning("left")], after: [anchor, ...owning("right")] });
  });
});

describe.each(onPostgres)("types, schemas and extensions on $name", (target) => {
  const story = async (change: Parameters<typeof tellChange>[1]) =>
    tellChange(await openProject(target), change);
  const mood = { type: "enum", enum: ["sad", "ok"], enumName: "mood", nullable: true } as const;

  test("a type goes when its last column moves off it, and stays while one moves to another table", async () => {
    await story({
      before: [{ name: "one", columns: { id, mood } }, anchor],
      setup: "INSERT INTO one VALUES (1, 'sad')",
      after: [{ name: "one", columns: { id, mood: word } }, anchor],
      rows: { before: "SELECT mood FROM one", is: [{ mood: "sad" }], becomes: [{ mood: "sad" }] },
    });
    await story({
      before: [
        { name: "one", columns: { id, mood } },
        { name: "two", columns: { id } },
      ],
      after: [
        { name: "one", columns: { id } },
        { name: "two", columns: { id, mood } },
      ],
    });
  });

  test("schemas come before what lies in them, extensions before the types that they bring", async () => {
    const { result } = await story({
      before: [anchor],
      after: [
        anchor,
        {
          name: "tagged",
          schema: "app",
          columns: { id, label: { type: "citext", nullable: true }, mood: { ...mood, enumName: "app_mood" } },
          foreignKeys: [to("zz", "id", "id")],
        },
      ],
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual([
      "createSchema",
      "createExtension",
      "createEnum",
      "createTable",
    ]);
  });
});
