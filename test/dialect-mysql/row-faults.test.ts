import { scriptLanguage } from "@typeorm-autogen/dialect";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { record, type TableAlteration } from "@typeorm-autogen/ops";
import { MigrationContext } from "@typeorm-autogen/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

type Alter = (t: TableAlteration) => void;
type Found = readonly [kind: string, rows: number, example?: object];

interface Case {
  /** A column `c` and whatever else there is beside the key `id`. */
  readonly columns: string;
  /** Values of `c`, from `id` 1 on. */
  readonly values: readonly string[];
  readonly alter: Alter;
  readonly found: readonly Found[];
  readonly becomes?: readonly (string | null)[];
}

const retype =
  (from: string, to: object, more: object = {}): Alter =>
  (t) =>
    t.alterColumn("c", to, { was: { type: from, nullable: true, ...more } });

const utf8 = "c varchar(20) COLLATE utf8mb4_bin";
const binary = { collation: "utf8mb4_bin" };

const cases: Readonly<Record<string, Case>> = {
  "letters that the new character set lacks": {
    columns: utf8,
    values: ["'plain'", "'é'", "'ж'", "NULL"],
    alter: retype("varchar(20)", { collation: "latin1_swedish_ci" }, binary),
    found: [["conversion", 1, { id: 3 }]],
  },
  "letters that it has": {
    columns: utf8,
    values: ["'plain'", "'é'", "''", "'a '"],
    alter: retype("varchar(20)", { collation: "latin1_swedish_ci" }, binary),
    found: [],
    becomes: ["plain", "é", "", "a "],
  },
  "letters of three bytes become letters of four": {
    columns: "c varchar(20) CHARACTER SET utf8mb3",
    values: ["'ж'"],
    alter: retype("varchar(20)", { collation: "utf8mb4_general_ci" }, { collation: "utf8mb3_general_ci" }),
    found: [],
    becomes: ["ж"],
  },
  "letters of four bytes": {
    columns: utf8,
    values: ["'ж'", "'😀'"],
    alter: retype("varchar(20)", { collation: "utf8mb3_general_ci" }, binary),
    found: [["conversion", 1, { id: 2 }]],
  },
  "letters of a table that is converted": {
    columns: "c varchar(20), d varchar(20) COLLATE utf8mb4_bin",
    values: ["'é'", "'ж'"],
    alter: (t) => t.options({ collation: "latin1_swedish_ci" }, { was: { collation: "utf8mb4_general_ci" } }),
    found: [["conversion", 1, { id: 2 }]],
  },
  "texts that become equal under a unique": {
    columns: `${utf8}, UNIQUE u (c)`,
    values: ["'a'", "'A'", "'b'"],
    alter: retype("varchar(20)", { collation: "utf8mb4_general_ci" }, binary),
    found: [["duplicate", 2, { c: expect.stringMatching(/^a$/i) }]],
  },
  "texts that stay apart": {
    columns: `${utf8}, UNIQUE u (c)`,
    values: ["'a'", "'b'"],
    alter: retype("varchar(20)", { collation: "utf8mb4_general_ci" }, binary),
    found: [],
    becomes: ["a", "b"],
  },
  "numbers below zero": {
    columns: "c int",
    values: ["1", "-1", "NULL"],
    alter: retype("int", { type: "int unsigned" }),
    found: [["conversion", 1, { id: 2 }]],
  },
  "numbers filled up with zeros": {
    columns: "c int",
    values: ["1", "-1"],
    alter: retype("int", { type: "int(5) zerofill" }),
    found: [["conversion", 1, { id: 2 }]],
  },
  "wide numbers": {
    columns: "c bigint unsigned",
    values: ["4294967295", "4294967296"],
    alter: retype("bigint unsigned", { type: "int unsigned" }),
    found: [["conversion", 1, { id: 2 }]],
  },
  "fractions of a second that become equal": {
    columns: "c datetime(3), UNIQUE u (c)",
    values: ["'2020-01-01 10:00:00.100'", "'2020-01-01 10:00:00.200'", "'2020-01-01 10:00:01.400'"],
    alter: retype("datetime(3)", { type: "datetime" }),
    found: [["duplicate", 2]],
  },
  "times that no stamp holds": {
    columns: "c datetime",
    values: ["'2020-01-01 10:00:00'", "'1960-01-01 10:00:00'", "'2050-01-01 10:00:00'", "NULL"],
    alter: retype("datetime", { type: "timestamp" }),
    found: [["conversion", 2, { id: 2 }]],
  },
  "a value of an enum that goes": {
    columns: "c enum('ok','sad')",
    values: ["'ok'", "'sad'", "NULL"],
    alter: retype("enum('ok','sad')", { type: "enum('ok')" }),
    found: [["conversion", 1, { id: 2 }]],
  },
};

describe.each(mysqlTargets)("on $name, rows that the server would refuse", (target) => {
  let database: OpenDatabase;
  let context: MigrationContext;
  beforeAll(async () => {
    database = await openDatabase(target);
    const where = { url: database.url, projectDir: import.meta.dirname, readOnly: false };
    context = await MigrationContext.open({ dialect: mysql, target: where });
    await database.connection.execute("ALTER DATABASE COLLATE utf8mb4_general_ci");
  });
  afterAll(async () => {
    await context.close();
    await database.drop();
  });

  test.each(Object.entries(cases))("are found: %s", async (_, { columns, values, alter, found, becomes }) => {
    const { connection, facts } = database;
    await connection.execute("DROP TABLE IF EXISTS things");
    await connection.execute(`CREATE TABLE things (id int AUTO_INCREMENT PRIMARY KEY, ${columns})`);
    for (const value of values) await connection.execute(`INSERT INTO things (c) VALUES (${value})`);
    const operations = await record((op) => op.alterTable("things", alter), scriptLanguage(mysql, facts));
    const misfits = await context.findMisfits([{ revision: null, operations }]);
    expect(misfits).toMatchObject(
      found.map(([kind, rows, example]) => ({ kind, rows, ...(example && { example }) })),
    );
    for (const { query } of misfits) expect(await connection.query(query)).not.toEqual([]);
    const refused = await database.apply(operations).then(
      () => false,
      () => true,
    );
    expect(refused).toBe(found.length > 0);
    if (becomes) {
      const rows = await connection.query("SELECT c FROM things ORDER BY id");
      expect(rows.map(({ c }) => c)).toEqual(becomes);
    }
  });
});
