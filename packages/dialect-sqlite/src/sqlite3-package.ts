import type { Row } from "@typeorm-autogen/dialect";
import type { OpenOptions, SqliteDriver, SqlitePackage } from "./driver.js";

type Callback<T> = (this: { readonly changes: number }, error: Error | null, result: T) => void;

interface Database {
  all(sql: string, parameters: readonly unknown[], done: Callback<readonly Row[]>): void;
  run(sql: string, parameters: readonly unknown[], done: Callback<void>): void;
  exec(sql: string, done: Callback<void>): void;
  configure(option: "busyTimeout", milliseconds: number): void;
  close(done: Callback<void>): void;
}

interface Module {
  readonly Database: new (path: string, flags: number, done: (error: Error | null) => void) => Database;
  readonly OPEN_READONLY: number;
  readonly OPEN_READWRITE: number;
  readonly OPEN_CREATE: number;
  readonly OPEN_URI: number;
  readonly OPEN_FULLMUTEX: number;
}

/** sqlite3 (node-sqlite3), whose calls answer by callback. */
export function sqlite3Package(loaded: unknown): SqlitePackage {
  const module = loaded as Module;
  return { name: "sqlite3", open: async (how) => driverOf(await open(module, how)) };
}

async function open(module: Module, { path, mode, timeout }: OpenOptions): Promise<Database> {
  const access = {
    readOnly: module.OPEN_READONLY,
    readWrite: module.OPEN_READWRITE,
    create: module.OPEN_READWRITE | module.OPEN_CREATE,
  }[mode];
  const database = await new Promise<Database>((resolve, reject) => {
    const opened = new module.Database(path, access | module.OPEN_URI | module.OPEN_FULLMUTEX, (error) =>
      error ? reject(error) : resolve(opened),
    );
  });
  database.configure("busyTimeout", timeout);
  return database;
}

/** A database of sqlite3 that is open already; null where it is something else. */
export function borrowSqlite3(given: unknown): SqliteDriver | null {
  const { all, run, exec, configure } = given as Partial<Record<string, unknown>>;
  const fits = [all, run, exec, configure].every((method) => typeof method === "function");
  return fits ? driverOf(given as Database) : null;
}

function driverOf(database: Database): SqliteDriver {
  return {
    all: (sql, parameters) => answer((done) => database.all(sql, parameters, done)),
    run: (sql, parameters) =>
      new Promise((resolve, reject) => {
        database.run(sql, parameters, function (error) {
          if (error) reject(error);
          else resolve(this.changes);
        });
      }),
    exec: (sql) => answer((done) => database.exec(sql, done)),
    close: () => answer((done) => database.close(done)),
  };
}

function answer<T>(call: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result)));
  });
}
