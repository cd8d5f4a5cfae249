import { mysql } from "@typeorm-autogen/dialect-mysql";
import type { Column } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { freshDatabase } from "../live/fresh-database.js";
import { mysqlTargets } from "../live/targets.js";

const rules = mysql.rules(mysql.defaultFacts);
const preflight = mysql.preflight(mysql.defaultFacts);
const column = (type: string): Column => ({ name: "c", type: mysql.types.parse(type), nullable: true });

/** Values of each type that a careless conversion would refuse or change. */
const samples: Readonly<Record<string, readonly string[]>> = {
  tinyint: ["0", "1", "-128"],
  int: ["0", "1", "2147483647", "-5"],
  "int unsigned": ["1", "4294967295"],
  bigint: ["0", "1", "9007199254740993"],
  "decimal(10,2)": ["1", "99999999.99"],
  "decimal(9,0)": ["999999999"],
  float: ["1", "1.2345678"],
  double: ["1", "1.2345678901234567"],
  "varchar(5)": ["'abcde'"],
  "varchar(20)": ["'abcdefghijklmnopqrst'", "'a '"],
  "varchar(40)": ["'12'", "'1.5'", "'1.234'", "'x'", "'2020-01-31'", "'2020-01-31 10:11:12'"],
  "char(5)": ["'abcde'"],
  text: ["'a longer text than others'", "' blank '"],
  "varbinary(10)": ["x'61'", "x'ff'"],
  "enum('ok','sad')": ["'ok'", "'sad'"],
  "enum('ok','2')": ["'ok'", "'2'"],
  "set('a','b')": ["'a'", "'a,b'"],
  date: ["'2020-01-31'"],
  datetime: ["'2020-01-31 10:11:12'"],
  "datetime(6)": ["'2020-01-31 10:11:12.654321'"],
  timestamp: ["'2020-01-31 10:11:12'"],
  time: ["'10:11:12'"],
  year: ["2020"],
  json: [`'{"a": 1}'`, "'1'"],
};

/** What texts become that say the same, written otherwise: 1.5 is 1.50, a day its midnight. */
const rewritten: ReadonlySet<string> = new Set(["decimal(10,2)", "datetime", "datetime(6)", "timestamp"]);

/** From the mildest to the gravest. */
const severity: Readonly<Record<string, number>> = { safe: 0, fails: 1, loses: 2, unclear: 3 };

describe.each(mysqlTargets)("the risk of each conversion on $name", (target) => {
  test("is no milder than what the server does, and what it refuses is found beforehand", async () => {
    const fresh = await freshDatabase(target);
    const where = { url: fresh.url, projectDir: import.meta.dirname, readOnly: false };
    const connection = await mysql.connect(where);
    const image = async () => (await connection.query("SELECT HEX(c) AS c FROM trip"))[0]?.["c"];
    const alters = (type: string) =>
      connection.execute(`ALTER TABLE trip MODIFY c ${type}`).then(
        () => true,
        () => false,
      );

    const travel = async (from: string, to: string, value: string, condition?: string) => {
      await connection.execute("DROP TEMPORARY TABLE IF EXISTS trip");
      await connection.execute(`CREATE TEMPORARY TABLE trip (c ${from}) ENGINE = MyISAM`);
      await connection.execute(`INSERT INTO trip VALUES (${value})`);
      const before = await image();
      const found =
        condition !== undefined &&
        (await connection.query(`SELECT 1 AS one FROM trip WHERE ${condition}`)).length > 0;
      if (found) return "fails";
      if (!(await alters(to))) return condition === undefined ? "fails" : "missed";
      return (await alters(from)) && (await image()) === before ? "safe" : "loses";
    };

    const wrong: string[] = [];
    for (const [from, values] of Object.entries(samples)) {
      for (const to of Object.keys(samples)) {
        const change = { before: column(from), after: column(to) };
        const claim = rules.conversionRisk!(change.before, change.after)?.kind ?? "safe";
        if (from === to || claim === "unclear" || rules.conversion(change.before, change.after)) continue;
        const condition = preflight.conversionTest({ ...change, enums: [] })?.condition;
        for (const value of values) {
          const fate = await travel(from, to, value, condition);
          if (fate === "loses" && from === "varchar(40)" && rewritten.has(to)) continue;
          const fair = fate === "missed" ? claim === "loses" : severity[fate]! <= severity[claim]!;
          if (!fair) wrong.push(`${from} > ${to} of ${value}: ${claim}, but ${fate}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    await connection.close();
    await fresh.drop();
  });
});

test("what keeps every value asks nothing", () => {
  const safe = [
    "int > bigint, int > int unsigned, varchar(20) > varchar(40), varchar(20) > text, text > longtext, char(5) > varchar(5)",
    "decimal(10,2) > decimal(12,2), int > decimal(10,0), date > datetime, datetime > datetime(6), int > double, float > double",
    "enum('ok') > enum('ok','sad'), set('a') > set('a','b'), enum('ok') > varchar(2), tinyint > varchar(4), year > int",
  ].flatMap((line) => line.split(/, (?=\w+(?:\([^)]*\))?(?: unsigned)? >)/));
  const risks = safe.filter((pair) => {
    const [from, to] = pair.split(" > ").map(column);
    return rules.conversionRisk!(from!, to!) !== undefined;
  });
  expect(risks).toEqual(["int > int unsigned"]);
});
