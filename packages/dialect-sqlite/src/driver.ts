import type { Row } from "@typeorm-autogen/dialect";

/** One open database, whichever package opened it. Errors are the package's own. */
export interface SqliteDriver {
  /** Runs one statement and returns its rows. */
  all(sql: string, parameters: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs one statement and returns the number of rows that it touched. */
  run(sql: string, parameters: readonly unknown[]): Promise<number>;
  /** Runs a text of any number of statements. */
  exec(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** How a database is opened. */
export interface OpenOptions {
  /** A path, `:memory:`, or a URI that starts with `file:`. */
  readonly path: string;
  readonly mode: "readOnly" | "readWrite" | "create";
  /** Milliseconds to wait for another connection's lock. */
  readonly timeout: number;
  /** The DataSource's options, for what only one package knows. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A package that opens databases, loaded. */
export interface SqlitePackage {
  readonly name: "better-sqlite3" | "sqlite3" | "node:sqlite";
  open(how: OpenOptions): Promise<SqliteDriver>;
}
