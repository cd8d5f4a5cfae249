import { flavorOf, type Flavor } from "@typeorm-autogen/dialect-mysql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const keyed = (parts: number) => {
  const names = Array.from({ length: parts }, (_, i) => `c${i}`);
  return `CREATE TABLE t (${names.map((name) => `${name} int`).join(", ")}, KEY k (${names.join(", ")}))`;
};
const second = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
const parent = "CREATE TABLE p (x int, y int, g int AS (y) VIRTUAL, PRIMARY KEY (x, y), UNIQUE (y), KEY (g))";

/** What a server takes where the capability is as said. */
const claims: readonly (readonly [
  title: string,
  sql: readonly string[],
  isTaken: (flavor: Flavor) => boolean,
])[] = [
  ["vectors", ["CREATE TABLE t (a vector(3))"], ({ vectorType }) => vectorType],
  ["30 digits after the point", ["CREATE TABLE t (a decimal(65, 30))"], () => true],
  ["38 digits", ["CREATE TABLE t (a decimal(65, 38))"], ({ decimalScale }) => decimalScale >= 38],
  ["39 digits", ["CREATE TABLE t (a decimal(65, 39))"], ({ decimalScale }) => decimalScale >= 39],
  [
    "stamps of fewer digits than their type",
    ["CREATE TABLE t (a datetime(6) DEFAULT CURRENT_TIMESTAMP(3))"],
    ({ exactStamps }) => !exactStamps,
  ],
  [
    "2038-01-19 03:14:07",
    ["CREATE TABLE t (a timestamp NULL)", `INSERT INTO t VALUES ('${second(2 ** 31 - 1)}')`],
    ({ lastStamp }) => lastStamp >= 2 ** 31 - 1,
  ],
  [
    "a second later",
    ["CREATE TABLE t (a timestamp NULL)", `INSERT INTO t VALUES ('${second(2 ** 31)}')`],
    ({ lastStamp }) => lastStamp >= 2 ** 31,
  ],
  [
    "a virtual column of a number",
    ["CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, v int AS (id + 1) VIRTUAL)"],
    ({ virtualsReadNumbers }) => virtualsReadNumbers,
  ],
  ["16 columns in a key", [keyed(16)], ({ keyParts }) => keyParts >= 16],
  ["17 columns", [keyed(17)], ({ keyParts }) => keyParts >= 17],
  ["33 columns", [keyed(33)], ({ keyParts }) => keyParts >= 33],
  ["unique text", ["CREATE TABLE t (a text, UNIQUE (a))"], ({ hashedUniques }) => hashedUniques],
  ["a key on text", ["CREATE TABLE t (a text, KEY (a))"], ({ hashedUniques }) => hashedUniques],
  [
    "a foreign key of a virtual column",
    [parent, "CREATE TABLE t (a int, v int AS (a) VIRTUAL, KEY (v), FOREIGN KEY (v) REFERENCES p (y))"],
    ({ virtualReferences }) => virtualReferences,
  ],
  [
    "a foreign key to a virtual column",
    [parent, "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p (g))"],
    ({ virtualReferences }) => virtualReferences,
  ],
  [
    "a foreign key to the beginning of a key",
    [parent, "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p (x))"],
    ({ uniqueReferences }) => !uniqueReferences,
  ],
  [
    "a foreign key's column that becomes required in a table with a full-text index",
    [
      parent,
      "CREATE TABLE t (a int, b text, FULLTEXT KEY (b), FOREIGN KEY (a) REFERENCES p (y))",
      "ALTER TABLE t MODIFY a int NOT NULL",
    ],
    ({ rebuildsFulltext }) => rebuildsFulltext,
  ],
];

describe.each(mysqlTargets)("what $name takes", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
    await database.connection.execute("SET time_zone = '+00:00'");
  });
  afterAll(() => database.drop());

  const isTaken = async (statements: readonly string[]) => {
    await database.connection.execute("DROP TABLE IF EXISTS t, p");
    try {
      for (const sql of statements) await database.connection.execute(sql);
      return true;
    } catch {
      return false;
    }
  };

  test("is what its flavour says", async () => {
    const wrong: string[] = [];
    for (const [title, statements, isSaid] of claims)
      if ((await isTaken(statements)) !== isSaid(flavorOf(database.facts))) wrong.push(title);
    expect(wrong).toEqual([]);
  });
});
