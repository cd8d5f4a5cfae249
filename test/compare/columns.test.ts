import type { Column } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { column, difference, entity, inShort, readType, schema, type StoryOptions } from "./stories.js";

function change(live: Column, declared: Column, options?: StoryOptions) {
  return difference(
    schema([entity("t", { columns: [live] })]),
    schema([entity("t", { columns: [declared] })]),
    options,
  );
}

describe("an existing column is altered in place, never dropped and added", () => {
  test.each([
    ["type", column("a", "varchar(30)"), column("a", "varchar(40)"), { type: readType("varchar(40)") }],
    ["modify_type_int_str", column("a", "integer"), column("a", "text"), { type: readType("text") }],
    [
      "modify_nullable_to_non",
      column("a", "text", { nullable: true }),
      column("a", "text"),
      { nullable: false },
    ],
    [
      "modify_non_nullable_to_nullable",
      column("a"),
      column("a", "integer", { nullable: true }),
      { nullable: true },
    ],
    ["add_server_default_int", column("a"), column("a", "integer", { default: "1" }), { default: "1" }],
    [
      "modify_server_default_int",
      column("a", "integer", { default: "1" }),
      column("a", "integer", { default: "2" }),
      { default: "2" },
    ],
    ["remove_server_default", column("a", "integer", { default: "1" }), column("a"), { default: null }],
    ["add_column_comment", column("a"), column("a", "integer", { comment: "c" }), { comment: "c" }],
    [
      "alter_column_comment",
      column("a", "integer", { comment: "b" }),
      column("a", "integer", { comment: "c" }),
      { comment: "c" },
    ],
    ["remove_column_comment", column("a", "integer", { comment: "b" }), column("a"), { comment: null }],
    [
      "add_identity_to_column",
      column("a"),
      column("a", "integer", { identity: { mode: "always" } }),
      { identity: { mode: "always" } },
    ],
    [
      "remove_identity_from_column",
      column("a", "integer", { identity: { mode: "always" } }),
      column("a"),
      { identity: null },
    ],
    [
      "change_identity always flip",
      column("a", "integer", { identity: { mode: "always" } }),
      column("a", "integer", { identity: { mode: "byDefault", start: "5" } }),
      { identity: { mode: "byDefault", start: "5" } },
    ],
    ["serial", column("a"), column("a", "integer", { autoincrement: true }), { autoincrement: true }],
    ["collation", column("a", "text"), column("a", "text", { collation: "C" }), { collation: "C" }],
  ])("%s", (_, live, declared, to) => {
    const { operations } = change(live, declared);
    const { name: __, ...was } = live;
    expect(operations).toEqual([
      {
        kind: "alterTable",
        table: { schema: null, name: "t" },
        changes: [expect.objectContaining({ kind: "alterColumn", column: "a", to, was })],
      },
    ]);
  });

  test("type + nullable together make one change", () => {
    const { operations } = change(
      column("a", "integer", { nullable: true }),
      column("a", "bigint", { default: "0" }),
    );
    expect(operations).toEqual([
      expect.objectContaining({
        changes: [
          expect.objectContaining({
            to: { type: readType("bigint"), nullable: false, default: "0" },
            backfill: "0",
          }),
        ],
      }),
    ]);
  });
});

test("no_change: equal columns, computed_unchanged, existing_column_comment_no_change, no_change_identity_column", () => {
  const same = column("a", "text", {
    comment: "c",
    generated: { expression: "'x'", stored: true },
    identity: { mode: "always" },
  });
  expect(change(same, { ...same }).operations).toEqual([]);
});

test("a type change carries the conversion there and back, or the one that was answered", () => {
  const [live, declared] = [column("a", "text"), column("a", "integer")];
  expect(change(live, declared).operations).toEqual([
    expect.objectContaining({
      changes: [expect.objectContaining({ using: '"a"::integer', usingBack: '"a"::text' })],
    }),
  ]);
  const answered = change(live, declared, { answers: { conversions: new Map([["t.a", "length(a)"]]) } });
  expect(answered.operations).toEqual([
    expect.objectContaining({
      changes: [expect.objectContaining({ using: "length(a)", usingBack: '"a"::text' })],
    }),
  ]);
  expect(answered.unusedAnswers).toEqual([]);
});

test("computed columns: a changed expression, or a changed type under it, takes the column and its index away and back", () => {
  const doubled = (expression: string) => column("d", "integer", { generated: { expression, stored: true } });
  const t = (base: string, expression: string) =>
    schema([
      entity("t", {
        columns: [column("a", base), doubled(expression)],
        indexes: [{ name: "I", parts: [{ column: "d" }] }],
      }),
    ]);
  const rebuilt = ["dropIndex I", "dropColumn t.d", "addColumn t.d", "createIndex I"];
  expect(inShort(difference(t("integer", "a * 2"), t("integer", "a * 3")))).toEqual(rebuilt);
  expect(inShort(difference(t("integer", "a * 2"), t("bigint", "a * 2")))).toEqual([
    "dropIndex I",
    "dropColumn t.d",
    "alterColumn t.a",
    "addColumn t.d",
    "createIndex I",
  ]);
});

test("a computed column becomes an ordinary one, filled by the expression that it had", () => {
  const computed = column("a", "integer", { generated: { expression: "id * 2", stored: true } });
  const { operations, decisions } = change(computed, column("a", "bigint"));
  expect(decisions).toEqual([]);
  expect(operations).toEqual([
    expect.objectContaining({
      changes: [
        expect.objectContaining({ kind: "dropColumn", column: computed }),
        expect.objectContaining({ kind: "addColumn", column: column("a"), backfill: "id * 2" }),
        expect.objectContaining({ kind: "alterColumn", to: { type: readType("bigint") } }),
      ],
    }),
  ]);
});

test("an ordinary column that becomes computed is dropped and added: its values are the expression's from then on", () => {
  const computed = column("a", "integer", { generated: { expression: "id * 2", stored: true } });
  expect(inShort(change(column("a"), computed))).toEqual(["dropColumn t.a", "addColumn t.a"]);
});

test("render_add_columns: added columns keep the model's order (#827)", () => {
  const added = ["z", "a", "m"].map((name) => column(name, "text", { nullable: true }));
  const result = difference(schema([entity("t")]), schema([entity("t", { columns: added })]));
  expect(inShort(result)).toEqual(["addColumn t.z", "addColumn t.a", "addColumn t.m"]);
});

test("a dropped column takes its constraints and indexes with it, each by name, so that the reverse restores them", () => {
  const live = entity("t", {
    columns: [column("a")],
    uniques: [{ name: "U", columns: ["a"] }],
    checks: [{ name: "C", expression: '"a" > 0' }],
    indexes: [{ name: "I", parts: [{ expression: "lower(a)" }], where: "a > 1", include: ["id"] }],
  });
  expect(inShort(difference(schema([live]), schema([entity("t")])))).toEqual([
    "dropCheck C",
    "dropIndex I",
    "dropUnique U",
    "dropColumn t.a",
  ]);
});

test("PKConstraintUpgradesIgnoresNullable.no_change: a declared nullable key column is required anyway", () => {
  const key = { primaryKey: { name: "PK_t", columns: ["id", "a"] } };
  const [live, declared] = [column("a"), column("a", "integer", { nullable: true })];
  const result = difference(
    schema([entity("t", { ...key, columns: [live] })]),
    schema([entity("t", { ...key, columns: [declared] })]),
  );
  expect(result.operations).toEqual([]);
});

describe("hooks: false stops with no diff, true forces one, null falls through (#1777)", () => {
  const same = column("a", "text", { default: "'x'", comment: "c" });
  const other = column("a", "integer", { default: "'y'", comment: "d" });
  test.each([
    ["compareType", "type"],
    ["compareDefault", "default"],
    ["compareComment", "comment"],
  ] as const)("%s", (hook, attribute) => {
    const changed = (live: Column, declared: Column, verdict: boolean | null) => {
      const { operations } = change(live, declared, { hooks: { [hook]: () => verdict } });
      return operations.some(
        (op) =>
          op.kind === "alterTable" &&
          op.changes.some((it) => it.kind === "alterColumn" && attribute in it.to),
      );
    };
    expect(changed(same, other, false)).toBe(false);
    expect(changed(same, other, null)).toBe(true);
    expect(changed(same, same, null)).toBe(false);
    expect(changed(same, same, true)).toBe(true);
  });
});

describe("W7: a required column on rows that exist needs a value, and somebody who states it", () => {
  const live = schema([entity("t", { columns: [column("n", "text", { nullable: true })] })]);
  const declare = (...columns: Column[]) => schema([entity("t", { columns })]);
  const open = (key: string) => ({
    kind: "backfill",
    object: "column",
    from: key,
    to: null,
    score: null,
    answers: [`--backfill ${key}=SQL`, `--backfill ${key}=none`],
  });

  test("an added one, and one that becomes required, are decisions", () => {
    const { decisions } = difference(live, declare(column("n", "text"), column("m")));
    expect(decisions).toEqual([open("t.m"), open("t.n")]);
  });

  test("the answer travels with the operation; none leaves it out", () => {
    const backfills = new Map([
      ["t.m", "1"],
      ["t.n", null],
    ]);
    const { decisions, operations, unusedAnswers } = difference(
      live,
      declare(column("n", "text"), column("m")),
      {
        answers: { backfills },
      },
    );
    expect([decisions, unusedAnswers]).toEqual([[], []]);
    const [added, altered] = operations.flatMap((op) => (op.kind === "alterTable" ? op.changes : []));
    expect(added).toHaveProperty("backfill", "1");
    expect(altered).not.toHaveProperty("backfill");
  });

  test("none is needed with a default, a sequence, an identity or an expression, or on a new table", () => {
    const { decisions } = difference(
      live,
      schema([
        entity("new", { columns: [column("a")] }),
        entity("t", {
          columns: [
            column("n", "text", { nullable: true }),
            column("a", "integer", { default: "1" }),
            column("b", "integer", { autoincrement: true }),
            column("c", "integer", { identity: { mode: "always" } }),
            column("d", "integer", { generated: { expression: "id", stored: true } }),
          ],
        }),
      ]),
    );
    expect(decisions).toEqual([]);
  });

  test("an answer for a column that nobody has is an error with the closest names; an idle one is reported", () => {
    const answer = (key: string) => ({ answers: { backfills: new Map([[key, "1"]]) } });
    expect(() => difference(live, live, answer("t.nn"))).toThrow(
      "--backfill t.nn: there is no column t.nn; did you mean t.n",
    );
    expect(difference(live, live, answer("t.n")).unusedAnswers).toEqual(["--backfill t.n"]);
  });
});
