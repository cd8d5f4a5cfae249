import type { ForeignKey, Table } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { rebuildingRules } from "../laws/plain-rules.js";
import { column, containers, difference, entity, schema } from "./stories.js";

function refers(to: string, referenced = "id", own = `${to}_id`): ForeignKey {
  return {
    name: `FK_${to}`,
    columns: [own],
    references: { schema: null, name: to },
    referencedColumns: [referenced],
  };
}

function child(name: string, ...parents: string[]): Table {
  return entity(name, {
    columns: parents.map((parent) => column(`${parent}_id`, "integer", { nullable: true })),
    foreignKeys: parents.map((parent) => refers(parent)),
  });
}

const none = schema([]);
const anchor = entity("zz");

test("diffs_order: parents are created before children, children dropped before parents, whatever the names", () => {
  const tables = schema([child("a", "b"), child("b", "c"), entity("c"), anchor]);
  const up = difference(schema([anchor]), tables);
  expect(containers(up.operations)).toEqual(["createTable c", "createTable b", "createTable a"]);
  const down = difference(tables, schema([anchor]));
  expect(containers(down.operations)).toEqual(["dropTable a", "dropTable b", "dropTable c"]);
});

describe("weak points of Alembic", () => {
  test("W2: drops are ordered by their foreign keys, cycles included", () => {
    const tables = schema([child("a", "b"), child("b", "a"), anchor]);
    expect(containers(difference(tables, schema([anchor])).operations)).toEqual([
      "alterTable b(dropForeignKey)",
      "dropTable a",
      "dropTable b",
    ]);
  });

  test("W3: the foreign key of a table that stays goes before the table that it refers to", () => {
    const stays = entity("a", { columns: [column("gone_id", "integer", { nullable: true })] });
    expect(
      containers(difference(schema([child("a", "gone"), entity("gone")]), schema([stays])).operations),
    ).toEqual(["alterTable a(dropForeignKey)", "dropTable gone"]);
  });

  test("W4: a new foreign key waits for the column and the unique constraint that it refers to", () => {
    const parent = entity("z_parent", {
      columns: [column("code", "integer", { nullable: true })],
      uniques: [{ name: "U", columns: ["code"] }],
    });
    const a = entity("a_child", { columns: [column("z_parent_id", "integer", { nullable: true })] });
    const declared = schema([{ ...a, foreignKeys: [refers("z_parent", "code")] }, parent]);
    expect(containers(difference(schema([a, entity("z_parent")]), declared).operations)).toEqual([
      "alterTable z_parent(addColumn, createUnique)",
      "alterTable a_child(createForeignKey)",
    ]);
  });

  test("W5: a new table waits for the unique column of an existing one", () => {
    const parent = entity("parent", {
      columns: [column("code", "integer", { nullable: true })],
      uniques: [{ name: "U", columns: ["code"] }],
    });
    const fresh = entity("a_new", {
      columns: [column("parent_id")],
      foreignKeys: [refers("parent", "code")],
    });
    expect(containers(difference(schema([entity("parent")]), schema([parent, fresh])).operations)).toEqual([
      "alterTable parent(addColumn, createUnique)",
      "createTable a_new",
    ]);
  });

  test("W6: of two new tables that refer to each other, one foreign key comes late", () => {
    expect(containers(difference(none, schema([child("a", "b"), child("b", "a")])).operations)).toEqual([
      "createTable b",
      "createTable a",
      "alterTable b(createForeignKey)",
    ]);
  });

  test("W9: several foreign keys and columns of one table are written in an order of their own", () => {
    const live = schema([entity("a"), entity("b"), entity("c"), child("t", "b", "a", "c")]);
    const declared = schema([entity("a"), entity("b"), entity("c"), entity("t")]);
    const [operation] = difference(live, declared).operations;
    const names =
      operation?.kind === "alterTable"
        ? operation.changes.map((it) => (it.kind === "dropForeignKey" ? it.foreignKey.name : it.kind))
        : [];
    expect(names).toEqual(["FK_a", "FK_b", "FK_c", "dropColumn", "dropColumn", "dropColumn"]);
  });
});

test("a table that refers to itself needs nothing else", () => {
  expect(containers(difference(none, schema([child("a", "a")])).operations)).toEqual(["createTable a"]);
  expect(containers(difference(schema([child("a", "a"), anchor]), schema([anchor])).operations)).toEqual([
    "dropTable a",
  ]);
});

test("where references may run ahead, new tables stay whole", () => {
  const result = difference(none, schema([child("a", "b"), child("b", "a")]), { rules: rebuildingRules });
  expect(containers(result.operations)).toEqual(["createTable a", "createTable b"]);
});

test("a table that gives up one foreign key and takes another is altered twice, only because it must be", () => {
  const live = schema([child("t", "old"), entity("old")]);
  const declared = schema([child("t", "new"), entity("new")]);
  expect(containers(difference(live, declared, { answers: { renamePolicy: "never" } }).operations)).toEqual([
    "createTable new",
    "alterTable t(dropForeignKey, addColumn, dropColumn, createForeignKey)",
    "dropTable old",
  ]);
});

test("an index's name is free before another table takes it, also where two tables swap names", () => {
  const t = (name: string, index: string) =>
    entity(name, {
      columns: [column(`${name}_x`)],
      indexes: [{ name: index, parts: [{ column: `${name}_x` }], unique: true }],
    });
  const moved = difference(
    schema([t("b", "I"), entity("a")]),
    schema([
      entity("b", { columns: [column("b_x")] }),
      { ...t("a", "I"), columns: [column("id"), column("a_x", "integer", { nullable: true })] },
    ]),
  );
  expect(containers(moved.operations)).toEqual([
    "alterTable b(dropIndex)",
    "alterTable a(addColumn, createIndex)",
  ]);
  const other = (name: string, index: string) => ({
    ...t(name, index),
    indexes: [{ name: index, parts: [{ column: "id" }] }],
  });
  const swapped = difference(schema([t("a", "I"), t("b", "J")]), schema([other("a", "J"), other("b", "I")]));
  expect(containers(swapped.operations)).toEqual([
    "alterTable b(dropIndex)",
    "alterTable a(dropIndex, createIndex)",
    "alterTable b(createIndex)",
  ]);
});

test("a chain of thousands of tables is ordered without exhausting the stack", () => {
  const names = Array.from({ length: 3000 }, (_, i) => `t${String(9999 - i)}`);
  const tables = names.map((name, i) => (i === 0 ? entity(name) : child(name, names[i - 1] ?? "")));
  const created = difference(none, schema(tables)).operations.map((op) =>
    op.kind === "createTable" ? op.table.name : op.kind,
  );
  expect(created).toEqual(names);
});

test("an index's name that another table waits for is freed apart from what belongs together", () => {
  const t = (name: string, index: string, keyed: boolean) => ({
    ...entity(name, { indexes: [{ name: index, parts: [{ column: keyed ? "id" : "x" }] }] }),
    columns: [column("id", "integer", { ...(keyed && { autoincrement: true }) }), column("x")],
    ...(!keyed && { primaryKey: { columns: ["x"] } }),
  });
  const { operations } = difference(
    schema([t("a", "I", true), t("b", "J", true)]),
    schema([t("a", "J", false), t("b", "I", false)]),
    { rules: rebuildingRules },
  );
  for (const operation of operations) {
    const kinds = operation.kind === "alterTable" ? operation.changes.map(({ kind }) => kind) : [];
    expect(kinds.includes("dropPrimaryKey")).toBe(kinds.includes("alterColumn"));
  }
});
