import { mysql } from "@typeorm-autogen/dialect-mysql";
import { table, type Column } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase } from "./database.js";

/** Types with defaults that both servers take for them, in any spelling. */
const accepted: readonly (readonly [type: string, defaults: readonly string[]])[] = [
  ["int", ["5", "'5'", "-7", "'-7'", "+3", "' 4'", "'1.5'", "007", "true", "0", "'-0'"]],
  ["tinyint(1)", ["TRUE", "false", "'1'"]],
  ["bigint", ["9007199254740993", "'-9223372036854775808'"]],
  ["decimal(10,2)", ["1.5", "'1.5'", "'1.50'", ".5", "1.005", "'2.675'", "-0.001", "1e2", "12345678.9"]],
  ["decimal(6,0)", ["10", "1.5", "'-2.5'"]],
  ["double", ["0.1", "'0.10'", "1.5e-7", "1e300", "-1"]],
  ["double(8,3)", ["1.0005", "2"]],
  ["float", ["0.1", "1234567", "16777217", "1e30"]],
  ["year", ["2020", "'2021'"]],
  ["bit(8)", ["b'101'", "b'00000101'", "5", "'a'", "x'0f'", "0"]],
  ["char(10)", ["'a'", "'a  '", "'a''b'", "'it\\'s'", '"dq"', "5"]],
  ["varchar(30)", ["''", "'NULL'", "' a '", "'a\\\\b\\nc'", "'żółć €'", "_utf8mb4'x'", "'a\"b`c'", "1.50"]],
  ["date", ["'2020-01-02'", "'2020-1-2'", "'2020-01-02 00:00:00'"]],
  ["time(3)", ["'10:00'", "'8:05:06.5'", "'-12:00:00'", "'100:00:00'"]],
  ["time", ["'10:00:00'"]],
  [
    "datetime",
    ["'2020-01-02'", "'2020-01-02T03:04:05'", "NOW()", "current_timestamp", "CURRENT_TIMESTAMP(0)"],
  ],
  ["datetime(6)", ["'2020-01-02 03:04'", "LOCALTIME(6)", "(now(6))"]],
  ["timestamp", ["'2020-01-02 03:04:05'", "LOCALTIMESTAMP"]],
  ["enum('a','B','it''s','x y')", ["'a'", "'b'", "'it''s'", "'X Y '"]],
  ["set('one','two','three')", ["'three,one'", "''", "'TWO'"]],
  ["binary(4)", ["'ab'", "x'00ff'", "'a\\0b'"]],
  ["varbinary(8)", ["'abc'", "x'610062'", "x'ff00'", "''"]],
];

const columns: readonly (readonly [name: string, type: string, text: string])[] = accepted.flatMap(
  ([type, defaults], i) => defaults.map((text, j) => [`c${i}_${j}`, type, text] as const),
);

describe.each(mysqlTargets)("on $name", (target) => {
  // Both ways to the same text: what the server keeps of a default, and what is made of its spelling without asking.
  test("a literal default is told as the server would keep it", async () => {
    const database = await openDatabase(target);
    const definitions = columns.map(([name, type, text]) => `${name} ${type} NULL DEFAULT ${text}`);
    await database.connection.execute(`CREATE TABLE kept (${definitions.join(", ")}) ROW_FORMAT=DYNAMIC`);
    const live = (await database.readNormal()).tables[0]?.columns ?? [];
    const declared = table({ schema: null, name: "kept" }, { columns: columns.map(declare) });
    const normal = mysql.normalise(
      { schemas: [], extensions: [], enums: [], sequences: [], views: [], tables: [declared] },
      database.facts,
    ).tables[0];
    const told = (list: readonly Column[]) =>
      Object.fromEntries(
        list.map((column, i) => [`${columns[i]?.[1]} DEFAULT ${columns[i]?.[2]}`, column.default]),
      );
    expect(told(normal?.columns ?? [])).toEqual(told(live));
    await database.drop();
  });
});

function declare([name, type, text]: (typeof columns)[number]): Column {
  return { name, type: mysql.types.parse(type), nullable: true, default: text };
}
