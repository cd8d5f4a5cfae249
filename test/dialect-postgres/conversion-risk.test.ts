import { postgres } from "@typeorm-autogen/dialect-postgres";
import type { Column } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { onPostgres } from "../stories/told-project.js";
import { openDatabase } from "./database.js";

const rules = postgres.rules(postgres.defaultFacts);
const column = (type: string): Column => ({ name: "c", type: postgres.types.parse(type), nullable: true });

/** Values of each type that a careless conversion would refuse or change. */
const samples: Readonly<Record<string, readonly string[]>> = {
  smallint: ["0", "1", "-32768"],
  integer: ["0", "1", "2147483647"],
  bigint: ["0", "1", "9007199254740993"],
  numeric: ["0", "1", "12345678901234567890.123456789"],
  "numeric(10,2)": ["1", "99999999.99"],
  "numeric(9,0)": ["1", "999999999"],
  "numeric(4,0)": ["1", "9999"],
  real: ["1", "1.2345678"],
  "double precision": ["1", "1.2345678901234567"],
  money: ["1", "12.34"],
  boolean: ["true", "false"],
  text: ["a longer text than others", " blank "],
  "varchar(5)": ["abcde"],
  "varchar(20)": ["abcdefghijklmnopqrst", "a "],
  "char(5)": ["abcde"],
  uuid: ["7c9e6679-7425-40de-944b-e07fc1f90ae7"],
  "varbit(2)": ["10"],
  date: ["2020-01-31"],
  timestamp: ["2020-01-31 00:00:00", "2020-01-31 10:11:12.123456"],
  "timestamp(0)": ["2020-01-31 00:00:00", "2020-01-31 10:11:12"],
  timestamptz: ["2020-01-31 00:00:00+00", "2020-01-31 10:11:12.123456+00"],
  time: ["10:11:12.123456"],
  timetz: ["10:11:12.123456+02"],
  interval: ["01:02:03", "3 days 01:02:03"],
  json: ["1.234", '{"a": 1}', '"\\u0000"'],
  jsonb: ["1", '{"a": 1}'],
  inet: ["10.0.0.0/24", "10.0.0.7/24"],
  cidr: ["10.0.0.0/24"],
  macaddr: ["08:00:2b:01:02:03"],
  bytea: ["\\x61", "\\xff"],
  "bit(5)": ["10101"],
  varbit: ["10101", "101101"],
  mood: ["ok", "sad"],
  point: ["(1,2)"],
  box: ["(2,2),(1,1)"],
  polygon: ["((0,0),(0,1),(1,1),(1,0))"],
};

/** From the mildest to the gravest; what is refused whatever the value is at least that. */
const severity: Readonly<Record<string, number>> = { safe: 0, fails: 1, refused: 1, loses: 2, unclear: 3 };

describe.each(onPostgres)("the risk of each conversion on $name", (target) => {
  test("is no milder than what the server does to values there and back", async () => {
    const database = await openDatabase(target);
    await database.connection.execute("SET TimeZone = 'Europe/Berlin'; SET lc_monetary = 'C'");
    await database.connection.execute("CREATE TYPE mood AS ENUM ('ok', 'sad')");
    await database.connection.execute(`
      CREATE FUNCTION travels(from_type text, to_type text, there text, back text, value text) RETURNS text LANGUAGE plpgsql AS $$
      DECLARE same boolean;
      BEGIN
        DROP TABLE IF EXISTS pg_temp.trip;
        EXECUTE format('CREATE TEMPORARY TABLE trip AS SELECT %L::text::%s AS c', value, from_type);
        EXECUTE format('ALTER TABLE trip ALTER c TYPE %s%s', to_type, there);
        BEGIN
          EXECUTE format('ALTER TABLE trip ALTER c TYPE %s%s', from_type, back);
          EXECUTE format('SELECT c::text = %L::text::%s::text FROM trip', value, from_type) INTO same;
          RETURN CASE WHEN same THEN 'kept' ELSE 'changed' END;
        EXCEPTION WHEN OTHERS THEN RETURN 'changed';
        END;
      EXCEPTION WHEN OTHERS THEN RETURN 'refused';
      END $$`);
    const names = Object.keys(samples);
    const told = (from: string, to: string) =>
      rules.conversionRisk!(column(from), column(to))?.kind ?? "safe";
    const pairs = names
      .flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const))
      .filter(([from, to]) => told(from, to) !== "unclear");
    const using = (from: string, to: string) => {
      const sql = rules.conversion(column(from), column(to));
      return sql === undefined ? "" : ` USING ${sql}`;
    };
    const trips = pairs.flatMap(([from, to]) =>
      samples[from]!.map((value) => [from, to, using(from, to), using(to, from), value] as const),
    );
    const rows = await database.connection.query(
      `SELECT f || ' > ' || t AS pair, array_agg(travels(f, t, there, back, v)) AS fates
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS trip (f, t, there, back, v) GROUP BY 1`,
      [0, 1, 2, 3, 4].map((at) => trips.map((trip) => trip[at])),
    );
    const found = new Map(rows.map((row) => [String(row["pair"]), verdict(row["fates"] as string[])]));
    const wrong = pairs.flatMap(([from, to]) => {
      const [claim, fact] = [told(from, to), found.get(`${from} > ${to}`) ?? ""];
      return severity[claim]! < severity[fact]! ? [`${from} > ${to}: ${claim}, but ${fact}`] : [];
    });
    expect(wrong).toEqual([]);
    await database.drop();
  });
});

function verdict(fates: readonly string[]): string {
  if (fates.every((fate) => fate === "refused")) return "refused";
  if (fates.includes("changed")) return "loses";
  return fates.includes("refused") ? "fails" : "safe";
}

test("what keeps every value asks nothing", () => {
  const safe = [
    "smallint > integer, integer > bigint, integer > numeric(10,0), integer > double precision, real > double precision",
    "varchar(20) > varchar(40), varchar(20) > text, char(5) > text, text > varchar, uuid > varchar(36), integer > varchar(11)",
    "numeric(10,2) > numeric(12,2), numeric(10,2) > numeric, numeric(10,2) > numeric(12,4), boolean > integer, date > timestamp",
    "timestamp(0) > timestamp, jsonb > json, cidr > inet, text > bytea, integer > jsonb, boolean > text, mood > text",
    "integer > integer[], varchar(20)[] > text[], time > interval, varbit(2) > varbit(3)",
  ].flatMap((line) => line.split(", "));
  const risks = safe.filter((pair) => {
    const [from, to] = pair.split(" > ").map(column);
    return rules.conversionRisk!(from!, to!) !== undefined;
  });
  expect(risks).toEqual([]);
});

test("a conversion that loses says what, and what somebody may mean instead", () => {
  expect(rules.conversionRisk!(column("timestamp"), column("timestamptz"))).toEqual({
    kind: "loses",
    what: "takes its time zone from the session",
    into: "timestamptz",
    suggestions: [{ using: `"c" AT TIME ZONE 'UTC'`, back: `"c" AT TIME ZONE 'UTC'` }],
  });
  expect(rules.conversionRisk!(column("integer"), column("uuid"))?.kind).toBe("unclear");
  expect(rules.conversionRisk!(column("numeric(10,2)"), column("numeric(10,1)"))?.what).toBe(
    "rounds to 1 digits after the point",
  );
});
