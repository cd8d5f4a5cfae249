import type { Check, ForeignKey, IndexDefinition, Table, Unique } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { rebuildingRules } from "../laws/plain-rules.js";
import { column, containers, difference, entity, inShort, schema, type StoryOptions } from "./stories.js";

const columns = [column("a"), column("b"), column("c", "text")];

function change(live: Partial<Table>, declared: Partial<Table>, options?: StoryOptions) {
  return difference(
    schema([entity("p"), entity("t", { columns, ...live })]),
    schema([entity("p"), entity("t", { columns, ...declared })]),
    options,
  );
}

describe("unique constraints", () => {
  const u = (name: string | undefined, ...names: string[]): Partial<Table> => ({
    uniques: [{ ...(name !== undefined && { name }), columns: names } as Unique],
  });
  const none: Partial<Table> = {};

  test.each<[string, Partial<Table>, Partial<Table>, string[]]>([
    ["add_unique_constraint", none, u("U", "a"), ["createUnique U"]],
    ["remove_named_unique_constraint", u("U", "a"), none, ["dropUnique U"]],
    ["nothing_changed", u("U", "a", "b"), u("U", "a", "b"), []],
    ["named_cols_changed", u("U", "a"), u("U", "b"), ["dropUnique U", "createUnique U"]],
    [
      "column order is the order of the index",
      u("U", "a", "b"),
      u("U", "b", "a"),
      ["dropUnique U", "createUnique U"],
    ],
    ["W11: renamed", u("U", "a"), u("V", "a"), ["renameConstraint U V"]],
    ["W11, mismatch_db_named_col_flag: unnamed on one side", u("U", "a"), u(undefined, "a"), []],
    ["unnamed on the other side", u(undefined, "a"), u("U", "a"), []],
    ["uq_casing_convention_changed", u("uq", "a"), u("UQ", "a"), ["renameConstraint uq UQ"]],
    [
      "casing and columns changed, drops first",
      u("uq", "a"),
      u("UQ", "b"),
      ["dropUnique uq", "createUnique UQ"],
    ],
    [
      "a unique constraint is not a unique index",
      u("U", "a"),
      { indexes: [{ name: "U", parts: [{ column: "a" }], unique: true }] },
      ["dropUnique U", "createIndex U"],
    ],
    [
      "index_flag_becomes_named_unique_constraint",
      { indexes: [{ name: "I", parts: [{ column: "a" }] }] },
      u("U", "a"),
      ["dropIndex I", "createUnique U"],
    ],
    [
      "deferrable, nullsNotDistinct",
      u("U", "a"),
      { uniques: [{ name: "U", columns: ["a"], deferrable: "immediate", nullsNotDistinct: true }] },
      ["dropUnique U", "createUnique U"],
    ],
  ])("%s", (_, live, declared, expected) => {
    expect(inShort(change(live, declared))).toEqual(expected);
  });
});

describe("primary keys", () => {
  const key = (name: string, ...names: string[]): Partial<Table> => ({
    primaryKey: { name, columns: names },
  });
  test.each<[string, Partial<Table>, Partial<Table>, string[]]>([
    ["W8: other columns", key("PK", "id"), key("PK", "id", "a"), ["dropPrimaryKey t", "createPrimaryKey t"]],
    ["other order", key("PK", "id", "a"), key("PK", "a", "id"), ["dropPrimaryKey t", "createPrimaryKey t"]],
    ["other name", key("PK", "id"), key("PK2", "id"), ["renameConstraint PK PK2"]],
    ["same", key("PK", "id"), key("PK", "id"), []],
  ])("%s", (_, live, declared, expected) => {
    expect(inShort(change(live, declared))).toEqual(expected);
  });

  test("a name that the database does not keep never differs", () => {
    const result = change({ primaryKey: { columns: ["id"] } }, key("PK", "id"), { rules: rebuildingRules });
    expect(result.operations).toEqual([]);
  });

  test("the foreign keys that rest on a key step aside while it is built anew", () => {
    const fk: ForeignKey = {
      name: "FK",
      columns: ["a"],
      references: { schema: null, name: "p" },
      referencedColumns: ["code"],
    };
    const sides = (order: string[]) =>
      schema([
        entity("p", {
          columns: [column("code")],
          uniques: [
            { name: "U", columns: ["code"], ...(order.length > 1 && { nullsNotDistinct: true as const }) },
          ],
        }),
        entity("t", { columns, foreignKeys: [fk] }),
      ]);
    expect(containers(difference(sides(["x"]), sides(["x", "y"])).operations)).toEqual([
      "alterTable t(dropForeignKey)",
      "alterTable p(dropUnique, createUnique)",
      "alterTable t(createForeignKey)",
    ]);
  });
});

describe("indexes", () => {
  const i = (more: Partial<IndexDefinition> = {}): Partial<Table> => ({
    indexes: [{ name: "I", parts: [{ column: "a" }], ...more }],
  });
  const both = ["dropIndex I", "createIndex I"];
  test.each<[string, Partial<Table>, Partial<Table>, string[]]>([
    ["add", {}, i(), ["createIndex I"]],
    ["remove", i(), {}, ["dropIndex I"]],
    ["nothing_changed", i({ where: "a > 1", include: ["b"] }), i({ where: "a > 1", include: ["b"] }), []],
    ["index_becomes_unique", i(), i({ unique: true }), both],
    [
      "column_order_changed",
      i({ parts: [{ column: "a" }, { column: "b" }] }),
      i({ parts: [{ column: "b" }, { column: "a" }] }),
      both,
    ],
    ["column_sort_changed", i(), i({ parts: [{ column: "a", descending: true }] }), both],
    ["column_sort_changed nulls", i({ parts: [{ column: "a", nulls: "first" }] }), i(), both],
    [
      "expression_indexes_changed",
      i({ parts: [{ expression: "lower(c)" }] }),
      i({ parts: [{ expression: "upper(c)" }] }),
      both,
    ],
    ["W8: predicate changed", i({ where: "a > 1" }), i({ where: "a > 2" }), both],
    ["access method", i(), i({ method: "hash" }), both],
    ["include", i({ include: ["b"] }), i(), both],
    ["ix_casing_convention_changed", i({ name: "ix" }), i({ name: "IX" }), ["renameIndex ix IX"]],
    [
      "casing and content changed, drops first",
      i({ name: "ix" }),
      i({ name: "IX", unique: true }),
      ["dropIndex ix", "createIndex IX"],
    ],
    ["how it is built is no difference", i(), i({ concurrently: true }), []],
  ])("%s", (_, live, declared, expected) => {
    expect(inShort(change(live, declared))).toEqual(expected);
  });

  test("the server's word decides whether two predicates are one", () => {
    const asked: unknown[] = [];
    const result = change(i({ where: "(a > 1)" }), i({ where: "a > 1" }), {
      rules: {
        equivalentExpression: ({ place, table, live, declared }) => {
          asked.push([place, table.name, live, declared]);
          return true;
        },
      },
    });
    expect(result.operations).toEqual([]);
    expect(asked).toEqual([["predicate", "t", "(a > 1)", "a > 1"]]);
  });

  test("what entities cannot express is kept and reported, unless the options, a dropped column or its name want it gone", () => {
    const rules = { declarable: () => false };
    const moved = [
      entity("p", { indexes: [{ name: "I", parts: [{ column: "id" }] }] }),
      entity("t", { columns }),
    ];
    const live = schema([entity("p"), entity("t", { columns, ...i() })]);
    expect(inShort(difference(live, schema(moved), { rules }))).toEqual(["dropIndex I", "createIndex I"]);
    const kept = change(i(), {}, { rules });
    expect([kept.operations, kept.kept]).toEqual([
      [],
      [{ object: "index I of t", reason: "entities cannot express it" }],
    ]);
    expect(inShort(change(i(), {}, { rules, undeclaredIndexes: "drop" }))).toEqual(["dropIndex I"]);
    expect(inShort(change(i(), { columns: columns.slice(1) }, { rules }))).toEqual([
      "dropIndex I",
      "dropColumn t.a",
    ]);
  });
});

describe("foreign keys", () => {
  const fk = (more: Partial<ForeignKey> = {}): Partial<Table> => ({
    foreignKeys: [
      {
        name: "FK",
        columns: ["a"],
        references: { schema: null, name: "p" },
        referencedColumns: ["id"],
        ...more,
      },
    ],
  });
  const both = ["dropForeignKey FK", "createForeignKey FK"];
  const composite = (...pairs: [string, string][]) =>
    fk({ columns: pairs.map(([own]) => own), referencedColumns: pairs.map(([, other]) => other) });
  test.each<[string, Partial<Table>, Partial<Table>, string[]]>([
    ["add_fk", {}, fk(), ["createForeignKey FK"]],
    ["remove_fk", fk(), {}, ["dropForeignKey FK"]],
    ["no_change", fk({ onDelete: "cascade" }), fk({ onDelete: "cascade" }), []],
    ["add_ondelete", fk(), fk({ onDelete: "cascade" }), both],
    ["remove_onupdate", fk({ onUpdate: "cascade" }), fk(), both],
    ["change_ondelete_from_restrict", fk({ onDelete: "restrict" }), fk({ onDelete: "cascade" }), both],
    ["ondelete_onupdate_combo", fk(), fk({ onDelete: "cascade", onUpdate: "cascade" }), both],
    ["add_initially_deferred", fk(), fk({ deferrable: "deferred" }), both],
    ["remove_deferrable", fk({ deferrable: "immediate" }), fk(), both],
    ["name only", fk(), fk({ name: "FK2" }), ["renameConstraint FK FK2"]],
    [
      "casing_convention_changed_so_put_drops_first",
      fk({ name: "fk" }),
      fk({ name: "FK", onDelete: "cascade" }),
      ["dropForeignKey fk", "createForeignKey FK"],
    ],
    [
      "pairs in another order mean the same",
      composite(["a", "id"], ["b", "x"]),
      composite(["b", "x"], ["a", "id"]),
      [],
    ],
    ["other pairs do not", composite(["a", "id"], ["b", "x"]), composite(["a", "x"], ["b", "id"]), both],
    ["whether rows were checked is no difference", fk({ notValid: true }), fk(), []],
  ])("%s", (_, live, declared, expected) => {
    expect(inShort(change(live, declared))).toEqual(expected);
  });

  test("where tables are rebuilt a new name is a drop and a create, in one container", () => {
    const result = change(fk(), fk({ name: "FK2" }), { rules: rebuildingRules });
    expect(containers(result.operations)).toEqual(["alterTable t(dropForeignKey, createForeignKey)"]);
  });

  test("types that the server cannot pair meanwhile: the key goes before and comes after", () => {
    const sides = (type: string) =>
      schema([
        { ...entity("p"), columns: [column("id", type)] },
        entity("t", { columns: [column("a", type)], ...fk() }),
      ]);
    expect(containers(difference(sides("integer"), sides("uuid")).operations)).toEqual([
      "alterTable t(dropForeignKey, alterColumn)",
      "alterTable p(alterColumn)",
      "alterTable t(createForeignKey)",
    ]);
    const pairsInForeignKey = () => true;
    expect(
      containers(difference(sides("integer"), sides("bigint"), { rules: { pairsInForeignKey } }).operations),
    ).toEqual(["alterTable p(alterColumn)", "alterTable t(alterColumn)"]);
  });
});

describe("check constraints", () => {
  const c = (expression: string, name?: string): Partial<Table> => ({
    checks: [{ expression, ...(name !== undefined && { name }) } as Check],
  });
  test.each<[string, Partial<Table>, Partial<Table>, string[]]>([
    ["add_check_constraint", {}, c("a > 0", "C"), ["createCheck C"]],
    ["remove_check_constraint", c("a > 0", "C"), {}, ["dropCheck C"]],
    ["no_change_check_constraint", c("a > 0", "C"), c("a > 0", "C"), []],
    ["expression is different", c("a > 0", "C"), c("a > 1", "C"), ["dropCheck C", "createCheck C"]],
    ["renamed", c("a > 0", "C"), c("a > 0", "D"), ["renameConstraint C D"]],
    ["W1: unnamed, as a simple-enum makes them", c("c IN ('x')"), c("c IN ('x')"), []],
    ["unnamed, values changed", c("c IN ('x')"), c("c IN ('x','y')"), ["dropCheck ", "createCheck "]],
    ["unnamed in the database, named in the model", c("a > 0"), c("a > 0", "C"), []],
    [
      "remove_one_of_multiple",
      {
        checks: [
          { name: "C", expression: "a > 0" },
          { name: "D", expression: "b > 0" },
        ],
      },
      c("b > 0", "D"),
      ["dropCheck C"],
    ],
  ])("%s", (_, live, declared, expected) => {
    expect(inShort(change(live, declared))).toEqual(expected);
  });

  test("compare_check_constraint_is_different: an equivalent spelling is no difference", () => {
    const result = change(c("(a > 0)", "C"), c("a > 0", "C"), {
      rules: { equivalentExpression: () => true },
    });
    expect(result.operations).toEqual([]);
  });
});

test("table comments: add, alter, remove, each with the text before", () => {
  const comment = (text?: string) => (text === undefined ? {} : { comment: text });
  const told = (live?: string, declared?: string) => change(comment(live), comment(declared)).operations;
  const set = (to: string | null, was: string | null) => [
    expect.objectContaining({
      changes: [{ kind: "setTableComment", table: { schema: null, name: "t" }, to, was }],
    }),
  ];
  expect(told(undefined, "x")).toEqual(set("x", null));
  expect(told("x", "y")).toEqual(set("y", "x"));
  expect(told("x")).toEqual(set(null, "x"));
  expect(told("x", "x")).toEqual([]);
});
