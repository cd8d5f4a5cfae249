import type { ExpressionPlace, ExpressionQuestion } from "@typeorm-autogen/compare";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { table, type Table } from "@typeorm-autogen/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const columnTypes: Readonly<Record<string, string>> = {
  a: "integer",
  b: "integer",
  qty: "integer",
  price: "numeric(10,2)",
  note: "text",
  state: "varchar(20)",
  status: "app.status",
  x: "varchar(20)",
  created: "timestamptz",
  local: "timestamp",
  day: "date",
  doc: "jsonb",
  tags: "text[]",
  stamps: "timestamp(3)[]",
  key: "uuid",
  flag: "boolean",
  future: "not_there_yet",
  ci: "citext",
  span: "interval",
  code: "char(3)",
};

const items: Table = table(
  { schema: "app", name: "items" },
  {
    columns: Object.entries(columnTypes).map(([name, type]) => ({
      name,
      type: postgres.types.parse(type),
      nullable: true,
    })),
  },
);

function question(
  place: ExpressionPlace,
  declared: string,
  live: string,
  column?: string,
): ExpressionQuestion {
  const own = items.columns.find((each) => each.name === column);
  return { place, table: items, declared, live, ...(own && { column: own }) };
}

type Pair = readonly [column: string, declared: string, live: string];

/** Pairs of reference/expressions.md section 5: checks, predicates and keys. */
const equalChecks: readonly (readonly [declared: string, live: string])[] = [
  [
    "state IN ('a','b')",
    "(state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
  ],
  [
    "state IN ('a','b')",
    "(state)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])",
  ],
  [
    "state = ANY (ARRAY['a','b'])",
    "(state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
  ],
  ["x != 'y'", "((x)::text <> 'y'::text)"],
  ["NOT (a IS NULL)", "(a IS NOT NULL)"],
  ["a <= 1 OR b <= 1", "(NOT ((a > 1) AND (b > 1)))"],
  ["a >= 1 AND a <= 10", "((a >= 1) AND (a <= 10))"],
  ["a BETWEEN 1 AND 10", "((a >= 1) AND (a <= 10))"],
  ["note LIKE 'a%'", "(note ~~ 'a%'::text)"],
  ["(created AT TIME ZONE 'utc') > local", "(timezone('utc'::text, created) > local)"],
  ["app.items.price > 0", "(price > (0)::numeric)"],
  ["items.price > 0 -- positive", "(price > (0)::numeric)"],
  ["status = 'new'", "(status = 'new'::app.status)"],
  ["char_length(note) < 500", "(char_length(note) < 500)"],
  ["U&'\\017C' = note", "('ż'::text = note)"],
  ["E'it\\'s ::text' = note", "('it''s ::text'::text = note)"],
  ["doc @> '{}'", "(doc @> '{}'::jsonb)"],
  ["future = 'x'", "(future = 'x'::text)"],
  ["ci = 'x'", "(ci = 'x'::text)"],
];

const differentChecks: readonly (readonly [declared: string, live: string])[] = [
  [
    "state IN ('b','a')",
    "(state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
  ],
  ["qty >= 0 AND price > 0", "((price > (0)::numeric) AND (qty >= 0))"],
  ["0 < price", "(price > (0)::numeric)"],
  ["price >= 0", "(price > (0)::numeric)"],
  ["note > 'a' COLLATE \"POSIX\"", "(note > 'a'::text COLLATE \"C\")"],
  ["a > 0", "app.ok(a)"],
  ["app.ok(a)", "app.ok2(a)"],
  ["x <> 'Y'", "((x)::text <> 'y'::text)"],
];

const equalDefaults: readonly Pair[] = [
  ["created", "now() + INTERVAL '1 day'", "(now() + '1 day'::interval)"],
  ["doc", "'{}'", "'{}'::jsonb"],
  ["doc", `'{"b":1,"a":2}'`, `'{"a": 2, "b": 1}'::jsonb`],
  ["tags", "'{}'", "ARRAY[]::text[]"],
  ["tags", "array['a','b']", "ARRAY['a'::text, 'b'::text]"],
  ["note", "'a' || 'b'", "('a'::text || 'b'::text)"],
  ["a", "2", "(1 + 1)"],
  ["a", "1 + 1", "(1 + 1)"],
  ["a", "(1)", "1"],
  ["a", "'1'::integer", "1"],
  ["a", "-1", "'-1'::integer"],
  ["price", "0.00", "0"],
  ["price", "'1.5'", "1.50"],
  ["flag", "'true'", "true"],
  ["note", "'a::text b'", "'a::text b'::text"],
  ["state", "'x'", "'x'::character varying"],
  ["created", "CURRENT_TIMESTAMP", "now()"],
  ["local", "(now() AT TIME ZONE 'utc')", "timezone('utc'::text, now())"],
  ["day", "CURRENT_DATE", "(now())::date"],
  ["span", "'1 day'", "'1 day'::interval"],
  ["stamps", "'{}'", "'{}'::timestamp(3) without time zone[]"],
  ["key", "gen_random_uuid()", "gen_random_uuid()"],
  ["status", "'new'", "'new'::app.status"],
  ["day", "'2024-01-02'", "'2024-01-02'::date"],
  ["code", "'abc'", "'abc'::bpchar"],
];

const differentDefaults: readonly Pair[] = [
  ["created", "now() + interval '24 hours'", "(now() + '1 day'::interval)"],
  ["a", "1", "2"],
  ["price", "1.5", "1.51"],
  ["note", "'a'", "'A'::text"],
  ["tags", "'{a}'", "'{}'::text[]"],
  ["key", "uuid_generate_v4()", "gen_random_uuid()"],
];

describe.each(postgresTargets)("the judge on $name", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
    await database.connection.execute(`
      CREATE SCHEMA app;
      CREATE TYPE app.status AS ENUM ('new', 'paid');
      CREATE FUNCTION app.ok(i integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0';
      CREATE FUNCTION app.ok2(i integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0'`);
  });
  afterAll(() => database.drop());

  const judge = (questions: readonly ExpressionQuestion[]) =>
    postgres.judge(database.connection, questions, database.facts);

  test("agrees with what is the same, and only with that", async () => {
    const same = [
      ...equalChecks.map(([declared, live]) => question("check", declared, live)),
      ...equalDefaults.map(([column, declared, live]) => question("default", declared, live, column)),
      question("generated", "upper(note) || ' '", "(upper(note) || ' '::text)", "note"),
      question("indexKey", "lower(state)", "lower((state)::text)"),
      question("predicate", "price > 0", "(price > (0)::numeric)"),
    ];
    const different = [
      ...differentChecks.map(([declared, live]) => question("check", declared, live)),
      ...differentDefaults.map(([column, declared, live]) => question("default", declared, live, column)),
    ];
    const verdicts = await judge([...same, ...different]);
    const wrong = [...same, ...different].filter((_, i) => verdicts[i]?.equivalent !== i < same.length);
    expect(wrong.map(({ declared, live }) => [declared, live])).toEqual([]);
  });

  test("names what it cannot read, by position, and still judges the rest", async () => {
    const verdicts = await judge([
      question("check", "price > 0", "(price > (0)::numeric)"),
      question("check", "no_such(price) > 0", "(no_such(price) > (0)::numeric)"),
      question("check", "a > 0", "(a >= 0)"),
      question("default", "'c'", "'new'::app.status", "status"),
      question("check", "b > 0", "(b > 0)"),
    ]);
    expect(verdicts.map((verdict) => verdict.equivalent)).toEqual([true, false, false, false, true]);
    expect(verdicts[1]?.unjudged).toContain("no_such");
    expect(verdicts[3]?.unjudged).toContain("invalid input value for enum");
    expect(verdicts[0]?.unjudged).toBeUndefined();
  });

  test.each([
    "1); DROP TABLE app.t; --",
    "a > 0) OR (1 = 1",
    "(SELECT 1) = a",
    "a > 0 /* open",
    "'open",
    '"open',
    "a > 0; COMMIT",
  ])("never sends %s", async (declared) => {
    const [verdict] = await judge([question("check", declared, "(a > 0)")]);
    expect(verdict?.equivalent).toBe(false);
    expect(verdict?.unjudged).toBeDefined();
  });

  test("a second statement that a tokenizer missed is an error of the protocol, and nothing runs", async () => {
    await expect(database.connection.execute("SELECT 1; SELECT 2")).resolves.toBeDefined();
    const { readOne } = database.connection as unknown as { readOne(sql: string): Promise<unknown> };
    await expect(readOne.call(database.connection, "SELECT 1; SELECT 2")).rejects.toThrow(
      /multiple commands/,
    );
  });

  test("tells a frozen time", async () => {
    const [verdict] = await judge([
      question("default", "'now'", "'2024-01-01 00:00:00+00'::timestamptz", "created"),
    ]);
    expect(verdict).toEqual({ equivalent: false, unjudged: expect.stringContaining("now()") });
  });

  test("takes hundreds of questions in a handful of round trips", async () => {
    const questions = Array.from({ length: 500 }, (_, i) => question("check", `a > ${i}`, `(a > ${i}) `));
    const fifty = Array.from({ length: 50 }, (_, i) => ({ ...items, name: `t${i}` }));
    const tables = questions.map((each, i) => ({ ...each, table: fifty[i % 50]! }));
    const before = await statementCount(database);
    const verdicts = await judge(tables);
    expect(verdicts.every(({ equivalent }) => equivalent)).toBe(true);
    expect((await statementCount(database)) - before).toBeLessThan(10);
  });

  test("works within a transaction that is open already, and leaves it usable", async () => {
    await database.connection.begin("migrate");
    const verdicts = await judge([
      question("check", "no_such() > 0", "(a > 0)"),
      question("check", "a > 0", "(a > 0)"),
    ]);
    await database.connection.query("SELECT 1");
    await database.connection.rollback();
    expect(verdicts.map(({ equivalent }) => equivalent)).toEqual([false, true]);
  });
});

const counted = new WeakMap<object, { count: number }>();

async function statementCount({ connection }: OpenDatabase): Promise<number> {
  const known = counted.get(connection);
  if (known) return known.count;
  const counter = { count: 0 };
  counted.set(connection, counter);
  for (const name of ["query", "execute", "readBatch", "readOne"] as const) {
    const methods = connection as unknown as Record<string, (...values: unknown[]) => unknown>;
    const original = methods[name]!.bind(connection);
    methods[name] = (...values) => {
      counter.count++;
      return original(...values);
    };
  }
  return 0;
}
