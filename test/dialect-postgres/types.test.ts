import { postgres } from "@typeorm-autogen/dialect-postgres";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { openDatabase } from "./database.js";

const { parse, print } = postgres.types;

/** Spellings that the server takes, and the one that we print. */
const spellings: readonly (readonly [spelling: string, printed: string])[] = [
  ["int", "integer"],
  ["INT4", "integer"],
  ["int8", "bigint"],
  ["pg_catalog.int2", "smallint"],
  ["float", "double precision"],
  ["float(24)", "real"],
  ["float(25)", "double precision"],
  ["float8", "double precision"],
  ["decimal(10, 2)", "numeric(10,2)"],
  ["numeric(10)", "numeric(10,0)"],
  ["numeric(5,-2)", "numeric(5,-2)"],
  ["dec", "numeric"],
  ["character varying (255)", "varchar(255)"],
  ["Character Varying", "varchar"],
  ["character(1)", "char"],
  ["char(1)", "char"],
  ["national character varying(7)", "varchar(7)"],
  ["bpchar", "bpchar"],
  ["bpchar(3)", "char(3)"],
  ['"char"', '"char"'],
  ["bool", "boolean"],
  ["timestamp(3) with time zone", "timestamptz(3)"],
  ["timestamp  without time zone", "timestamp"],
  ["timestamptz(6)", "timestamptz"],
  ["time with time zone", "timetz"],
  ["time(0)", "time(0)"],
  ["bit(1)", "bit"],
  ["bit varying(5)", "varbit(5)"],
  ["interval day to second(2)", "interval day to second(2)"],
  ["interval(3)", "interval(3)"],
  ["interval year to month", "interval year to month"],
  ["text[]", "text[]"],
  ["text[3][4]", "text[]"],
  ["int array", "integer[]"],
  ["varchar(20) ARRAY[5]", "varchar(20)[]"],
  ["timestamp(3) with time zone[]", "timestamptz(3)[]"],
];

const extensionSpellings: readonly (readonly [spelling: string, printed: string])[] = [
  ["CITEXT", "citext"],
  ["geometry(point,4326)", "geometry(Point,4326)"],
  ["geometry(PointZ)", "geometry(PointZ)"],
  ["geography(LINESTRING)", "geography(LineString,4326)"],
  ["vector(3)", "vector(3)"],
];

const userDefined: readonly (readonly [spelling: string, printed: string])[] = [
  ["mood", "mood"],
  ["orderItem_status_enum", "orderItem_status_enum"],
  ["app.mood", "app.mood"],
  ['app."Order Status"', 'app."Order Status"'],
  ['"integer"', '"integer"'],
  ['"in ""quotes"""', '"in ""quotes"""'],
  ["app.mood[]", "app.mood[]"],
];

test.each([...spellings, ...extensionSpellings, ...userDefined])("%s is %s", (spelling, printed) => {
  expect(print(parse(spelling))).toBe(printed);
});

test("user-defined types carry their schema, built-in ones have none", () => {
  expect(parse("Mood")).toEqual({ name: "Mood", schema: null });
  expect(parse('x."Y z"[]')).toEqual({ name: "Y z", schema: "x", dimensions: 1 });
  expect(parse("text")).toEqual({ name: "text" });
});

test.each(["", "two words", "a.b.c", "1", "int)("])("%j is no type", (text) => {
  expect(() => parse(text)).toThrow(/is no PostgreSQL type/);
});

test("what is printed is read back as the same", () => {
  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.constantFrom("array", "float", "int4", "Text", "user"),
  );
  const plain = name.filter((text) => text !== "char" && !text.includes("\0"));
  fc.assert(
    fc.property(plain, fc.option(plain), fc.boolean(), (own, schema, array) => {
      const type = { name: own, schema, ...(array && { dimensions: 1 }) };
      fc.pre(schema !== "pg_catalog");
      expect(parse(print(type))).toEqual(type);
    }),
  );
});

describe.each(postgresTargets)("on $name", (target) => {
  test("the server means the same by the spelling and by what is printed", async () => {
    const database = await openDatabase(target);
    const columns = spellings.flatMap(([spelling, printed], i) => [`a${i} ${spelling}`, `b${i} ${printed}`]);
    await database.connection.execute(`CREATE TABLE t (${columns.join(", ")})`);
    const read = (await database.read()).tables[0]!.columns;
    expect(read.filter((_, i) => i % 2 === 0).map(({ type }) => print(type))).toEqual(
      spellings.map(([, printed]) => printed),
    );
    expect(read.filter((_, i) => i % 2 === 1).map(({ type }) => print(type))).toEqual(
      spellings.map(([, printed]) => printed),
    );
    await database.drop();
  });
});
