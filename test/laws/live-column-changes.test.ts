import { defaultCompareOptions, noAnswers } from "@typeorm-autogen/compare";
import { emptySchema, qualify, table, type Column, type Schema } from "@typeorm-autogen/model";
import { flatten, reverse } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { targets, type Target } from "../live/targets.js";
import { LawDatabase } from "./support/law-database.js";

type Attributes = Partial<Omit<Column, "name" | "type">>;

type State = readonly [type: string, attributes?: Attributes];

/** A column that changes: its type and attributes before and after, a value in SQL, and the value read as text. */
type Change = readonly [
  title: string,
  before: State,
  after: State,
  value: string,
  text: string,
  textAfter?: string,
];

const everywhere: readonly Change[] = [
  ["gets longer", ["varchar(20)"], ["varchar(40)"], "'abc'", "abc"],
  ["gets shorter", ["varchar(40)"], ["varchar(20)"], "'abc'", "abc"],
  ["loses its length", ["varchar(20)"], ["text"], "'abc'", "abc"],
  ["gets a length", ["text"], ["varchar(20)"], "'abc'", "abc"],
  ["becomes a wider number", ["integer"], ["bigint"], "42", "42"],
  ["becomes a narrower number", ["bigint"], ["integer"], "42", "42"],
  ["becomes text", ["integer"], ["text"], "42", "42"],
  ["becomes a number", ["text"], ["integer"], "'42'", "42"],
  ["becomes nullable", ["text"], ["text", { nullable: true }], "'abc'", "abc"],
  ["becomes required", ["text", { nullable: true }], ["text"], "'abc'", "abc"],
  ["gets a default", ["varchar(9)"], ["varchar(9)", { default: "'x'" }], "'abc'", "abc"],
  [
    "changes its default",
    ["varchar(9)", { default: "'x'" }],
    ["varchar(9)", { default: "'y'" }],
    "'abc'",
    "abc",
  ],
  ["loses its default", ["varchar(9)", { default: "'x'" }], ["varchar(9)"], "'abc'", "abc"],
  [
    "changes all at once",
    ["integer", { nullable: true, default: "1" }],
    ["varchar(9)", { default: "'one'" }],
    "42",
    "42",
  ],
];

const mood = "enum('ok','sad')";

const peculiar: Readonly<Record<Target["dialect"], readonly Change[]>> = {
  postgres: [
    ["gets more digits", ["numeric(10,2)"], ["numeric(12,4)"], "1.5", "1.50", "1.5000"],
    ["becomes a decimal number", ["integer"], ["numeric(10,2)"], "42", "42", "42.00"],
    [
      "becomes a truth value",
      ["integer", { default: "0" }],
      ["boolean", { default: "false" }],
      "1",
      "1",
      "true",
    ],
    [
      "gets a time zone",
      ["timestamp"],
      ["timestamptz"],
      "'2020-01-31 10:00'",
      "2020-01-31 10:00:00",
      "2020-01-31 10:00:00+00",
    ],
    [
      "loses its precision",
      ["timestamptz(3)"],
      ["timestamptz"],
      "'2020-01-31 10:00+00'",
      "2020-01-31 10:00:00+00",
    ],
    ["becomes a moment", ["date"], ["timestamp"], "'2020-01-31'", "2020-01-31", "2020-01-31 00:00:00"],
    ["becomes an enum", ["text", { default: "'ok'" }], ["mood", { default: "'ok'" }], "'sad'", "sad"],
    ["leaves its enum", ["mood", { default: "'ok'" }], ["text", { default: "'ok'" }], "'sad'", "sad"],
    ["changes its enum", ["mood", { default: "'ok'" }], ["state", { default: "'sad'" }], "'sad'", "sad"],
    ["becomes JSON", ["text"], ["jsonb"], "'[1]'", "[1]"],
    ["becomes a list", ["integer"], ["integer[]"], "42", "42", "{42}"],
    [
      "becomes a UUID",
      ["text"],
      ["uuid"],
      "'00000000-0000-4000-8000-000000000001'",
      "00000000-0000-4000-8000-000000000001",
    ],
    ["changes its collation", ["text"], ["text", { collation: "C" }], "'abc'", "abc"],
    ["gets a comment", ["text"], ["text", { comment: "it's \\ here" }], "'abc'", "abc"],
    ["loses its comment", ["text", { comment: "here" }], ["text"], "'abc'", "abc"],
    ["numbers itself", ["integer"], ["integer", { autoincrement: true }], "42", "42"],
    ["stops numbering itself", ["integer", { autoincrement: true }], ["integer"], "42", "42"],
    ["becomes an identity", ["integer"], ["bigint", { identity: { mode: "always" } }], "42", "42"],
    [
      "numbers itself otherwise",
      ["integer", { autoincrement: true }],
      ["integer", { identity: { mode: "byDefault" } }],
      "42",
      "42",
    ],
  ],
  mysql: [
    ["loses its sign", ["int"], ["int unsigned"], "42", "42"],
    ["gets its sign back", ["bigint unsigned"], ["bigint"], "42", "42"],
    ["gets more digits", ["decimal(10,2)"], ["decimal(12,4)"], "1.5", "1.50", "1.5000"],
    ["becomes a decimal number", ["int"], ["decimal(10,2)"], "42", "42", "42.00"],
    ["becomes a truth value", ["int", { default: "0" }], ["tinyint(1)", { default: "0" }], "1", "1"],
    [
      "gets fractions of a second",
      ["datetime", { default: "CURRENT_TIMESTAMP" }],
      ["datetime(3)", { default: "CURRENT_TIMESTAMP(3)" }],
      "'2020-01-31 10:00'",
      "2020-01-31 10:00:00",
      "2020-01-31 10:00:00.000",
    ],
    ["becomes a moment", ["date"], ["datetime"], "'2020-01-31'", "2020-01-31", "2020-01-31 00:00:00"],
    [
      "follows its row",
      ["datetime"],
      ["datetime", { options: { onUpdate: "CURRENT_TIMESTAMP" } }],
      "'2020-01-31 10:00'",
      "2020-01-31 10:00:00",
    ],
    ["becomes an enum", ["varchar(9)", { default: "'ok'" }], [mood, { default: "'ok'" }], "'sad'", "sad"],
    ["leaves its enum", [mood, { default: "'ok'" }], ["varchar(9)", { default: "'ok'" }], "'sad'", "sad"],
    ["gets a value in its enum", [mood], ["enum('ok','it''s','sad')"], "'sad'", "sad"],
    ["becomes a set", [mood], ["set('ok','sad')"], "'sad'", "sad"],
    ["becomes JSON", ["text"], ["json"], "'[1]'", "[1]"],
    ["becomes longer than long", ["varchar(9)"], ["longtext"], "'abc'", "abc"],
    ["changes its collation", ["varchar(9)"], ["varchar(9)", { collation: "utf8mb4_bin" }], "'é'", "é"],
    ["changes its character set", ["text"], ["text", { collation: "latin1_german1_ci" }], "'é'", "é"],
    ["gets a comment", ["text"], ["text", { comment: "it's \\ here" }], "'abc'", "abc"],
    ["loses its comment", ["text", { comment: "here" }], ["text"], "'abc'", "abc"],
    ["numbers itself", ["int"], ["int", { autoincrement: true }], "42", "42"],
    ["stops numbering itself", ["int", { autoincrement: true }], ["bigint"], "42", "42"],
  ],
  sqlite: [
    ["becomes a fraction", ["integer"], ["real"], "42", "42", "42.0"],
    ["becomes a blob", ["text"], ["blob"], "'abc'", "abc"],
    ["changes its collation", ["text"], ["text", { collation: "NOCASE" }], "'abc'", "abc"],
    ["becomes a decimal", ["varchar(20)"], ["decimal(10,2)"], "'1.5'", "1.5"],
    ["is called otherwise", ["datetime"], ["timestamp"], "'2020-01-31'", "2020-01-31"],
  ],
};

describe.each(targets)("on $name, a column that", (target) => {
  let database: LawDatabase;
  beforeAll(async () => {
    database = await LawDatabase.open(target);
  });
  afterAll(() => database.close());

  // MySQL numbers nothing without a key: https://dev.mysql.com/doc/refman/9.7/en/example-auto-increment.html
  const schemaOf = ([type, attributes = {}]: State, numbered: boolean): Schema => {
    const text = { type: database.dialect.types.parse("text"), nullable: true };
    const column = { name: "it", nullable: false, ...attributes, type: database.dialect.types.parse(type) };
    const enums = ["mood", "state"].filter((name) => name === type);
    return {
      ...emptySchema,
      enums: enums.map((name) => ({ ...qualify(name), values: ["ok", "sad"] })),
      tables: [
        table(qualify("things"), {
          columns: [{ name: "first", ...text }, column, { name: "last", ...text }],
          ...(numbered && { indexes: [{ name: "by_it", parts: [{ column: "it" }] }] }),
        }),
      ],
    };
  };

  const rows = async () => {
    const text = target.dialect === "mysql" ? "char" : "text";
    const [first, last] = ["first", "last"].map(database.dialect.identifier);
    const read = `SELECT ${first}, CAST(it AS ${text}) AS it, ${last} FROM things ORDER BY ${first}`;
    return (await database.connection.query(read)).map((row) => [row["first"], row["it"], row["last"]]);
  };

  for (const change of [...everywhere, ...peculiar[target.dialect]]) {
    const [title, before, after, value, text, textAfter = text] = change;
    test(`${title} keeps its rows`, async () => {
      const numbered = [before, after].some(([, attributes]) => attributes?.autoincrement);
      const declared = schemaOf(after, numbered);
      await database.wipe();
      await database.build(schemaOf(before, numbered));
      if (target.dialect === "postgres") await database.connection.execute("SET TimeZone = 'UTC'");
      await database.connection.execute(`INSERT INTO things VALUES ('a', ${value}, 'z')`);
      const options = {
        ...defaultCompareOptions,
        answers: { ...noAnswers, acceptDataLoss: true, backfills: new Map([["things.it", value]]) },
      };
      const { operations, decisions } = await database.difference(declared, options);
      const changes = flatten(operations).filter(({ kind }) => !kind.endsWith("Enum"));
      expect(changes).toEqual([expect.objectContaining({ kind: "alterColumn", column: "it" })]);
      expect(decisions).toEqual([]);

      await database.writeScript(operations, reverse(operations));
      await database.run("upgrade", "head");
      expect(await rows()).toEqual([["a", textAfter, "z"]]);
      expect((await database.difference(declared, defaultCompareOptions)).operations).toEqual([]);
      await database.run("downgrade", "base");
      expect(await rows()).toEqual([["a", text, "z"]]);
      expect(
        (await database.difference(schemaOf(before, numbered), defaultCompareOptions)).operations,
      ).toEqual([]);
    });
  }
});
