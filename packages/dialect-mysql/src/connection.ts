import { createRequire } from "node:module";
import { join } from "node:path";
import { isAutogenError } from "@typeorm-autogen/errors";
import {
  MissingDriverError,
  savepoint,
  ServerTooOldError,
  UnsupportedError,
  type Connection,
  type ConnectionTarget,
  type Loan,
  type Row,
  type TransactionPurpose,
} from "@typeorm-autogen/dialect";
import type { Connection as Client, ConnectionOptions, QueryOptions, TypeCast } from "mysql2/promise";
import { clientConfig, describeTarget, reading } from "./client-config.js";
import { connectError, statementError } from "./connection-errors.js";
import { flavorOf, isAtLeast, readVersion, type FlavorName } from "./flavor.js";

/** A row as the catalogue reader takes it: values in the order of the select list. */
export type RawRow = readonly (string | number | null)[];

/** Opens a connection. Throws MissingDriverError, NoDatabaseError, ConnectionFailedError, ServerTooOldError. */
export async function connect(target: ConnectionTarget): Promise<MysqlConnection> {
  const driver = loadDriver(target.projectDir);
  const config = await clientConfig(target);
  const name = describeTarget(target);
  const client = await driver.createConnection(config).catch((error: unknown) => {
    throw connectError(name, error);
  });
  // Without a listener, a connection that the server ends would end the process.
  client.on("error", () => {});
  try {
    return new MysqlConnection(client, name, await prepareSession(client, target));
  } catch (error) {
    client.destroy();
    throw isAutogenError(error) ? error : connectError(name, error);
  }
}

interface Driver {
  createConnection(config: ConnectionOptions): Promise<Client>;
}

function loadDriver(projectDir: string): Driver {
  try {
    return createRequire(join(projectDir, "package.json"))("mysql2/promise") as Driver;
  } catch (cause) {
    try {
      return createRequire(import.meta.url)("mysql2/promise") as Driver;
    } catch {
      throw new MissingDriverError(["mysql2"], "MySQL", projectDir, cause);
    }
  }
}

/** One of `sessionSettings`. */
export const modeSetting =
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO'";

/**
 * Settings under which texts mean and look the same whatever the server's own are. Strict, so that no value is bent to
 * fit. Zero dates are let through: tables that hold them could not be altered otherwise. A zero stays one in a column that
 * begins to number itself. Notes are what the judge reads.
 */
export const sessionSettings: readonly string[] = [
  "SET NAMES utf8mb4",
  modeSetting,
  "SET SESSION sql_notes = 1",
  "SET SESSION sql_quote_show_create = 1",
];

// Refused where the variable is the server's alone, or the user may not. Then facts say how timestamps stand; and MySQL,
// which lets only administrators set how many notes it keeps, keeps as many by itself:
// https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html#sysvar_max_error_count
export const desiredSettings: readonly string[] = [
  "SET SESSION explicit_defaults_for_timestamp = 1",
  "SET SESSION max_error_count = 1024",
];

/** What a server says it is. Throws ServerTooOldError. */
export async function serverVersion(client: Client): Promise<ServerVersion> {
  const [rows] = await client.query({ sql: "SELECT VERSION()", rowsAsArray: true });
  const found = readVersion(String((rows as unknown as RawRow[])[0]?.[0]));
  const { label, oldest } = flavorOf(found);
  if (!isAtLeast(found.version, oldest)) throw new ServerTooOldError(label, found.version, oldest);
  return found;
}

async function prepareSession(client: Client, target: ConnectionTarget): Promise<ServerVersion> {
  const found = await serverVersion(client);
  const readOnly = target.readOnly ? ["SET SESSION TRANSACTION READ ONLY"] : [];
  await client.query([...sessionSettings, ...readOnly].join(";\n"));
  for (const setting of desiredSettings) await client.query(setting).catch(() => {});
  for (const setting of limitSettings(target, found.flavor)) await client.query(setting);
  return found;
}

/**
 * Both kinds of lock, those of tables and those of rows, are waited for in whole seconds. MySQL limits SELECT alone, so
 * that a limit for all statements is refused.
 * https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html#sysvar_max_execution_time
 */
export function limitSettings({ limits, readOnly }: ConnectionTarget, flavor: FlavorName): readonly string[] {
  if (!limits || readOnly) return [];
  const { lock, statement } = limits;
  if (statement > 0 && flavor === "mysql")
    throw new UnsupportedError("MySQL", "statementTimeout", "leave it out: MySQL limits only what reads");
  const seconds = Math.ceil(lock / 1000);
  return [
    ...(lock > 0
      ? [`SET SESSION lock_wait_timeout = ${seconds}`, `SET SESSION innodb_lock_wait_timeout = ${seconds}`]
      : []),
    ...(statement > 0 ? [`SET SESSION max_statement_time = ${statement / 1000}`] : []),
  ];
}

interface ServerVersion {
  readonly flavor: FlavorName;
  readonly version: string;
}

/** One connection of `mysql2`, with the transaction it is in. */
export class MysqlConnection implements Connection {
  readonly serverVersion: string;
  readonly flavor: FlavorName;
  /** What the target is called in messages. */
  readonly target: string;
  readonly #client: Client;
  readonly #loan: Loan | undefined;
  /** A client of our own was opened so that it reads like this. */
  readonly #reading: Partial<QueryOptions>;
  #inTransaction = false;

  constructor(client: Client, target: string, { flavor, version }: ServerVersion, loan?: Loan) {
    this.#client = client;
    this.target = target;
    this.flavor = flavor;
    this.serverVersion = version;
    this.#loan = loan;
    this.#reading = loan ? reading : {};
  }

  get nested(): boolean {
    return this.#loan?.nested ?? false;
  }

  get session(): string {
    return String(this.#client.threadId);
  }

  /** Between begin and commit or rollback. A statement of DDL ends the transaction on the server all the same. */
  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  // A flag of every answer. https://dev.mysql.com/doc/dev/mysql-server/latest/mysql__com_8h.html (SERVER_STATUS_IN_TRANS)
  async isInTransaction(): Promise<boolean> {
    const [header] = await this.#run({ sql: "DO 0" });
    return ((header as { readonly serverStatus?: number }).serverStatus ?? 0) % 2 === 1;
  }

  async query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]> {
    const [result] = await this.#run({ sql, ...(parameters && { values: [...parameters] }) });
    return (resultsOf(result).findLast(Array.isArray) ?? []) as readonly Row[];
  }

  async execute(sql: string, parameters?: readonly unknown[]): Promise<number> {
    const [result] = await this.#run({ sql, ...(parameters && { values: [...parameters] }) });
    const last = resultsOf(result).at(-1);
    return Array.isArray(last) ? last.length : ((last as { affectedRows?: number }).affectedRows ?? 0);
  }

  /** Runs several statements in one round trip and returns the rows of each, as arrays. */
  async readBatch(statements: readonly string[]): Promise<readonly (readonly RawRow[])[]> {
    return this.#readAll(statements, {});
  }

  /** The same with every value as text of one letter for each byte, for what is not all UTF-8. */
  async readBytes(statements: readonly string[]): Promise<readonly (readonly RawRow[])[]> {
    return this.#readAll(statements, { typeCast: (field) => field.buffer()?.toString("latin1") ?? null });
  }

  // A client of the caller's need not take several statements at once.
  async #readAll(
    statements: readonly string[],
    how: { readonly typeCast?: TypeCast },
  ): Promise<readonly (readonly RawRow[])[]> {
    const read = async (sql: string) => (await this.#run({ sql, rowsAsArray: true, ...how }))[0];
    if (this.#loan || statements.length < 2) {
      const answers: unknown[] = [];
      for (const sql of statements) answers.push(await read(sql));
      return answers as (readonly RawRow[])[];
    }
    return (await read(statements.join(";\n"))) as (readonly RawRow[])[];
  }

  /**
   * Runs one statement as a prepared one, in whose text a second statement is an error. Nobody reads its rows, whose
   * protocol is another.
   */
  async tryOne(sql: string): Promise<void> {
    const query = { sql, namedPlaceholders: false } as QueryOptions;
    try {
      await this.#client.execute(query);
    } catch (error) {
      throw statementError(sql, this.target, error);
    } finally {
      // Known by its options too, which the typings leave out.
      this.#client.unprepare(query as unknown as string);
    }
  }

  // DDL commits what was begun, whether asked to or not.
  // https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
  async begin(purpose: TransactionPurpose): Promise<void> {
    await this.execute(
      this.nested
        ? savepoint.begin
        : purpose === "read"
          ? "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
          : "START TRANSACTION READ WRITE",
    );
    this.#inTransaction = true;
  }

  async commit(): Promise<void> {
    this.#inTransaction = false;
    await this.execute(this.nested ? savepoint.commit : "COMMIT");
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false;
    for (const sql of this.nested ? savepoint.rollback : ["ROLLBACK"]) await this.execute(sql);
  }

  async close(): Promise<void> {
    await (this.#loan ? this.#loan.giveBack() : this.#client.end()).catch(() => {});
  }

  async #run(options: QueryOptions & { readonly sql: string }): Promise<[unknown, unknown]> {
    try {
      return await this.#client.query({ ...this.#reading, ...options });
    } catch (error) {
      throw statementError(options.sql, this.target, error);
    }
  }
}

// One statement gives rows or a header; several give a list of these. A row is neither a list nor a header.
function resultsOf(result: unknown): readonly unknown[] {
  const isList = Array.isArray(result) && result.length > 1 && result.every(isResult);
  return isList ? (result as readonly unknown[]) : [result];
}

function isResult(value: unknown): boolean {
  return Array.isArray(value) || (value as object).constructor.name === "ResultSetHeader";
}
