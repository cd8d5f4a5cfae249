import { describe, expect, test } from "vitest";
import { postgresTargets, type Target } from "../live/targets.js";
import { id, openProject, type Entity } from "../stories/told-project.js";
import { describeRepeats, type Declaration } from "./repeats.js";

// The families of differences that are none, as the trackers of other tools tell them.

const onPostgres = ({ dialect }: Target) => dialect === "postgres";
const onMysql = ({ dialect }: Target) => dialect === "mysql";
const unlessMysql = ({ dialect }: Target) => dialect !== "mysql";

const integer = { type: "integer", nullable: true };
const text = { type: "varchar", length: 20, nullable: true };

let count = 0;
function declare(title: string, parts: Partial<Entity>, on?: Declaration["on"]): Declaration {
  const name = `family_${(count += 1)}`;
  const columns = { id, a: integer, b: integer, t: text, ...parts.columns };
  return { title, entities: [{ name, ...parts, columns }], ...(on && { on }) };
}
const defaults = (title: string, columns: readonly object[], on?: Declaration["on"]) =>
  declare(
    title,
    { columns: Object.fromEntries(columns.map((column, at) => [`c${at}`, column])) as never },
    on,
  );
const checks = (title: string, expressions: readonly string[], on?: Declaration["on"]) =>
  declare(title, { checks: expressions.map((expression) => ({ expression })) }, on);
const by = (type: string, sql: string, more: object = {}) => ({ type, default: () => sql, ...more });

describeRepeats("false differences", [
  defaults("defaults: quotes", [
    { type: "varchar", default: "it''s" },
    { type: "varchar", default: '"' },
    { type: "varchar", default: "a\\b" },
    { type: "varchar", default: "%" },
    { type: "varchar", default: " " },
  ]),
  defaults(
    "defaults: casts",
    [by("varchar", "'a'::text"), by("integer", "'5'::int"), by("text", "'a'::varchar")],
    onPostgres,
  ),
  defaults("defaults: booleans", [{ type: "boolean", default: true }, by("boolean", "true")]),
  defaults("defaults: booleans as text", [{ type: "boolean", default: "false" }], unlessMysql),
  defaults(
    "defaults: booleans in each of the server's spellings",
    [by("boolean", "'t'"), by("boolean", "'yes'"), by("boolean", "(NOT true)")],
    onPostgres,
  ),
  defaults(
    "defaults: now and its precisions",
    [
      by("timestamptz", "now()"),
      by("timestamptz", "CURRENT_TIMESTAMP"),
      by("timestamptz", "CURRENT_TIMESTAMP(6)", { precision: 6 }),
      by("timestamptz", "CURRENT_TIMESTAMP(0)", { precision: 0 }),
      by("timestamp", "transaction_timestamp()"),
    ],
    onPostgres,
  ),
  defaults(
    "defaults: now, with ON UPDATE",
    [
      { ...by("datetime", "CURRENT_TIMESTAMP(6)"), precision: 6, onUpdate: "CURRENT_TIMESTAMP(6)" },
      { ...by("timestamp", "CURRENT_TIMESTAMP"), precision: 0, onUpdate: "CURRENT_TIMESTAMP" },
      { type: "datetime", createDate: true },
      { type: "datetime", updateDate: true },
    ],
    onMysql,
  ),
  defaults(
    "defaults: the order of keys in jsonb",
    [{ type: "jsonb", default: '{"z":1,"a":{"y":[1, 2],"b":null}}' }],
    onPostgres,
  ),
  defaults("defaults: numbers that are negative, large, small, or end in noughts", [
    { type: "integer", default: -5 },
    { type: "bigint", default: "9223372036854775807" },
    { type: "bigint", default: "-9223372036854775808" },
    { type: "decimal", precision: 12, scale: 4, default: "1.5000" },
    { type: "decimal", precision: 12, scale: 4, default: 0 },
    { type: "double precision", default: "0.1" },
  ]),
  defaults(
    "defaults: functions",
    [by("varchar", "(uuid())", { length: 36 }), by("json", "(json_array())")],
    onMysql,
  ),
  checks("expressions: two words for not equal", ["a != 1", "b <> 2"]),
  checks("expressions: a list", ["a IN (1, 2, 3)", "t IN ('x','y')", "t NOT IN ('z')", "a = 1 OR a = 2"]),
  checks(
    "expressions: arrays",
    ["a = ANY (ARRAY[1,2])", "t = ANY ('{x,y}')", "t <> ALL (ARRAY['z'])"],
    onPostgres,
  ),
  checks("expressions: parentheses", [
    "((a > 1)) AND (b < 2 OR (a > 5))",
    "NOT (a > 1 AND b > 1)",
    "(a + b) * 2 > 1",
  ]),
  checks("expressions: casts that the server adds", [
    "a > 1.5",
    "t > 'x'",
    "t LIKE 'a%'",
    "length(t) < 5",
    "a BETWEEN 1 AND 9",
  ]),
  checks(
    "expressions: letter case and blanks",
    ["A>1   and  B<2", "T is not null", "coalesce(T,'x')='y'"],
    unlessMysql,
  ),
  declare(
    "expressions: predicates",
    {
      indices: [
        { name: "family_where_1", columns: ["a"], where: "a != 1 AND t IS NOT NULL" },
        { name: "family_where_2", columns: ["b"], where: "t in ('x', 'y')" },
        { name: "family_where_3", columns: ["b", "a"], unique: true, where: "(b > 1) or not (a = 2)" },
      ],
    },
    unlessMysql,
  ),
  defaults(
    "types: other names for one type",
    (
      "int4, int8, int2, float8, float4, bool, character varying, decimal, varbit, bit varying, " +
      "timestamp with time zone, timestamp without time zone, time with time zone"
    )
      .split(", ")
      .map((type) => ({ type })),
    onPostgres,
  ),
  defaults(
    "types: precisions and lengths that are the default",
    [
      { type: "timestamp", precision: 6 },
      { type: "time", precision: 6, array: true, nullable: true },
      { type: "char", length: 1 },
      { type: "bit", length: 1 },
      { type: "numeric", precision: 10, scale: 0 },
      { type: "interval", precision: 6, nullable: true },
    ],
    onPostgres,
  ),
  defaults(
    "types: display width and aliases",
    [
      { type: "int", width: 11 },
      { type: "tinyint", width: 1 },
      { type: "bigint", unsigned: true },
      { type: "boolean" },
      { type: "integer" },
      { type: "dec", precision: 10, scale: 0 },
      { type: "char", length: 1 },
      { type: "datetime", precision: 0 },
    ],
    onMysql,
  ),
  {
    title: "keys: the order of a composite primary key",
    entities: [
      {
        name: "family_key",
        columns: { z: { type: "integer", primary: true }, a: { type: "integer", primary: true }, m: integer },
      },
    ],
  },
  declare(
    "keys: a unique constraint beside a unique index",
    {
      uniques: [{ columns: ["a", "b"] }],
      indices: [
        { columns: ["a", "b"], unique: true },
        { columns: ["b"], unique: true },
      ],
    },
    unlessMysql,
  ),
  {
    title: "keys: pairs of columns, and a key to two tables",
    entities: [
      {
        name: "family_parent",
        columns: { x: { type: "integer", primary: true }, y: { type: "integer", primary: true } },
      },
      {
        name: "family_child",
        columns: { id },
        relations: {
          one: {
            type: "many-to-one",
            target: "family_parent",
            joinColumn: [
              { name: "oneY", referencedColumnName: "y" },
              { name: "oneX", referencedColumnName: "x" },
            ],
            nullable: true,
          },
          two: {
            type: "many-to-one",
            target: "family_parent",
            joinColumn: true,
            nullable: true,
            onDelete: "SET NULL",
          },
          self: { type: "many-to-one", target: "family_child", joinColumn: true, nullable: true },
        },
      },
    ],
    // MySQL wants the columns that a key refers to in the order of their index.
    on: unlessMysql,
  },
  declare("generated columns", {
    columns: {
      id,
      g1: { ...integer, generatedType: "STORED", asExpression: "coalesce(a,0)+b" },
      g2: { ...text, generatedType: "STORED", asExpression: "upper(t)" },
    },
  }),
  defaults("comments: empty, and with quotes", [
    { type: "integer", comment: "" },
    { type: "integer", comment: 'it\'s \\ "quoted"; -- and /* more */' },
  ]),
]);

describe.each(postgresTargets)("what is there besides on $name", (target) => {
  const partitioned: readonly Entity[] = [
    { name: "event", columns: { id, at: { type: "integer", primary: true }, kind: text } },
  ];

  test("partition children, what extensions own, and a table's own types are no difference", async () => {
    const project = await openProject(target);
    project.declare([...partitioned, { name: "ci", columns: { id, name: { type: "citext" } } }]);
    await project.sql(`CREATE EXTENSION citext; CREATE EXTENSION hstore;
      CREATE TABLE event (id integer NOT NULL, at integer NOT NULL, kind varchar(20),
        CONSTRAINT "PK_event" PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (10);
      CREATE TABLE event_rest PARTITION OF event DEFAULT;
      CREATE INDEX event_1_only ON event_1 (kind);
      CREATE TABLE ci (id integer NOT NULL, name citext NOT NULL, CONSTRAINT "PK_ci" PRIMARY KEY (id))`);
    const { operations } = await project.check();
    expect(operations.filter(({ kind }) => kind !== "renameConstraint")).toEqual([]);
  });

  test("identity options that are spelled out are the default ones", async () => {
    const project = await openProject(target);
    project.declare([{ name: "one", columns: { id, n: { type: "integer" } } }]);
    await project.write();
    await project.up();
    await project.sql(`ALTER TABLE one ALTER n SET DEFAULT 1; ALTER TABLE one ALTER n DROP DEFAULT;
      ALTER TABLE one ALTER n DROP NOT NULL; ALTER TABLE one ALTER n SET NOT NULL;
      COMMENT ON COLUMN one.n IS ''; COMMENT ON TABLE one IS NULL;
      ALTER TABLE one ALTER n SET STATISTICS 50; ALTER TABLE one SET (fillfactor = 90); ANALYZE one`);
    expect(await project.check()).toMatchObject({ sql: [], inSync: true });
  });

  test("NOT NULL is one fact, whatever its constraint is called and whether rows were checked", async () => {
    const project = await openProject(target);
    project.declare([{ name: "one", columns: { id, n: { type: "integer" } } }]);
    await project.write();
    await project.up();
    const named = target.name === "postgres18";
    await project.sql(
      named
        ? `ALTER TABLE one ALTER n DROP NOT NULL; ALTER TABLE one ADD CONSTRAINT my_own_name NOT NULL n NOT VALID`
        : "ALTER TABLE one ALTER n DROP NOT NULL; ALTER TABLE one ALTER n SET NOT NULL",
    );
    expect(await project.check()).toMatchObject({ sql: [], inSync: true });
  });
});
