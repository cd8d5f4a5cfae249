import type { ExpressionPlace, ExpressionQuestion } from "@typeorm-autogen/compare";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { emptySchema, qualify, table, type Table } from "@typeorm-autogen/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const columnTypes: Readonly<Record<string, string>> = {
  a: "int",
  b: "int",
  qty: "int unsigned",
  price: "decimal(10,2)",
  ratio: "double",
  note: "text",
  state: "varchar(20)",
  status: "enum('new','paid')",
  flag: "tinyint(1)",
  created: "datetime(3)",
  day: "date",
  meta: "json",
  shape: "point",
  key: "varchar(36)",
};

const items: Table = table(qualify("items"), {
  columns: Object.entries(columnTypes).map(([name, type]) => ({
    name,
    type: mysql.types.parse(type),
    nullable: true,
  })),
});

type Pair = readonly [declared: string, written: string];

/** What an entity says, and what the check was written as whose text the catalogue gives. */
const equalChecks: readonly Pair[] = [
  ["price > 0 && qty >= 0", "price > 0 AND qty >= 0"],
  ["(((price > 0)))", "price > 0"],
  ["`price` > 0", "price > 0"],
  ["PRICE > 0", "price > 0"],
  ["items.price > 0 -- positive", "price > 0"],
  ["price > 0 # positive", "price /* or not */ > 0"],
  ['status in ("new","paid")', "status IN ('new', 'paid')"],
  ["state IN ('a')", "state = 'a'"],
  ["not (state = 'y')", "state <> 'y'"],
  ["state != 'y'", "state <> 'y'"],
  ["not(a > 1 and b > 1)", "a <= 1 or b <= 1"],
  ["NOT (a IS NULL)", "a IS NOT NULL"],
  ["a BETWEEN 1 AND 10", "a between 1 and 10"],
  ["note RLIKE '^[a-z]+$'", "note REGEXP '^[a-z]+$'"],
  ["state LIKE 'a%'", "state like 'a%'"],
  ["state NOT LIKE 'a|%' ESCAPE '|'", "NOT (state LIKE 'a|%' ESCAPE '|')"],
  ["CHARACTER_LENGTH(note) < 500", "char_length(note) < 500"],
  ["OCTET_LENGTH(note) < 500", "length(note) < 500"],
  ["LCASE(state) = state", "lower(state) = state"],
  ["SUBSTRING(state FROM 1 FOR 2) = 'ab'", "mid(state, 1, 2) = 'ab'"],
  ["POSITION('x' IN state) = 0", "locate('x', state) = 0"],
  ["a MOD 2 = 0", "a % 2 = 0"],
  ["IF(a > 1, b, 0) >= 0", "if(a > 1,b,0) >= 0"],
  ["IFNULL(a, 0) >= 0", "ifnull(a,0) >= 0"],
  ["COALESCE(a, b, 0) >= 0", "coalesce(a,b,0) >= 0"],
  ["CASE WHEN a > 1 THEN b ELSE 0 END >= 0", "case when (a > 1) then b else 0 end >= 0"],
  ["CAST(price AS SIGNED INTEGER) > 0", "cast(price as signed) > 0"],
  ["CONVERT(a, CHAR) <> ''", "cast(a as char) <> ''"],
  ["DATE_ADD(day, INTERVAL 1 DAY) > created", "day + interval 1 day > created"],
  ["EXTRACT(YEAR FROM day) > 2000", "extract(year from day) > 2000"],
  ["JSON_EXTRACT(meta, '$.k') = 'v'", "json_extract(meta,'$.k') = 'v'"],
  ["JSON_VALID(note)", "json_valid(note)"],
  ["_utf8mb4'ż' <> state", "'ż' <> state"],
  ["state <> _latin1'x'", "state <> 'x'"],
  ["state <> 'it''s \"q\"'", "state <> 'it\\'s \\\"q\\\"'"],
  ['state <> "it\'s"', "state <> 'it''s'"],
  ["state <> 'back\\\\slash'", "state <> 'back\\\\slash'"],
  ["flag = TRUE", "flag = true"],
  ["day > DATE '2020-01-01'", "day > DATE'2020-01-01'"],
  ["a <=> b", "(a <=> b)"],
  ["a ^ b > 0", "(a ^ b) > 0"],
  ["state COLLATE utf8mb4_bin <> 'x'", "(state collate utf8mb4_bin) <> 'x'"],
  ["ratio > 0.1", "ratio > 0.1"],
];

const equalOnMysql: readonly Pair[] = [
  ["meta->>'$.k' = 'v'", "json_unquote(json_extract(meta,'$.k')) = 'v'"],
  ["meta->'$.k' = 'v'", "json_extract(meta,'$.k') = 'v'"],
  ["note REGEXP 'x'", "regexp_like(note,'x')"],
  ["ST_X(shape) > 0", "st_x(shape) > 0"],
  ["cast(created as date) = day", "date(created) = day"],
];

const differentChecks: readonly Pair[] = [
  ["price >= 0", "price > 0"],
  ["state <> 'Y'", "state <> 'y'"],
  ["state IN ('b','a')", "state IN ('a','b')"],
  ["qty >= 0 AND price > 0", "price > 0 AND qty >= 0"],
  ["price > 0 AND qty > 0", "price > 0 AND qty >= 0"],
  ["0 < price", "price > 0"],
  ["a >= 1 AND a <= 10", "a BETWEEN 1 AND 10"],
  ["ifnull(a,0) >= 0", "coalesce(a,0) >= 0"],
  ["length(note) < 500", "char_length(note) < 500"],
  ["a / 2 > 1", "a DIV 2 > 1"],
  ["a = 2", "a = 1 + 1"],
  ["state COLLATE utf8mb4_bin > 'a'", "state COLLATE utf8mb4_general_ci > 'a'"],
  ["ratio > 0.30000000000000004", "ratio > 0.3"],
  ["ratio > 0.30000000000000004", "ratio > 0.3e0"],
  ["state <> 'a '", "state <> 'a'"],
  ["state <> 'a\\\\b'", "state <> 'ab'"],
  ["state <> 'a\\nb'", "state <> 'anb'"],
  ["state <> ''''", "state <> ''"],
  ["state <> x'41'", "state <> x'42'"],
  ["state LIKE 'a|%' ESCAPE '|'", "state LIKE 'a|%'"],
  ["state LIKE 'a_'", "state LIKE 'a%'"],
  ["a > 1 OR b > 1", "a > 1 AND b > 1"],
  ["a > 1 OR b > 1 AND qty > 1", "(a > 1 OR b > 1) AND qty > 1"],
  ["a - (b - 1) > 0", "a - b - 1 > 0"],
  ["NOT a = b", "(NOT a) = b"],
  ["a > b", "b > a"],
  ["day + interval 1 day > created", "day + interval 24 hour > created"],
  ["CAST(a AS CHAR(1)) <> ''", "CAST(a AS CHAR(2)) <> ''"],
  ["CAST(a AS UNSIGNED) > 0", "CAST(a AS SIGNED) > 0"],
  ["JSON_EXTRACT(meta, '$.k') = 1", "JSON_EXTRACT(meta, '$.j') = 1"],
  ["JSON_EXTRACT(meta, '$.k') = true", "JSON_EXTRACT(meta, '$.k') = 1 + 0"],
  ["a IS NOT NULL", "a IS NULL"],
  ["a <=> b", "a = b"],
  ["IF(a, b, 0) > 0", "IF(b, a, 0) > 0"],
];

/** MariaDB reads the literal in the column's character set, and keeps it so. */
const differentOnMysql: readonly Pair[] = [["state <> _binary'a'", "state <> 'a'"]];

/** Column, what an entity says, and what the default was written as. */
const equalDefaults: readonly (readonly [column: string, declared: string, written: string])[] = [
  ["key", "(uuid())", "UUID()"],
  ["meta", "JSON_ARRAY()", "(json_array())"],
  ["meta", "JSON_OBJECT('a', 1)", "json_object('a',1)"],
  ["created", "now(3) + INTERVAL 1 DAY", "(CURRENT_TIMESTAMP(3) + interval 1 day)"],
  ["created", "CURRENT_TIMESTAMP(3)", "now(3)"],
  ["day", "(CURRENT_DATE)", "curdate()"],
  ["state", "CONCAT('a', 'b')", "concat('a','b')"],
  ["a", "(1 + 1)", "1+1"],
];

const differentDefaults: readonly (readonly [column: string, declared: string, written: string])[] = [
  ["created", "now(3) + interval 24 hour", "now(3) + interval 1 day"],
  ["a", "1 + 2", "2 + 1"],
  ["meta", "json_object()", "json_array()"],
  ["state", "concat('a','B')", "concat('a','b')"],
];

describe.each(mysqlTargets)("the judge on $name", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
  });
  afterAll(() => database.drop());

  async function judgeChecks(pairs: readonly Pair[]) {
    const checks = pairs.map(([, written], i) => ({ name: `c${i}`, expression: written }));
    await database.build({ ...emptySchema, tables: [{ ...items, checks }] });
    const live = new Map(
      (await database.read()).tables[0]?.checks.map((check) => [check.name, check.expression]),
    );
    const questions = pairs.map(([declared], i) => question("check", declared, live.get(`c${i}`) ?? ""));
    return mysql.judge(database.connection, questions, database.facts);
  }

  test("checks that mean the same are equal, and none is left to its spelling", async () => {
    const pairs = [...equalChecks, ...(target.name === "mysql" ? equalOnMysql : [])];
    const verdicts = await judgeChecks(pairs);
    expect(pairs.filter((_, i) => !verdicts[i]?.equivalent || verdicts[i].unjudged)).toEqual([]);
  });

  test("checks that mean something else are different", async () => {
    const pairs = [...differentChecks, ...(target.name === "mysql" ? differentOnMysql : [])];
    const verdicts = await judgeChecks(pairs);
    expect(pairs.filter((_, i) => verdicts[i]?.equivalent || verdicts[i]?.unjudged)).toEqual([]);
  });

  async function judgeDefaults(pairs: typeof equalDefaults) {
    const columns = pairs.map(([name, , written], i) => {
      const type = mysql.types.parse(columnTypes[name] ?? "int");
      return { name: `d${i}`, type, nullable: true, default: written };
    });
    await database.build({ ...emptySchema, tables: [table(qualify("items"), { columns })] });
    const live = new Map(
      (await database.read()).tables[0]?.columns.map((column) => [column.name, column.default]),
    );
    const questions = pairs.map(([name, declared], i): ExpressionQuestion =>
      question("default", declared, live.get(`d${i}`) ?? "", name),
    );
    return mysql.judge(database.connection, questions, database.facts);
  }

  test("defaults are told apart by what they mean", async () => {
    const same = await judgeDefaults(equalDefaults);
    expect(equalDefaults.filter((_, i) => !same[i]?.equivalent)).toEqual([]);
    const other = await judgeDefaults(differentDefaults);
    expect(differentDefaults.filter((_, i) => other[i]?.equivalent)).toEqual([]);
  });

  test("what the server does not read is judged by its spelling, and its neighbours are judged all the same", async () => {
    const questions = [
      question("check", "no_such_function(a) > 0", "`NO_SUCH_FUNCTION`(`a`) > 0"),
      question("check", "a in (select 1)", "a in (SELECT 1)"),
      question("check", "a > 0; DROP TABLE items", "a > 0"),
      question("check", "a > 0) or (1", "a > 0"),
      question("check", "a > 0 /*! or sleep(9) */", "a > 0"),
      question("check", "a > 'open", "a > 0"),
      question("check", "not (a > 1)", "(`a` <= 1)"),
    ];
    const verdicts = await mysql.judge(database.connection, questions, database.facts);
    expect(verdicts.map(({ equivalent }) => equivalent)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(verdicts.map(({ unjudged }) => unjudged !== undefined)).toEqual([...Array(6).fill(true), false]);
  });

  test("many tables are asked about at once, in the transaction that is open, without a trace", async () => {
    const tables = Array.from({ length: 60 }, (_, i) => ({ ...items, name: `items_${i}` }));
    const questions = tables.flatMap((own): ExpressionQuestion[] => [
      { place: "check", table: own, live: "(`a` <= 1)", declared: "not (a > 1)" },
      { place: "check", table: own, live: "(`a` <= 1)", declared: `${own.name}.a < 1` },
    ]);
    await database.build({ ...emptySchema, tables: [items] });
    const before = await database.dump();
    await database.connection.begin("read");
    const verdicts = await mysql.judge(database.connection, questions, database.facts);
    const write = database.connection.execute("INSERT INTO items (a) VALUES (1)");
    await expect(write).rejects.toThrow(/read.only/i);
    await database.connection.rollback();
    expect(verdicts.map(({ equivalent }) => equivalent)).toEqual(tables.flatMap(() => [true, false]));
    expect(await database.dump()).toBe(before);
  });
});

function question(place: ExpressionPlace, declared: string, live: string, name?: string): ExpressionQuestion {
  const own = items.columns.find((each) => each.name === name);
  return { place, table: items, declared, live, ...(own && { column: own }) };
}
