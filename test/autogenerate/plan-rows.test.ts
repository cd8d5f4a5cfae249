import { planRows } from "@typeorm-autogen/autogenerate";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { emptySchema, table, type ColumnType } from "@typeorm-autogen/model";
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
