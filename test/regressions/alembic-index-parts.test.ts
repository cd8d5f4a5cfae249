import type { Operation } from "@typeorm-autogen/ops";
import { flatten } from "@typeorm-autogen/ops";
import { defaultCompareOptions } from "@typeorm-autogen/compare";
import { emptySchema, table, type IndexPart, type Table } from "@typeorm-autogen/model";
import { beforeAll, describe, expect, test } from "vitest";
import { LawDatabase } from "../laws/support/law-database.js";
import { targets } from "../live/targets.js";

// The names are those of docs/alembic-cases.md. No entity can say these; a database may hold them, and hooks may add them.

type Dialect = "postgres" | "sqlite";

/** The keys of an index as SQL wrote them in the database, and as the model has them. */
type Pair = readonly [title: string, sql: string, parts: readonly IndexPart[], on?: Dialect];

const a: IndexPart = { column: "a" };
const b: IndexPart = { column: "b" };
const by = (expression: string): IndexPart => ({ expression });

const same: readonly Pair[] = [
  ["unchanged_idx_non_col: descending", "a DESC", [{ ...a, descending: true }]],
  ["idx_string_col_in_fn_no_change", "lower(c)", [by("lower(c)")]],
  ["unchanged_case_sensitive_explicit", '"Mixed"', [{ column: "Mixed" }]],
  ["column_sort_not_changed: plain is ascending", "a ASC", [a]],
  ["column_sort_not_changed: plain is nulls last", "a NULLS LAST", [a], "postgres"],
  ["column_sort_not_changed: ascending, nulls last", "a ASC NULLS LAST", [a], "postgres"],
  [
    "column_sort_not_changed: desc is nulls first",
    "a DESC NULLS FIRST",
    [{ ...a, descending: true }],
    "postgres",
  ],
  ["column_sort_not_changed: nulls first", "a ASC NULLS FIRST", [{ ...a, nulls: "first" }], "postgres"],
  [
    "column_sort_not_changed: desc nulls last",
    "a DESC NULLS LAST",
    [{ ...a, descending: true, nulls: "last" }],
    "postgres",
  ],
  [
    "expression_indexes_no_change: blanks and brackets",
    "(lower( c )), (a+b)",
    [by("(lower(c))"), by("a  + b")],
  ],
  ["expression_indexes_no_change: a cast", "((a)::text)", [by("CAST(a AS text)")], "postgres"],
  ["expression_indexes_no_change: a column beside", "a, (lower(c)), b", [a, by("lower(c)"), b]],
  ["expression_indexes_no_change: json", "((d ->> 'k'))", [by("d->>'k'")], "postgres"],
  [
    "expression_indexes_no_change: json, deeper",
    "((d #>> '{k,l}'))",
    [by("d #>> '{k,l}'::text[]")],
    "postgres",
  ],
  [
    "expression_indexes_no_change: a cast of json",
    "(((d ->> 'k')::integer))",
    [by("(d->>'k')::int")],
    "postgres",
  ],
  ["operator class", "c text_pattern_ops", [{ column: "c", operatorClass: "text_pattern_ops" }], "postgres"],
  [
    "operator class: of an expression",
    "lower(c) text_pattern_ops",
    [{ expression: "lower(c)", operatorClass: "text_pattern_ops" }],
    "postgres",
  ],
  ["operator class: the default one", "c text_ops", [{ column: "c" }], "postgres"],
];

const changed: readonly Pair[] = [
  ["add_idx_non_col", "a", [{ ...a, descending: true }]],
  ["column_sort_changed: desc to asc", "a DESC", [a]],
  [
    "column_sort_changed: desc to nulls last",
    "a DESC",
    [{ ...a, descending: true, nulls: "last" }],
    "postgres",
  ],
  ["column_sort_changed: nulls last to first", "a NULLS LAST", [{ ...a, nulls: "first" }], "postgres"],
  ["column_sort_changed: nulls first to last", "a NULLS FIRST", [a], "postgres"],
  [
    "column_sort_changed: desc nulls last to asc nulls first",
    "a DESC NULLS LAST",
    [{ ...a, nulls: "first" }],
    "postgres",
  ],
  ["expression_indexes_changed: a column comes", "(lower(c))", [by("lower(c)"), a]],
  ["expression_indexes_changed: a column goes", "(lower(c)), a", [by("lower(c)")]],
  ["expression_indexes_changed: swapped", "a, (lower(c))", [by("lower(c)"), a]],
  ["expression_indexes_changed: another column inside", "(abs(a))", [by("abs(b)")]],
  ["expression_indexes_changed: another function", "(lower(c))", [by("upper(c)")]],
  ["expression_indexes_changed: another constant", "(a + 1)", [by("a + 2")]],
  ["expression_indexes_changed: another operator", "(a + b)", [by("a - b")]],
  ["expression_indexes_changed: swapped arguments", "(coalesce(a, b))", [by("coalesce(b, a)")]],
  ["expression_indexes_changed: a cast of another column", "((a)::text)", [by("b::text")], "postgres"],
  ["expression_indexes_changed: text with another column", "(c || 'x')", [by("e || 'x'")]],
  [
    "expression_indexes_changed: descending comes",
    "(lower(c))",
    [{ expression: "lower(c)", descending: true }],
  ],
  ["expression_indexes_changed: descending goes", "(lower(c)) DESC", [by("lower(c)")]],
  [
    "expression_indexes_changed: nulls first comes",
    "(lower(c))",
    [{ expression: "lower(c)", nulls: "first" }],
    "postgres",
  ],
  ["expression_indexes_changed: json key", "((d ->> 'k'))", [by("d->>'l'")], "postgres"],
  [
    "operator class: another",
    "c text_pattern_ops",
    [{ column: "c", operatorClass: "varchar_pattern_ops" }],
    "postgres",
  ],
];

const columns: Readonly<Record<string, string>> = {
  a: "integer",
  b: "integer",
  c: "text",
  Mixed: "integer",
  e: "text",
};
const more: Readonly<Record<Dialect, Readonly<Record<string, string>>>> = {
  postgres: { d: "jsonb" },
  sqlite: {},
};

const runs = targets.flatMap((target) =>
  target.driver === "sqlite3" || target.dialect === "mysql"
    ? []
    : [{ target, name: target.name, dialect: target.dialect }],
);

describe.each(runs)("keys of an index on $name", ({ target, dialect }) => {
  const fits = ([, , , on]: Pair) => on === undefined || on === dialect;
  const pairs = [...same.filter(fits), ...changed.filter(fits)];
  let operations: readonly Operation[];

  beforeAll(async () => {
    const database = await LawDatabase.open(target);
    const types = { ...columns, ...more[dialect] };
    const body = Object.entries(types).map(([name, type]) => `"${name}" ${type}`);
    for (const [at, [, sql]] of pairs.entries()) {
      await database.connection.execute(`CREATE TABLE t${at} (${body.join(", ")})`);
      await database.connection.execute(`CREATE INDEX i${at} ON t${at} (${sql})`);
    }
    const declared = pairs.map(([, , parts], at): Table =>
      table(
        { schema: null, name: `t${at}` },
        {
          columns: Object.entries(types).map(([name, type]) => ({
            name,
            type: database.dialect.types.parse(type),
            nullable: true,
          })),
          indexes: [{ name: `i${at}`, parts }],
        },
      ),
    );
    const found = await database.difference({ ...emptySchema, tables: declared }, defaultCompareOptions);
    expect(found.unjudged).toEqual([]);
    operations = flatten(found.operations);
    await database.close();
  });

  test.each(pairs.map(([title], at) => ({ title, at })))("$title", ({ at }) => {
    const kinds = operations.flatMap((operation) =>
      "index" in operation && operation.index.name === `i${at}` ? [operation.kind] : [],
    );
    expect(kinds).toEqual(at < same.filter(fits).length ? [] : ["dropIndex", "createIndex"]);
  });
});
