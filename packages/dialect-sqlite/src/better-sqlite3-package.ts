import type { Row } from "@typeorm-autogen/dialect";
import type { OpenOptions, SqliteDriver, SqlitePackage } from "./driver.js";

interface Statement {
  readonly reader: boolean;
  all(...parameters: readonly unknown[]): readonly Row[];
  run(...parameters: readonly unknown[]): { readonly changes: number };
}

interface Database {
  prepare(sql: string): Statement;
  exec(sql: string): unknown;
  close(): unknown;
}

type DatabaseClass = new (path: string, options: Readonly<Record<string, unknown>>) => Database;

/** better-sqlite3, or a package of the same interface such as better-sqlite3-multiple-ciphers. */
export function betterSqlite3Package(module: unknown): SqlitePackage {
  const Database = module as DatabaseClass;
  return { name: "better-sqlite3", open: async (how) => driverOf(open(Database, how), how) };
}

function open(Database: DatabaseClass, { path, mode, timeout, options }: OpenOptions): Database {
  const native = options["nativeBinding"];
  return new Database(path, {
    readonly: mode === "readOnly",
    fileMustExist: mode !== "create",
    timeout,
    ...(native !== undefined && { nativeBinding: native }),
  });
}

async function driverOf(database: Database, { mode, options }: OpenOptions): Promise<SqliteDriver> {
  await prepareDatabase(database, options["prepareDatabase"], mode);
  return betterSqlite3Driver(database);
}

/** A database of better-sqlite3 that is open already; null where it is something else. */
export function borrowBetterSqlite3(given: unknown): SqliteDriver | null {
  const { prepare, exec, pragma } = given as Partial<Record<string, unknown>>;
  const fits = [prepare, exec, pragma].every((method) => typeof method === "function");
  return fits ? betterSqlite3Driver(given as Database) : null;
}

function betterSqlite3Driver(database: Database): SqliteDriver {
  return {
    all: async (sql, parameters) => rowsOf(database.prepare(sql), parameters),
    run: async (sql, parameters) => {
      const statement = database.prepare(sql);
      if (!statement.reader) return statement.run(...parameters).changes;
      return statement.all(...parameters).length;
    },
    exec: async (sql) => void database.exec(sql),
    close: async () => void database.close(),
  };
}

// The DataSource's hook registers the functions and collations that the schema uses. It may also set pragmas that
// write, which fail on a connection that only looks; what it registered before that stays.
async function prepareDatabase(database: Database, hook: unknown, mode: OpenOptions["mode"]): Promise<void> {
  if (typeof hook !== "function") return;
  try {
    await (hook as (database: Database) => unknown)(database);
  } catch (error) {
    if (mode !== "readOnly") throw error;
  }
}

function rowsOf(statement: Statement, parameters: readonly unknown[]): readonly Row[] {
  if (statement.reader) return statement.all(...parameters);
  statement.run(...parameters);
  return [];
}
