import type { Target } from "../live/targets.js";
import { id, type Entity } from "../stories/told-project.js";
import { describeCases, type Case } from "./cases.js";
import { describeRepeats, type Declaration } from "./repeats.js";

// The names are those of docs/alembic-cases.md.

type Shape = Readonly<Record<string, unknown>>;

const onPostgres = ({ dialect }: Target) => dialect === "postgres";
const onSqlite = ({ dialect }: Target) => dialect === "sqlite";
const by = (sql: string) => () => sql;

const model =
  (type: Shape, value: unknown) =>
  (name: string): readonly Entity[] => [
    { name, columns: { id, a: { nullable: true, ...type, default: value } as never } },
  ];
const varchar = { type: "varchar", length: 200 };
const integer = { type: "integer" };
const double = { type: "double precision" };

const change = (title: string, type: Shape, from: unknown, to: unknown, on?: Case["on"]): Case => ({
  title,
  before: model(type, from),
  after: model(type, to),
  is: ["alterColumn"],
  ...(on && { on }),
});
const respelled = (title: string, type: Shape, from: unknown, to: unknown, on?: Case["on"]): Case => ({
  ...change(title, type, from, to, on),
  is: [],
});

describeCases("server defaults", [
  change("yes_positives: a text", varchar, "one", "two"),
  change("yes_positives: slashes in a text", varchar, "/a/b", "/a/c"),
  change("yes_positives: a number as text", varchar, "5", "7"),
  change("yes_positives: an integer", integer, 5, 7),
  change("yes_positives: an integer written as text", integer, "5", "7"),
  change("yes_positives: one that goes", varchar, "one", undefined),
  change("integer_diff", integer, 5, 50),
  change("string_diff", varchar, "a", "A"),
  respelled("integer_str, integer_text", integer, 5, "5", onPostgres),
  respelled("compare_5_and_5.0: integer and decimal text", double, 5, "5.0", onPostgres),
  respelled("compare_5_and_5.0: function and number", double, by("5.0"), 5, onPostgres),
  respelled("compare_5_and_5.0: functions", double, by("5"), by("5.0"), onPostgres),
  respelled("compare_5_and_5.0: numeric", { type: "decimal", precision: 8, scale: 2 }, 5, "5.00", onPostgres),
  change("float_diff", double, "1.5", "1.6"),
  change("compare_char_diff", { type: "char", length: 1 }, "a", "b", onPostgres),
  change("function_diff", varchar, by("lower('A')"), by("upper('A')"), onPostgres),
  change("sqlite: function_diff", varchar, by("(lower('A'))"), by("(upper('A'))"), onSqlite),
  change("sqlite: int_diff", integer, 5, by("6"), onSqlite),
  change("sqlite: float_diff", { type: "float" }, 1.5, 2.5, onSqlite),
  respelled(
    "sqlite: render parenthesis rules",
    { type: "datetime" },
    by("(datetime('now'))"),
    by("datetime('now')"),
    onSqlite,
  ),
]);

const one = (
  title: string,
  at: number,
  type: Shape,
  value: unknown,
  on?: Declaration["on"],
): Declaration => ({
  title,
  entities: model(type, value)(`default_${at}`),
  ...(on && { on }),
});

const settled: readonly (readonly [title: string, type: Shape, value: unknown, on?: Declaration["on"]])[] = [
  ["no_false_positives: a literal", varchar, "hello"],
  ["no_false_positives: slashes in a text", varchar, "/usr/bin \\ x"],
  ["no_false_positives: an embedded quote", varchar, by("'it''s'")],
  ["no_false_positives: a function with blanks", varchar, by("coalesce( 'a' ,  'b' )"), onPostgres],
  ["no_false_positives: a function without blanks", varchar, by("coalesce('a','b')"), onPostgres],
  ["no_false_positives: now in parentheses", { type: "timestamp" }, by("(now())"), onPostgres],
  ["no_false_positives: an integer", integer, 5],
  ["no_false_positives: a boolean", { type: "boolean" }, true],
  ["compare_string_blank", varchar, ""],
  ["compare_string_nonblank", varchar, "abc"],
  ["compare_interval_str", { type: "interval" }, "14 days", onPostgres],
  ["compare_interval_text", { type: "interval" }, by("'14 days'"), onPostgres],
  ["compare_uuid_function", { type: "uuid" }, by("gen_random_uuid()"), onPostgres],
  ["compare_int_array", { type: "int", array: true }, by("'{1,2}'"), onPostgres],
  [
    "compare_current_timestamp_text",
    { type: "timestamp" },
    by("TIMEZONE('utc', CURRENT_TIMESTAMP)"),
    onPostgres,
  ],
  [
    "compare_current_timestamp_fn_w_binds",
    { type: "timestamptz" },
    by("date_trunc('day', now())"),
    onPostgres,
  ],
  ["compare_float_str", double, "5.2"],
  ["compare_float_text", double, by("5.2")],
  ["compare_numeric", { type: "decimal", precision: 10, scale: 2 }, "5.20"],
  ["compare_unicode_literal", varchar, "méil ☃"],
  ["compare_unicode_str", varchar, by("'im a default — ü'")],
  ["compare_char_text", { type: "char", length: 1 }, "a", onPostgres],
  ["compare_char_str", { type: "char", length: 3 }, by("'a'"), onPostgres],
  ["compare_sequence_nonpk", integer, by("nextval('my_seq')"), onPostgres],
  [
    "PG serial: separate sequence, numeric",
    { type: "numeric" },
    by("nextval('my_seq'::regclass)"),
    onPostgres,
  ],
  ["sqlite: function", varchar, by("(lower('X'))"), onSqlite],
  ["sqlite: now", { type: "datetime" }, by("(datetime('now'))"), onSqlite],
  ["sqlite: text function", varchar, by("(strftime('%Y', 'now'))"), onSqlite],
  ["sqlite: float", { type: "float" }, 1.25, onSqlite],
  ["sqlite: string", varchar, "xyz", onSqlite],
];

describeRepeats("server defaults that are respelled", [
  ...settled.map(([title, type, value, on], at) => one(title, at, type, value, on)),
  { title: "a sequence of one's own", entities: [], on: onPostgres, prepare: "CREATE SEQUENCE my_seq" },
  ...["", "app"].map((schema, at): Declaration => ({
    title: `PG serial: serial and no default${schema && `, in schema ${schema}`}`,
    entities: [
      {
        name: `serial_${at}`,
        ...(schema && { schema }),
        columns: {
          id: { type: "integer", primary: true, generated: "increment" },
          a: { type: "integer" },
          big: { type: "bigint", generated: "increment" },
        },
      },
    ],
    on: onPostgres,
    ...(schema && { prepare: "CREATE SCHEMA app" }),
  })),
]);
