import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExpressionPlace, ExpressionQuestion } from "@typeorm-autogen/compare";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import type { Connection } from "@typeorm-autogen/dialect";
import { qualify, table, type Table } from "@typeorm-autogen/model";
import { sqliteTargets } from "../live/targets.js";
import { sandbox, type Sandbox } from "./sandbox.js";

const column = (name: string, type: string, collation?: string) => ({
  name,
  type: sqlite.types.parse(type),
  nullable: true,
  ...(collation !== undefined && { collation }),
});

const declared: Table = table(qualify("things"), {
  columns: [
    column("id", "integer"),
    column("a", "int"),
    column("b", "int"),
    column("price", "real"),
    column("name", "text"),
    column("code", "text", "NOCASE"),
    column("data", "blob"),
    column("order", "int"),
  ],
});

const ask = (place: ExpressionPlace, live: string, text: string): ExpressionQuestion => ({
  place,
  table: declared,
  column: column("name", "text"),
  live,
  declared: text,
});

// From the manual's meaning of each text, not from what any judge says.
const same: readonly (readonly [string, string])[] = [
  ["a > 0 AND b > 0", "(a>0) AND (b>0)"],
  ["a > 0", '"a" > 0'],
  ["a > 0", "[a] >0"],
  ["a > 0", "`a`>0 -- really"],
  ["a > 0", "((a > 0))"],
  ["A > 0", "a > 0"],
  ["a == 1", "a = 1"],
  ["a != 1", "a <> 1"],
  ["a IS NOT NULL", "a NOTNULL"],
  ["a IS NULL", "a ISNULL"],
  ["CAST(a AS integer)", "cast(a as INT)"],
  ["a = TRUE", "a = 1"],
  ["a > 0x10", "a > 16"],
  ["price > 1.50", "price > 1.5"],
  ["price > 1e3", "price > 1000.0"],
  ["length(name) < 5", "LENGTH( name )<5"],
  ["a + (b * 2)", "a + b * 2"],
  ["name IN ('x','y')", "name in ( 'x' , 'y' )"],
  ["data = x'FF'", "data = X'ff'"],
  ["coalesce(a, b)", "ifnull(a, b)"],
  ['"order" > 1', "[ORDER] > 1"],
  ["things.a > 1", "a > 1"],
];

const different: readonly (readonly [string, string])[] = [
  ["a > 0", "a >= 0"],
  ["a > 0", "b > 0"],
  ["name = 'x'", "name = 'X'"],
  ["name = 'a b'", "name = 'a  b'"],
  ["price > 0.3", "price > 0.30000000000000004"],
  ["data = x'ff'", "data = x'fe'"],
  ["data = x'0000'", "data = x'0001'"],
  ["name", "name COLLATE nocase"],
  ["name COLLATE rtrim", "name COLLATE nocase"],
  ["name = 'x' COLLATE nocase", "name = 'x'"],
  ["a / 2", "a / 2.0"],
  ["a || b", "b || a"],
  ["length(name)", "length(code)"],
  ["name LIKE 'a%'", "name GLOB 'a*'"],
  ["a BETWEEN 1 AND 2", "a BETWEEN 1 AND 3"],
  ["CAST(a AS text)", "CAST(a AS integer)"],
  ["a AND b OR price", "a AND (b OR price)"],
  ["(a, b) = (1, 2)", "(a, b) = (1, 3)"],
  ["name = '/* a */'", "name = ''"],
];

const sameDefaults = [
  ["datetime('now')", "(DateTime( 'now' ))"],
  ["CURRENT_TIMESTAMP", "current_timestamp"],
  ["'x'", "('x')"],
  ["1 + 1", "(1+1)"],
  ["true", "1"],
] as const;

const differentDefaults = [
  ["'x'", "'X'"],
  ["1", "'1'"],
  ["CURRENT_TIMESTAMP", "CURRENT_DATE"],
  ["'CURRENT_TIMESTAMP'", "CURRENT_TIMESTAMP"],
  ["datetime('now')", "datetime('now', 'localtime')"],
  ["0.1", "0.10000000000000001665"],
] as const;

describe.each(sqliteTargets)("on $name", (target) => {
  let box: Sandbox;
  let connection: Connection;
  beforeAll(async () => {
    box = await sandbox(target, "CREATE TABLE things (id integer)");
    connection = box.connection;
  });
  afterAll(() => box.end());

  const judge = async (questions: readonly ExpressionQuestion[]) =>
    sqlite.judge(connection, questions, sqlite.defaultFacts);

  test.each(["check", "predicate", "generated", "indexKey"] as const)(
    "judges a %s by what it means",
    async (place) => {
      const pairs = [...same, ...different];
      const verdicts = await judge(pairs.map(([live, text]) => ask(place, live, text)));
      const wrong = pairs.filter((_, i) => verdicts[i]?.equivalent !== i < same.length);
      expect(wrong).toEqual([]);
      expect(verdicts.filter(({ unjudged }) => unjudged !== undefined)).toHaveLength(0);
    },
  );

  test("judges a default where it stands", async () => {
    const pairs = [...sameDefaults, ...differentDefaults];
    const verdicts = await judge(pairs.map(([live, text]) => ask("default", live, text)));
    expect(pairs.filter((_, i) => verdicts[i]?.equivalent !== i < sameDefaults.length)).toEqual([]);
  });

  test("what the judge's database cannot read is judged by spelling, and said to be", async () => {
    const verdicts = await judge([
      ask("check", "own_function(a) > 0", "OWN_FUNCTION( a )>0"),
      ask("check", "own_function(a) > 0", "own_function(b) > 0"),
      ask("check", "a > 0", "a > 0); DROP TABLE things; SELECT (1"),
      ask("check", "a > 0", "a > 0) FROM things --"),
      ask("check", "name = 'a' COLLATE german", "name = 'a' collate GERMAN"),
    ]);
    expect(verdicts.map(({ equivalent }) => equivalent)).toEqual([true, false, false, false, true]);
    expect(verdicts.every(({ unjudged }) => unjudged !== undefined)).toBe(true);
    expect(await box.rows("SELECT count(*) AS n FROM sqlite_schema")).toEqual([{ n: 1 }]);
  });

  test("the rules alone call nothing equal that the judge calls different", async () => {
    const { equivalentExpression } = sqlite.rules(sqlite.defaultFacts);
    expect(different.filter(([live, text]) => equivalentExpression(ask("check", live, text)))).toEqual([]);
    expect(
      same.filter(([live, text]) => equivalentExpression(ask("check", live, text))).length,
    ).toBeGreaterThan(10);
  });
});
