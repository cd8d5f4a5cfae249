import type { Connection, ConnectionTarget, Limits, Row, TransactionPurpose } from "@typeorm-autogen/dialect";
import {
  CallersTransactionError,
  ForeignClientError,
  ForeignKeyViolationError,
  savepoint,
  ServerTooOldError,
  UnsupportedError,
} from "@typeorm-autogen/dialect";
import { borrowBetterSqlite3 } from "./better-sqlite3-package.js";
import type { SqliteDriver, SqlitePackage } from "./driver.js";
import { newViolations, readViolations, type Violations } from "./foreign-key-check.js";
import { significantTokens } from "./lexicon.js";
import { loadPackage } from "./load-package.js";
import { borrowSqlite3 } from "./sqlite3-package.js";
import { databaseExists, databasePath, fileIdentity, isRestingWal } from "./target.js";
import { explainFailure } from "./explain-failure.js";

/** What a connection of this dialect is opened with, once the target is resolved. */
interface Opening {
  readonly package: SqlitePackage;
  readonly path: string;
  readonly timeout: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The oldest SQLite with everything that is used here: pragma_table_list and STRICT tables came with 3.37 (2021). */
const minimumVersion = "3.37.0";

/**
 * Opens a target. Looking only never creates or changes a file: an absent one is read as an empty database, and one
 * in WAL mode is opened so that no log files stay behind. Throws ConnectionFailedError, MissingDriverError,
 * ServerTooOldError.
 */
export async function connect(target: ConnectionTarget): Promise<SqliteConnection> {
  const { options = {}, readOnly, limits = { lock: 0, statement: 0 } } = target;
  refuseLimits(limits);
  const path = databasePath(target);
  const timeout = limits.lock || Number(options["timeout"] ?? options["busyTimeout"] ?? 5000);
  const opening: Opening = { package: loadPackage(target, path), path, timeout, options };
  if (!readOnly) return SqliteConnection.open(opening, "create");
  if (!databaseExists(path)) return SqliteConnection.open({ ...opening, path: ":memory:" }, "create");
  if (path === ":memory:") return SqliteConnection.open(opening, "create");
  if (!isRestingWal(path)) return SqliteConnection.open(opening, "readOnly");
  const connection = await SqliteConnection.open(opening, "readWrite");
  await connection.execute("PRAGMA query_only = ON");
  return connection;
}

/**
 * Works on an open database of better-sqlite3 or sqlite3, in its transaction if one is open. It waits for locks as long as
 * the caller has it wait: `limits.lock` sets nothing here. Throws ForeignClientError, UnsupportedError.
 */
export async function borrow(given: unknown, target: ConnectionTarget): Promise<SqliteConnection> {
  const driver = borrowBetterSqlite3(given) ?? borrowSqlite3(given);
  if (!driver) throw new ForeignClientError("SQLite", ["better-sqlite3", "sqlite3"]);
  const { name, filename } = given as { readonly name?: string; readonly filename?: string };
  const path = name || filename || ":memory:";
  const { options = {}, limits = { lock: 0, statement: 0 } } = target;
  refuseLimits(limits);
  const opening: Opening = {
    // The one that opened the database need not be there for us as well; only the judge opens another.
    get package() {
      return loadPackage(target, path);
    },
    path,
    timeout: limits.lock,
    options,
  };
  return SqliteConnection.borrow(opening, driver);
}

function refuseLimits({ statement }: Limits): void {
  if (statement > 0)
    throw new UnsupportedError("SQLite", "statementTimeout", "leave it out: SQLite has no such limit");
}

/** A connection to one SQLite database. */
export class SqliteConnection implements Connection {
  readonly serverVersion: string;
  readonly #driver: SqliteDriver;
  readonly #opening: Opening;
  /** Which file was opened, whatever stands at its path since; empty where it is none. */
  readonly #file: string;
  /** The database is the caller's; whether a transaction was open on it. */
  readonly #loan: { readonly nested: boolean } | undefined;
  #foreignKeys = false;
  #legacyAlterTable = false;
  #purpose: TransactionPurpose | undefined;
  #before: Violations = new Map();
  #known: { readonly dataVersion: unknown; readonly violations: Violations } | undefined;

  private constructor(
    opening: Opening,
    driver: SqliteDriver,
    version: string,
    loan?: { readonly nested: boolean },
  ) {
    this.#loan = loan;
    this.#opening = opening;
    this.#file = fileIdentity(opening.path);
    this.#driver = driver;
    this.serverVersion = version;
  }

  /** Where the database is, as it was opened. */
  get path(): string {
    return this.#opening.path;
  }

  /** Whether what it reads is what stands at this path now; an absent file is read as an empty database in memory. */
  shows(path: string): boolean {
    if (databaseExists(path)) return this.path === path && this.#file === fileIdentity(path);
    return this.path === ":memory:";
  }

  /** Opens one; the server's version and SQLCipher's key are dealt with before anything else. */
  static async open(opening: Opening, mode: "readOnly" | "readWrite" | "create"): Promise<SqliteConnection> {
    try {
      const driver = await opening.package.open({ ...opening, mode });
      const key = opening.options["key"];
      if (typeof key === "string") await driver.exec(`PRAGMA key = '${key.replaceAll("'", "''")}'`);
      return new SqliteConnection(opening, driver, await versionOf(driver));
    } catch (error) {
      throw explainFailure(error, opening, "opening it");
    }
  }

  /** Takes one that is open, and leaves it open. */
  static async borrow(opening: Opening, driver: SqliteDriver): Promise<SqliteConnection> {
    const version = await versionOf(driver);
    const nested = await new SqliteConnection(opening, driver, version).isInTransaction();
    return new SqliteConnection(opening, driver, version, { nested });
  }

  get nested(): boolean {
    return this.#loan?.nested ?? false;
  }

  /** An empty database in memory, opened by the same package: where the judge works. */
  openMemory(): Promise<SqliteConnection> {
    const { package: loaded, timeout } = this.#opening;
    return SqliteConnection.open({ package: loaded, path: ":memory:", timeout, options: {} }, "create");
  }

  async query(sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.#attempt(sql, () => this.#driver.all(sql, parameters));
  }

  /** Runs one statement; a text of several, as a script may hold it, runs as a whole and counts no rows. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    if (this.#purpose === undefined && !/^\s*(PRAGMA|BEGIN)/i.test(sql)) this.#known = undefined;
    if (parameters.length > 0 || isOneStatement(sql))
      return this.#attempt(sql, () => this.#driver.run(sql, parameters));
    await this.#attempt(sql, () => this.#driver.exec(sql));
    return 0;
  }

  /**
   * Enforcement of foreign keys can only be switched outside a transaction (https://sqlite.org/pragma.html#pragma_foreign_keys),
   * and with it on, dropping a table that is being rebuilt would delete the rows that refer to it.
   */
  async begin(purpose: TransactionPurpose): Promise<void> {
    if (purpose === "migrate") {
      this.#foreignKeys = await this.#isOn("foreign_keys");
      this.#legacyAlterTable = await this.#isOn("legacy_alter_table");
      if (this.nested && this.#foreignKeys) throw new CallersTransactionError(...enforced);
      await this.execute("PRAGMA foreign_keys = OFF");
      await this.execute("PRAGMA legacy_alter_table = OFF");
    }
    try {
      await this.execute(this.nested ? savepoint.begin : purpose === "read" ? "BEGIN" : "BEGIN IMMEDIATE");
    } catch (error) {
      await this.#restore(purpose);
      throw error;
    }
    this.#purpose = purpose;
    if (purpose === "rows") this.#known = undefined;
    if (purpose === "migrate") this.#before = await this.#violationsBefore();
  }

  // There is no question for it, but within a transaction no other can begin.
  async isInTransaction(): Promise<boolean> {
    try {
      await this.#driver.exec("BEGIN");
    } catch (error) {
      if (/within a transaction/.test(String(error))) return true;
      throw explainFailure(error, this.#opening, "BEGIN");
    }
    await this.#driver.exec("ROLLBACK");
    return false;
  }

  async commit(): Promise<void> {
    if (this.#purpose === "migrate") await this.#checkForeignKeys();
    await this.execute(this.nested ? savepoint.commit : "COMMIT");
    await this.#end();
  }

  async rollback(): Promise<void> {
    this.#known = undefined;
    // A statement that failed badly enough (a full disk) has rolled back already; then there is nothing to do.
    for (const sql of this.nested ? savepoint.rollback : ["ROLLBACK"]) await this.execute(sql).catch(() => 0);
    await this.#end();
  }

  async close(): Promise<void> {
    if (!this.#loan) await this.#attempt("close", () => this.#driver.close());
  }

  // Carried from the last commit while nobody else wrote: a check of every row, once per revision, is enough.
  async #violationsBefore(): Promise<Violations> {
    const known = this.#known;
    if (known && known.dataVersion === (await this.#dataVersion())) return known.violations;
    return readViolations(this);
  }

  async #checkForeignKeys(): Promise<void> {
    const after = await readViolations(this);
    const found = newViolations(this.#before, after);
    if (found.length > 0) {
      await this.rollback();
      throw new ForeignKeyViolationError(found);
    }
    this.#known = { dataVersion: await this.#dataVersion(), violations: after };
  }

  async #dataVersion(): Promise<unknown> {
    const [row] = await this.query("PRAGMA data_version");
    return row?.["data_version"];
  }

  async #end(): Promise<void> {
    const purpose = this.#purpose;
    this.#purpose = undefined;
    if (purpose) await this.#restore(purpose);
  }

  async #restore(purpose: TransactionPurpose): Promise<void> {
    if (purpose !== "migrate") return;
    await this.execute(`PRAGMA legacy_alter_table = ${this.#legacyAlterTable ? "ON" : "OFF"}`);
    if (this.#foreignKeys) await this.execute("PRAGMA foreign_keys = ON");
  }

  async #isOn(pragma: string): Promise<boolean> {
    const [row] = await this.query(`PRAGMA ${pragma}`);
    return row?.[pragma] === 1;
  }

  async #attempt<T>(sql: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw explainFailure(error, this.#opening, sql);
    }
  }
}

// https://sqlite.org/pragma.html#pragma_foreign_keys
const enforced: readonly [string, string, string] = [
  "a revision",
  "foreign keys are enforced, and SQLite cannot switch that off inside it, so that a table which is rebuilt would take rows with it",
  "run PRAGMA foreign_keys = OFF before it begins, or hand over a connection without one",
];

async function versionOf(driver: SqliteDriver): Promise<string> {
  const [row] = await driver.all("SELECT sqlite_version() AS version, count(*) FROM sqlite_schema", []);
  const version = String(row?.["version"]);
  if (isOlder(version, minimumVersion)) throw new ServerTooOldError("SQLite", version, minimumVersion);
  return version;
}

// sqlite3 runs the first statement of a text and silently drops the rest.
function isOneStatement(sql: string): boolean {
  const tokens = significantTokens(sql);
  const end = tokens.findIndex((token) => token.text === ";");
  return end === -1 || end === tokens.length - 1;
}

function isOlder(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((text) => text.split(".").map(Number));
  const at = a?.findIndex((part, i) => part !== b?.[i]) ?? -1;
  return at !== -1 && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}
