import { postgres } from "@typeorm-autogen/dialect-postgres";
import type { Column } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { openDatabase } from "./database.js";

const rules = postgres.rules(postgres.defaultFacts);
const column = (type: string): Column => ({ name: "c", type: postgres.types.parse(type), nullable: true });

/** Types that meet in pairs. */
const names: readonly string[] = [
  "smallint",
  "integer",
  "bigint",
  "numeric",
  "real",
  "double precision",
  "money",
  "boolean",
  "text",
  "varchar(20)",
  "char(5)",
  "citext",
  "uuid",
  "date",
  "timestamp",
  "timestamptz",
  "time",
  "timetz",
  "interval",
  "json",
  "jsonb",
  "inet",
  "cidr",
  "macaddr",
  "bytea",
  "bit",
  "varbit",
  "mood",
  "other",
  "point",
  "box",
  "polygon",
  "integer[]",
  "text[]",
  "mood[]",
];

describe.each(postgresTargets)("conversions on $name", (target) => {
  test("every pair of types either converts by itself or with the SQL that is given, on an empty table", async () => {
    const database = await openDatabase(target);
    await database.connection.execute(
      "CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('1', '2'); CREATE TYPE other AS ENUM ('1', '2')",
    );
    // Tries an ALTER and takes it back, so that all pairs travel in one round trip.
    await database.connection.execute(`
      CREATE FUNCTION refuses(sql text) RETURNS boolean LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE sql;
        RAISE EXCEPTION 'taken back';
      EXCEPTION WHEN OTHERS THEN
        RETURN SQLERRM <> 'taken back';
      END $$`);
    await database.connection.execute(names.map((type, i) => `CREATE TABLE t${i} (c ${type})`).join(";"));
    const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
    const refused = async (texts: readonly string[]) => {
      const sql = pairs.map(
        ([from, to], i) => `ALTER TABLE t${names.indexOf(from)} ALTER COLUMN c TYPE ${to}${texts[i]}`,
      );
      const rows = await database.connection.query("SELECT refuses(s) AS r FROM unnest($1::text[]) s", [sql]);
      return rows.map((row) => row["r"] === true);
    };
    const usings = pairs.map(([from, to]) => rules.conversion(column(from), column(to)));
    const withUsing = await refused(usings.map((using) => (using === undefined ? "" : ` USING ${using}`)));
    const without = await refused(pairs.map(() => ""));
    const label = (i: number) => `${pairs[i]!.join(" > ")}: ${usings[i]}`;
    const failures = pairs.flatMap((_, i) => (withUsing[i] ? [label(i)] : []));
    // By itself the server would write bytes down in hexadecimal, where text became bytes by its encoding.
    const byEncoding = (i: number) => pairs[i]?.[0] === "bytea";
    const needless = pairs.flatMap((_, i) =>
      usings[i] !== undefined && !without[i] && !byEncoding(i) ? [label(i)] : [],
    );
    expect(failures).toEqual([]);
    expect(needless).toEqual([]);
    await database.drop();
  });

  test.each([
    ["text", "integer", "41"],
    ["varchar(20)", "mood", "1"],
    ["mood", "other", "1"],
    ["boolean", "smallint", "true"],
    ["bigint", "boolean", "1"],
    ["text", "text[]", "a,b"],
    ["text[]", "mood[]", "{1,2}"],
    ["integer", "integer[]", "7"],
    ["text", "jsonb", '{"a":1}'],
    ["text", "bytea", "\\x"],
    ["text", "uuid", "7c9e6679-7425-40de-944b-e07fc1f90ae7"],
    ["text", "timestamptz", "2024-01-02"],
  ])("%s to %s keeps the value and NULL", async (from, to, value) => {
    const database = await openDatabase(target);
    await database.connection.execute(
      "CREATE TYPE mood AS ENUM ('1', '2'); CREATE TYPE other AS ENUM ('1', '2')",
    );
    await database.connection.execute(`CREATE TABLE t (c ${from})`);
    await database.connection.query(`INSERT INTO t VALUES ($1::text::${from}), (NULL)`, [value]);
    await database.apply([
      {
        kind: "alterColumn",
        table: { schema: null, name: "t" },
        column: "c",
        to: { type: postgres.types.parse(to) },
        using: rules.conversion(column(from), column(to))!,
      },
    ]);
    const rows = await database.connection.query("SELECT c IS NULL AS empty FROM t");
    expect(rows.map((row) => row["empty"])).toEqual([false, true]);
    await database.drop();
  });
});

test("types that are alike score higher", () => {
  const score = (a: string, b: string) =>
    rules.typeAffinity(postgres.types.parse(a), postgres.types.parse(b));
  expect(score("varchar(20)", "varchar(20)")).toBe(1);
  expect(score("varchar(20)", "varchar(40)")).toBeGreaterThan(score("varchar(20)", "text"));
  expect(score("varchar", "text")).toBeGreaterThan(score("varchar", "mood"));
  expect(score("mood", "varchar")).toBeGreaterThan(score("mood", "integer"));
  expect(score("integer", "integer[]")).toBeLessThan(0.5);
  expect(score("integer", "uuid")).toBe(0);
});

test("an index that an entity can declare", () => {
  const declares = (index: object) => rules.declarable({ name: "i", parts: [{ column: "a" }], ...index });
  expect(declares({ unique: true, where: "a > 0", method: "gin" })).toBe(true);
  expect(declares({ parts: [{ expression: "lower(a)" }] })).toBe(false);
  expect(declares({ parts: [{ column: "a", descending: true }] })).toBe(false);
  expect(declares({ include: ["b"] })).toBe(false);
});
