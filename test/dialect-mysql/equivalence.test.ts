import { findDifference } from "@typeorm-autogen/autogenerate";
import { defaultCompareOptions } from "@typeorm-autogen/compare";
import type { ServerFacts } from "@typeorm-autogen/dialect";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { emptySchema, table, type Column, type Schema, type Table } from "@typeorm-autogen/model";
import { flatten, type LeafOperation } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const column = (name: string, type: string, rest: Partial<Column> = {}): Column => ({
  name,
  type: mysql.types.parse(type),
  nullable: true,
  ...rest,
});

const declare = (name: string, parts: Partial<Table>): Schema => ({
  ...emptySchema,
  tables: [table({ schema: null, name }, parts)],
});

describe.each(mysqlTargets)("what is the same on $name", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
  });
  afterAll(() => database.drop());

  /** What differs between a table that this SQL makes and the declared one. */
  async function difference(
    sql: string,
    parts: Partial<Table>,
    facts: ServerFacts = database.facts,
  ): Promise<readonly LeafOperation[]> {
    const { connection } = database;
    await connection.execute(`DROP TABLE IF EXISTS t; ${sql}`);
    const { operations } = await findDifference({
      dialect: mysql,
      connection,
      facts,
      declared: declare("t", parts),
      ownTables: [],
      metadataTable: { schema: null, name: "typeorm_metadata" },
      includes: ({ name }) => name === "t",
      options: defaultCompareOptions,
    });
    return flatten(operations);
  }

  // typeorm/typeorm#3963 and its like: endless differences of collations, or none at all.
  test("a collation counts where it is declared, whatever tables and databases have for theirs", async () => {
    const sql = `CREATE TABLE t (a varchar(9), b varchar(9) COLLATE utf8mb4_bin, c varchar(9) CHARACTER SET utf8mb4,
      d varchar(9) CHARACTER SET utf8, e enum('x') COLLATE ascii_bin) DEFAULT CHARSET=latin1`;
    const text = (name: string, rest: Partial<Column> = {}) => column(name, "varchar(9)", rest);
    const silent = [text("a"), text("b"), text("c"), text("d"), column("e", "enum('x')")];
    expect(await difference(sql, { columns: silent })).toEqual([]);
    const spoken = [
      text("a", { collation: "latin1_swedish_ci" }),
      text("b", { options: { charset: "utf8mb4" }, collation: "utf8mb4_bin" }),
      text("c", { options: { charset: "utf8mb4" } }),
      text("d", { collation: "utf8_general_ci" }),
      column("e", "enum('x')", { collation: "ascii_bin" }),
    ];
    expect(await difference(sql, { columns: spoken })).toEqual([]);
    const other = [text("a", { collation: "utf8mb4_bin" }), text("b", { options: { charset: "latin1" } })];
    expect(await difference(sql, { columns: [...other, ...silent.slice(2)] })).toMatchObject([
      { kind: "alterColumn", column: "a", to: { collation: "utf8mb4_bin" } },
      { kind: "alterColumn", column: "b", to: { collation: "latin1_swedish_ci" } },
    ]);
  });

  test("a display width counts where it is declared and the server can keep it", async () => {
    const sql = "CREATE TABLE t (a int(5), b tinyint(1), c int(5) zerofill, d bigint(20) unsigned)";
    const columns = [
      column("a", "int"),
      column("b", "tinyint"),
      column("c", "int(5) zerofill"),
      column("d", "bigint unsigned"),
    ];
    expect(await difference(sql, { columns })).toEqual([]);
    const wide = [column("a", "int(7)"), ...columns.slice(1)];
    expect(await difference(sql, { columns: wide })).toHaveLength(target.server === "mariadb" ? 1 : 0);
  });

  test("engine, stamps and parsers that are no longer declared", async () => {
    const sql = "CREATE TABLE t (at datetime ON UPDATE now()) ENGINE=MyISAM";
    const at = column("at", "datetime");
    expect(await difference(sql, { columns: [at], options: { engine: "myisam" } })).toMatchObject([
      { kind: "alterColumn", column: "at", to: { options: null } },
    ]);
    const stamped = { ...at, options: { onUpdate: "NOW()" } };
    expect(await difference(sql, { columns: [stamped] })).toEqual([]);
    expect(await difference(sql, { columns: [stamped], options: { engine: "InnoDB" } })).toMatchObject([
      { kind: "setTableOptions", to: { engine: "InnoDB" } },
    ]);
  });

  // MySQL refuses such declarations: test/dialect-mysql/faults.test.ts.
  if (target.name === "mariadb")
    test("the current time with more or fewer digits than the column has", async () => {
      const cases = [
        ["datetime(3)", "CURRENT_TIMESTAMP(6)"],
        ["datetime(6)", "CURRENT_TIMESTAMP(3)"],
        ["datetime(6)", "CURRENT_TIMESTAMP"],
        ["timestamp", "now(6)"],
        ["timestamp(2)", "(CURRENT_TIMESTAMP(5))"],
        ["date", "CURRENT_TIMESTAMP(6)"],
      ] as const;
      const stamps = cases.map(([type, text], i) => `c${i} ${type} NULL DEFAULT ${text}`);
      const update = "CURRENT_TIMESTAMP(6)";
      expect(
        await difference(`CREATE TABLE t (${stamps.join(", ")}, u datetime(3) ON UPDATE ${update})`, {
          columns: [
            ...cases.map(([type, text], i) => column(`c${i}`, type, { default: text })),
            column("u", "datetime(3)", { options: { onUpdate: update } }),
          ],
        }),
      ).toEqual([]);
    });

  // The catalogue has three bytes for a letter, so it tells these as question marks.
  test("letters that the catalogue cannot tell", async () => {
    const sql = `CREATE TABLE t (a varchar(9) DEFAULT '😀' COMMENT 'so 😀', b enum('😀','x') DEFAULT 'x', c varchar(20) AS (concat(a, '😀!')) VIRTUAL,
      CONSTRAINT glad CHECK (a <> '😀')) COMMENT 'all 😀'`;
    const generated = { expression: "concat(a, '😀!')", stored: false };
    const columns = [
      column("a", "varchar(9)", { default: "'😀'", comment: "so 😀" }),
      column("b", "enum('😀','x')", { default: "'x'" }),
      column("c", "varchar(20)", { generated }),
    ];
    const checks = [{ name: "glad", expression: "a <> '😀'" }];
    expect(await difference(sql, { columns, checks, comment: "all 😀" })).toEqual([]);
    const [first, ...others] = columns;
    const other = [{ ...first!, default: "'😁'" }, ...others];
    const changed = await difference(sql, { columns: other, checks, comment: "all 😀" });
    // MariaDB tells them nowhere.
    expect(changed).toMatchObject(
      target.name === "mariadb" ? [] : [{ to: { default: "'😁'" }, was: { default: "'😀'" } }],
    );
  });

  test("names of tables where the server folds them", () => {
    const facts = { ...database.facts, foldsTableNames: true };
    const key = {
      columns: ["a"],
      references: { schema: "Other", name: "Parents" },
      referencedColumns: ["ID"],
    };
    const { schemas, tables } = mysql.normalise(
      { ...declare("UserProfiles", { foreignKeys: [key] }), schemas: ["Other"] },
      facts,
    );
    expect(schemas).toEqual(["other"]);
    expect(tables[0]).toMatchObject({
      name: "userprofiles",
      foreignKeys: [{ references: { schema: "other", name: "parents" }, referencedColumns: ["ID"] }],
    });
  });

  // MySQL lets few users switch this, and has switched it on since 8.0.
  const switchable = [target].filter(({ server }) => server === "mariadb");
  test.each(switchable)("timestamps to which $name gives defaults of its own", async () => {
    const { connection, facts } = database;
    await connection.execute("SET SESSION explicit_defaults_for_timestamp = 0");
    const sql = "CREATE TABLE t (a timestamp(3) NOT NULL, b timestamp NOT NULL, c timestamp NULL)";
    const required = { nullable: false };
    const columns = [
      column("a", "timestamp(3)", required),
      column("b", "timestamp", required),
      column("c", "timestamp"),
    ];
    const implied = { ...facts, impliesTimestamps: true };
    expect(await difference(sql, { columns }, implied)).toEqual([]);
    expect(await difference(sql, { columns })).toHaveLength(2);
    await connection.execute("SET SESSION explicit_defaults_for_timestamp = 1");
  });

  test("a name that is too long is refused by name", () => {
    expect(mysql.identifier("é".repeat(64))).toHaveLength(66);
    expect(() => mysql.identifier("é".repeat(65))).toThrow(
      /has 65 letters and MySQL takes 64; give the object/,
    );
  });
});
