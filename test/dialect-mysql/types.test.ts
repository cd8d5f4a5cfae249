import { mysql } from "@typeorm-autogen/dialect-mysql";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const { parse, print } = mysql.types;

/** Spellings that both servers take, and the one that we print. */
const spellings: readonly (readonly [spelling: string, printed: string])[] = [
  ["INTEGER", "int"],
  ["int(11)", "int"],
  ["int(10) unsigned", "int unsigned"],
  ["int unsigned zerofill", "int unsigned zerofill"],
  ["int(5) zerofill", "int(5) unsigned zerofill"],
  ["tinyint(1)", "tinyint(1)"],
  ["tinyint(4)", "tinyint"],
  ["tinyint(3) unsigned", "tinyint unsigned"],
  ["bool", "tinyint(1)"],
  ["BOOLEAN", "tinyint(1)"],
  ["smallint(6)", "smallint"],
  ["middleint", "mediumint"],
  ["bigint(20) unsigned", "bigint unsigned"],
  ["int8 signed", "bigint"],
  ["numeric(10)", "decimal"],
  ["dec(5)", "decimal(5,0)"],
  ["fixed(10,2) unsigned", "decimal(10,2) unsigned"],
  ["float(24)", "float"],
  ["float(25)", "double"],
  ["float(7,3)", "float(7,3)"],
  ["double precision", "double"],
  ["real", "double"],
  ["bit(1)", "bit"],
  ["bit(8)", "bit(8)"],
  ["character varying(20)", "varchar(20)"],
  ["character(1)", "char"],
  ["char", "char"],
  ["binary(1)", "binary"],
  ["varbinary(9)", "varbinary(9)"],
  ["text(60)", "tinytext"],
  ["text(100)", "text"],
  ["text(70000)", "mediumtext"],
  ["blob(255)", "tinyblob"],
  ["long varchar", "mediumtext"],
  ["datetime(0)", "datetime"],
  ["time(6)", "time(6)"],
  ["year(4)", "year"],
  ["enum('a', 'b''c', 'd\\\\e', 'f,g', '\"h\"', ' ż ')", "enum('a','b''c','d\\\\e','f,g','\"h\"',' ż')"],
  ["set('x','y')", "set('x','y')"],
  ["geometrycollection", "geometrycollection"],
];

test.each(spellings)("%s is %s", (spelling, printed) => {
  expect(print(parse(spelling))).toBe(printed);
  expect(parse(printed)).toEqual(parse(spelling));
});

test.each(["", "int(", "two words", "varchar(20) array", "enum(a)"])("%j is no type", (text) => {
  expect(() => parse(text)).toThrow(`"${text}" is no type of MySQL or MariaDB`);
});

test("any value of an enum comes back from what is printed", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (values) => {
      const type = { name: "set", arguments: values.map((value) => value.replace(/ +$/, "")) };
      expect(parse(print(type))).toEqual(type);
    }),
  );
});

describe.each(mysqlTargets)("on $name", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
  });
  afterAll(() => database.drop());

  // What a column of this spelling comes back as is what its normal form says, widths apart, which MySQL drops.
  test("the server keeps what the normal form says", async () => {
    const columns = spellings.map(([spelling], i) => `c${i} ${spelling}`);
    await database.connection.execute(`CREATE TABLE kept (${columns.join(", ")})`);
    const kept = (await database.readNormal()).tables[0]?.columns.map(({ type }) => print(type));
    expect(kept).toEqual(spellings.map(([, printed]) => printed));
  });
});
