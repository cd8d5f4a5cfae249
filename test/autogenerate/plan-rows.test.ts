import { planRows } from "@typeorm-autogen/autogenerate";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { emptySchema, table, type ColumnType, type Schema } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { expect, test } from "vitest";

const holding = (type: ColumnType) => ({
  ...emptySchema,
  tables: [table({ schema: null, name: "notes" }, { columns: [{ name: "total", type, nullable: false }] })],
});

test("no row is planned for a required array that becomes one value: none of its samples converts", () => {
  const [live, declared] = [holding({ name: "text", dimensions: 1 }), holding({ name: "text" })];
  expect(planRows({ live, declared, operations: [], dialect: postgres })).toMatchObject([{ rows: [] }]);
  expect(planRows({ live: declared, declared, operations: [], dialect: postgres })[0]?.rows).toHaveLength(3);
});

test("no value is planned for a column that becomes another enum, whatever enum is renamed beside it", () => {
  const mood = { schema: null, name: "mood", values: ["happy"] };
  const using = (name: string, schema: string) => ({
    ...emptySchema,
    enums: [
      { ...mood, values: ["sad", "happy"] },
      { schema, name: "level", values: ["happy", "sad"] },
    ],
    tables: [
      table(
        { schema: null, name: "notes" },
        {
          columns: [
            { name: "total", type: { schema: name === "level" ? schema : null, name }, nullable: true },
          ],
        },
      ),
    ],
  });
  const [live, declared] = [using("level", "audit"), { ...using("mood", "archive"), enums: [mood] }];
  const operations: readonly Operation[] = [
    {
      kind: "renameEnum",
      from: { schema: "audit", name: "level" },
      to: { schema: "archive", name: "level" },
    },
    {
      kind: "alterEnum",
      enum: mood,
      to: ["happy"],
      from: ["sad", "happy"],
      map: { sad: "happy" },
      columns: [],
    },
  ];
  const [planned] = planRows({ live, declared, operations, dialect: postgres });
  expect(new Set(planned?.rows.flat())).toEqual(new Set(["NULL"]));
});

test.each([
  ["both have both columns", ["id", "tenant"], ["word", "tenant"], false, 3],
  ["one column of the reference is filled in", ["id", "tenant"], ["tenant"], false, 1],
  ["a column on each side is filled in, and they meet", ["id"], ["word"], false, 3],
  ["a column on each side is filled in, and they do not meet", ["id"], ["tenant"], false, 1],
  ["what is referred to comes empty", ["id"], ["tenant"], true, 0],
])("rows of a table that gets a foreign key: %s", (_, words, marks, empty, expected) => {
  const name = (table: string) => ({ schema: null, name: table });
  const column = (key: string, nullable = false) => ({ name: key, type: { name: "integer" }, nullable });
  const schema = (one: readonly string[], other: readonly string[], more: object = {}): Schema => ({
    ...emptySchema,
    tables: [
      table(name("words"), { columns: one.map((key) => column(key, empty && key === "tenant")) }),
      table(name("marks"), { columns: other.map((key) => column(key)), ...more }),
    ],
  });
  const key = { columns: ["word", "tenant"], references: name("words"), referencedColumns: ["id", "tenant"] };
  const live = schema(words, marks);
  const declared = schema(["id", "tenant"], ["word", "tenant"], { foreignKeys: [key] });
  const added = (of: string, all: readonly string[], known: readonly string[]): readonly Operation[] =>
    all
      .filter((each) => !known.includes(each))
      .map((each) => ({ kind: "addColumn", table: name(of), column: column(each), backfill: "1" }));
  const operations = [
    ...added("words", ["id", "tenant"], words),
    ...added("marks", ["word", "tenant"], marks),
  ];
  const planned = planRows({ live, declared, operations, dialect: postgres });
  expect(planned.map(({ rows }) => rows.length)).toEqual([3, expected]);
});
