import { planRows } from "@typeorm-autogen/autogenerate";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { emptySchema, table, type ColumnType } from "@typeorm-autogen/model";
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
