import type { Row } from "@typeorm-autogen/dialect";
import type { OpenOptions, SqliteDriver, SqlitePackage } from "./driver.js";

interface Statement {
  all(...parameters: readonly unknown[]): readonly Row[];
  run(...parameters: readonly unknown[]): { readonly changes: number | bigint };
}

interface Database {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

interface Module {
  readonly DatabaseSync: new (path: string, options: Readonly<Record<string, unknown>>) => Database;
}

/** The SQLite inside Node, from 22.13: for projects that have no driver package, as in an image without TypeORM. */
export function nodeSqlitePackage(loaded: unknown): SqlitePackage {
  const { DatabaseSync } = loaded as Module;
  return {
    name: "node:sqlite",
    open: async ({ path, mode, timeout }: OpenOptions) => {
      const database = new DatabaseSync(path, { readOnly: mode === "readOnly" });
      database.exec(`PRAGMA busy_timeout = ${timeout}`);
      return driverOf(database);
    },
  };
}

// DatabaseSync quotes double-quoted words that are no column as strings, and its rows have no prototype; both are fine.
function driverOf(database: Database): SqliteDriver {
  return {
    all: async (sql, parameters) => database.prepare(sql).all(...parameters),
    run: async (sql, parameters) => Number(database.prepare(sql).run(...parameters).changes),
    exec: async (sql) => database.exec(sql),
    close: async () => database.close(),
  };
}
