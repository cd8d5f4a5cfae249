import { expect, test } from "vitest";
import { compareTables } from "@typeorm-autogen/autogenerate";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { emptySchema, qualify, table, type Column, type Table } from "@typeorm-autogen/model";
import { evolve, type LeafOperation } from "@typeorm-autogen/ops";

const { types } = sqlite;
const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  type: types.parse("text"),
  nullable: false,
  ...more,
});
const users = (more: Partial<Table> = {}) => table(qualify("users"), { columns: [column("id")], ...more });

function compare(before: Table, after: Table, operations: readonly LeafOperation[] = []) {
  const [one, two] = [before, after].map((each) => ({ ...emptySchema, tables: [each] }));
  const [compared] = compareTables(one ?? emptySchema, two ?? emptySchema, operations, types);
  return { change: compared?.change, lines: compared?.lines.filter(({ change }) => change !== "same") };
}

const index = { name: "i", parts: [{ column: "id" }] };
const key = { name: "k", columns: ["id"], references: qualify("users"), referencedColumns: ["id"] };

test.each<readonly [what: string, before: Partial<Table>, after: Partial<Table>, was: string, is: string]>([
  [
    "a table's options",
    { options: { engine: "MyISAM" } },
    { options: { engine: "InnoDB", strict: true } },
    "options, engine MyISAM",
    "options, engine InnoDB, strict",
  ],
  [
    "a column's options",
    {},
    { columns: [column("id", { options: { charset: "latin1" } })] },
    "id  text, not null",
    "id  text, not null, options (charset latin1)",
  ],
  [
    "numbers of an identity",
    { columns: [column("id", { identity: { mode: "always" } })] },
    { columns: [column("id", { identity: { mode: "always", start: "5" } })] },
    "id  text, not null, identity (always)",
    "id  text, not null, identity (always), start 5",
  ],
  [
    "what an index holds, and how",
    { indexes: [index] },
    { indexes: [{ ...index, parts: [{ column: "id", nulls: "first" }], include: ["a", "b"] }] },
    "index (id)  [i]",
    "index (id)  [i], part 1 (nulls first), include (a, b)",
  ],
  [
    "when a key is checked",
    { foreignKeys: [key] },
    { foreignKeys: [{ ...key, deferrable: "deferred" }] },
    "foreign key (id) → users (id)  [k]",
    "foreign key (id) → users (id)  [k], deferrable deferred",
  ],
  [
    "whether rows were checked",
    { checks: [{ name: "c", expression: "id > 0", notValid: true }] },
    { checks: [{ name: "c", expression: "id > 0" }] },
    "check (id > 0)  [c], not valid",
    "check (id > 0)  [c]",
  ],
])("%s: the table changes, and what", (_what, before, after, was, text) => {
  expect(compare(users(before), users(after))).toMatchObject({
    change: "changed",
    lines: [{ change: "changed", was, text }],
  });
  expect(compare(users(before), users(before))).toEqual({ change: "same", lines: [] });
});

test("columns that change places: only where somebody moves them", () => {
  const before = users({ columns: [column("id"), column("name")] });
  const move: LeafOperation = {
    kind: "placeColumns",
    table: qualify("users"),
    to: { column: "name", before: "id" },
  };
  const [after = before] = evolve({ ...emptySchema, tables: [before] }, [move]).tables;
  expect(compare(before, after, [move])).toMatchObject({
    change: "changed",
    lines: [{ kind: "order", was: "in the order id, name", text: "in the order name, id" }],
  });
  expect(compare(before, after)).toEqual({ change: "same", lines: [] });
});
