import { describeRepeats, type Declaration } from "./repeats.js";
import { id, type Entity } from "../stories/told-project.js";
import type { Target } from "../live/targets.js";

// The numbers are those of docs/typeorm-defects.md.

type Columns = Entity["columns"];

const onPostgres = ({ dialect }: Target) => dialect === "postgres";
const unlessMysql = ({ dialect }: Target) => dialect !== "mysql";
const onSqlite = ({ dialect }: Target) => dialect === "sqlite";

/** Columns named by their position, one for each declaration. */
function columnsOf(declarations: readonly object[]): Columns {
  return Object.fromEntries(declarations.map((column, at) => [`c${at}`, column])) as Columns;
}

let count = 0;
const one = (title: string, declarations: readonly object[], on?: Declaration["on"]): Declaration => ({
  title,
  entities: [{ name: `repeat_${(count += 1)}`, columns: { id, ...columnsOf(declarations) } }],
  ...(on && { on }),
});

const by = (type: string, sql: string, more: object = {}) => ({ type, default: () => sql, ...more });

describeRepeats("what TypeORM finds different again and again", [
  one(
    "11: ARRAY[] and casts as defaults",
    [
      by("text", "ARRAY[]::text[]", { array: true }),
      by("text", "array['a','b']", { array: true }),
      by("int", "'{}'", { array: true }),
      by("jsonb", "'{}'::jsonb"),
      by("interval", "'1 day'::interval"),
      by("int", "'1'::integer"),
    ],
    onPostgres,
  ),
  one(
    "12: a boolean default written as a string",
    [
      { type: "boolean", default: "true" },
      { type: "boolean", default: false },
    ],
    // MySQL takes no such text for a number, whoever writes it.
    unlessMysql,
  ),
  one(
    "13: a jsonb default that the server respells",
    [
      { type: "jsonb", default: '{"b":1,  "a":{"c" :2}}' },
      { type: "jsonb", default: "[1,2]" },
      { type: "json", default: '{"b":1,  "a":2}' },
    ],
    onPostgres,
  ),
  one(
    "14: function defaults in a spelling of one's own",
    [
      by("timestamptz", "now() + interval '1 day'"),
      by("int", "1 + 1"),
      by("int", "(1)"),
      by("text", "'a' || 'b'"),
      by("text", "concat('a', lower('B'))"),
      by("timestamptz", "timezone('utc', now())"),
    ],
    onPostgres,
  ),
  one(
    "14: function defaults in a spelling of one's own",
    [by("text", "'a' || 'b'"), by("integer", "1 + 1"), by("text", "(lower('B'))"), by("integer", "(1)")],
    onSqlite,
  ),
  one("15: a default that is null", [
    by("varchar", "null", { nullable: true }),
    by("integer", "NULL", { nullable: true }),
    { type: "integer", default: null, nullable: true },
  ]),
  {
    title: "16: a uuid key with a function default, and a generated one",
    entities: [
      { name: "uuid_default", columns: { id: by("uuid", "gen_random_uuid()", { primary: true }) } },
      { name: "uuid_generated", columns: { id: { type: "uuid", primary: true, generated: "uuid" } } },
    ],
    on: onPostgres,
  },
  one("17: a default of minus one", [
    { type: "integer", default: -1 },
    { type: "bigint", default: -1 },
    { type: "decimal", precision: 8, scale: 3, default: -1.5 },
    { type: "integer", default: "-1" },
  ]),
  one(
    "18: the time of now, in each of its spellings",
    [
      { type: "datetime", createDate: true },
      { type: "datetime", updateDate: true },
      by("datetime", "CURRENT_TIMESTAMP"),
      by("datetime", "current_timestamp"),
    ],
    onSqlite,
  ),
  one(
    "18: the time of now, in each of its spellings",
    [
      { type: "timestamp", createDate: true },
      { type: "timestamptz", updateDate: true, precision: 3 },
      { type: "timestamp", deleteDate: true },
      by("timestamp", "CURRENT_TIMESTAMP"),
      by("timestamp", "current_timestamp(3)", { precision: 3 }),
      by("timestamptz", "NOW()"),
      by("timestamptz", "statement_timestamp()"),
      by("timestamp", "LOCALTIMESTAMP"),
      by("date", "CURRENT_DATE"),
      by("time", "CURRENT_TIME"),
      by("timetz", "CURRENT_TIME(0)"),
    ],
    onPostgres,
  ),
  {
    title: "19: every kind of constraint in one table",
    entities: [
      { name: "target", columns: { id, code: { type: "integer" } }, uniques: [{ columns: ["id", "code"] }] },
      {
        name: "constrained",
        columns: {
          a: { type: "integer", primary: true },
          b: { type: "integer", primary: true },
          c: { type: "integer", unique: true },
          d: { type: "integer" },
        },
        uniques: [{ columns: ["c", "d"] }, { name: "named_unique", columns: ["d", "a"] }],
        indices: [
          { columns: ["d"] },
          { columns: ["d", "b"], unique: true },
          { name: "named", columns: ["b"] },
        ],
        checks: [{ expression: "c > 0 AND d <> 5" }, { name: "named_check", expression: "c IN (1, 2)" }],
        foreignKeys: [
          {
            target: "target",
            columnNames: ["a", "b"],
            referencedColumnNames: ["id", "code"],
            onDelete: "CASCADE",
            onUpdate: "CASCADE",
          },
          { target: "target", columnNames: ["d"], referencedColumnNames: ["id"], onDelete: "RESTRICT" },
        ],
      },
    ],
    on: (_, line) => line === "1",
  },
  {
    title: "21: a single unique beside one of several columns",
    entities: [
      {
        name: "twice_unique",
        columns: { id, a: { type: "integer", unique: true }, b: { type: "integer" } },
        uniques: [{ columns: ["a", "b"] }],
      },
    ],
  },
  one("22: a generated column", [
    { type: "integer", nullable: true, generatedType: "STORED", asExpression: "id*2" },
    { type: "integer", generatedType: "STORED", asExpression: "(id + 1) * 2" },
  ]),
  one(
    "23: a scale, two colons, and an array of a type with a precision",
    [
      { type: "numeric", precision: 10, scale: 2, default: 1.5 },
      { type: "text", default: "a::b" },
      { type: "text", default: "::text" },
      { type: "timestamp", precision: 3, array: true, nullable: true },
      { type: "varchar", length: 5, array: true, default: [] },
    ],
    onPostgres,
  ),
  {
    title: "24: an enumName that is the automatic name",
    entities: [
      {
        name: "auto_named",
        columns: { id, mood: { type: "enum", enum: ["a", "b"], enumName: "auto_named_mood_enum" } },
      },
    ],
    on: onPostgres,
  },
  one("25: an enum, with a default, that may be null", [
    { type: "simple-enum", enum: ["a", "b"] },
    { type: "simple-enum", enum: ["a", "b"], default: "b" },
    { type: "simple-enum", enum: ["b", "a"], default: "a", nullable: true },
  ]),
  one(
    "26: enums of numbers, of an object, in arrays, shared, in capitals, under a check",
    [
      { type: "enum", enum: { Low: 0, High: 10, 0: "Low", 10: "High" }, default: 10 },
      { type: "enum", enum: { Sad: "sad", Ok: "ok" }, default: "ok" },
      { type: "enum", enum: ["a", "b"], array: true, default: ["b", "a"] },
      { type: "enum", enum: ["a", "b"], array: true, default: "{}" },
      { type: "enum", enum: ["a", "b"], enumName: "Shared", default: "a" },
      { type: "enum", enum: ["a", "b"], enumName: "Shared" },
    ],
    onPostgres,
  ),
  one("28: enum values in an order of their own", [
    { type: "simple-enum", enum: ["z", "m", "a"], default: "m" },
    { type: "simple-enum", enum: { Z: "z", A: "a", M: "m" } },
  ]),
  one(
    "30: enum values with apostrophes, commas, parentheses and backslashes",
    [
      { type: "enum", enum: ["it's", "a,b", "(c)", "d\\e", 'f"g', "", " h "], default: "a,b" },
      { type: "enum", enum: ["it's", "a,b"], array: true, default: '{"a,b"}' },
    ],
    onPostgres,
  ),
  one(
    "30: enum values with commas, parentheses and backslashes",
    [{ type: "simple-enum", enum: ["a,b", "(c)", "d\\e", 'f"g', " h "], default: "a,b" }],
    onSqlite,
  ),
  {
    title: "47: keys and tables of a schema that is named",
    entities: [
      { name: "schema_owner", schema: "other", columns: { id, mood: { type: "enum", enum: ["a"] } } },
      {
        name: "schema_thing",
        schema: "other",
        columns: { id, code: { type: "integer", unique: true } },
        relations: {
          owner: { type: "many-to-one", target: "schema_owner", joinColumn: true },
          home: { type: "many-to-one", target: "schema_home", joinColumn: true },
        },
        indices: [{ columns: ["code", "owner"] }],
        checks: [{ expression: "code > 1" }],
      },
      { name: "schema_home", columns: { id } },
    ],
    on: onPostgres,
    prepare: "CREATE SCHEMA other",
  },
  {
    title: "49: names that are longer than the server keeps",
    entities: [
      {
        name: `long_${"name_".repeat(13)}`,
        columns: {
          id: { type: "integer", primary: true, generated: "increment" },
          code: { type: "integer" },
        },
        indices: [{ name: `index_${"long_".repeat(13)}`, columns: ["code"] }],
        uniques: [{ name: `unique_${"long_".repeat(13)}`, columns: ["code", "id"] }],
        checks: [{ name: `check_${"long_".repeat(13)}`, expression: "code > 0" }],
      },
      {
        name: "short",
        columns: {
          id,
          [`column_${"long_".repeat(12)}`]: { type: "enum", enum: ["a", "b"], default: "a" },
          [`serial_${"long_".repeat(12)}`]: { type: "integer", generated: "increment" },
        },
      },
    ],
    on: onPostgres,
  },
  one(
    "54: a string as the default of json",
    [
      { type: "json", default: "{}" },
      { type: "simple-json", default: "[]" },
    ],
    onSqlite,
  ),
  {
    title: "57: a generated uuid",
    entities: [
      {
        name: "uuids",
        columns: { id: { type: "varchar", primary: true, generated: "uuid" }, other: { type: "varchar" } },
      },
    ],
    on: onSqlite,
  },
]);
