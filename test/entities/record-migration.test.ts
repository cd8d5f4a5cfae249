import { MigrationAsksError, readMigrations, recordMigration } from "@typeorm-autogen/entities";
import { expect, test } from "vitest";
import { lines, loadTypeorm, type Line } from "./stories.js";

interface Runner {
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly unknown[]>;
  createTable(table: object): Promise<void>;
  startTransaction(): Promise<void>;
  dropTable(name: string): Promise<void>;
}

async function dataSourceOf(line: Line, migrations: readonly object[]) {
  const { DataSource } = await loadTypeorm(line);
  return new DataSource({
    type: "postgres",
    url: "postgres://nobody@nowhere.invalid/nothing",
    migrations,
    entities: [],
  });
}

test.each(lines)(
  "TypeORM %s: classes are read in their order and recorded without a database",
  async (line) => {
    const { Table } = (await loadTypeorm(line)) as unknown as {
      readonly Table: new (options: object) => object;
    };
    class Second1700000000002 {
      async up(runner: Runner) {
        await runner.startTransaction();
        await runner.query("UPDATE t SET a = $1", ["x"]);
        await runner.createTable(
          new Table({ name: "u", columns: [{ name: "id", type: "int", isPrimary: true }] }),
        );
        await runner.query("DELETE FROM u");
      }
      async down(runner: Runner) {
        await runner.dropTable("u");
      }
    }
    class First1700000000001 {
      readonly name = "Renamed1700000000001";
      async up(runner: Runner) {
        const rows = await runner.query("\n SELECT * FROM t");
        if (rows.length === 0) await runner.query("DROP TABLE t");
      }
      async down() {}
    }
    const dataSource = await dataSourceOf(line, [Second1700000000002, First1700000000001]);
    const migrations = await readMigrations(dataSource);
    expect(migrations.map(({ name, timestamp }) => ({ name, timestamp }))).toEqual([
      { name: "Renamed1700000000001", timestamp: 1_700_000_000_001 },
      { name: "Second1700000000002", timestamp: 1_700_000_000_002 },
    ]);
    const [first, second] = migrations;
    expect(await recordMigration(dataSource, second!, "up")).toEqual([
      { sql: "UPDATE t SET a = $1", parameters: ["x"] },
      {
        sql: `CREATE TABLE "u" ("id" int NOT NULL, CONSTRAINT "PK_382fba504d5e4d5475658ca35d1" PRIMARY KEY ("id"))`,
        parameters: [],
      },
      { sql: "DELETE FROM u", parameters: [] },
    ]);
    await expect(recordMigration(dataSource, first!, "up")).rejects.toThrow(
      new MigrationAsksError("Renamed1700000000001", "SELECT * FROM t"),
    );
    await expect(recordMigration(dataSource, second!, "down")).rejects.toThrow(/asks the database/);
  },
);
