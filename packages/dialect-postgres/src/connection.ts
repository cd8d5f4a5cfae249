import { createRequire } from "node:module";
import { join } from "node:path";
import {
  MissingDriverError,
  nameSql,
  ServerTooOldError,
  StatementError,
  type Connection,
  type ConnectionTarget,
  type Row,
  type TransactionPurpose,
} from "@typeorm-autogen/dialect";
import type { Client, ClientConfig, QueryResult } from "pg";
import { clientConfig, describeTarget } from "./client-config.js";
import { connectError, statementError } from "./connection-errors.js";
import { identifier } from "./names.js";
import { label } from "./spelling.js";

/** A row as the catalogue reader takes it: text in the order of the select list, nothing parsed. */
export type RawRow = readonly (string | null)[];

const oldest = 12;

/** Opens a connection. Throws MissingDriverError, ConnectionFailedError, ServerTooOldError. */
export async function connect(target: ConnectionTarget): Promise<PostgresConnection> {
  const { Client } = loadDriver(target.projectDir);
  const name = describeTarget(target);
  const client = new Client(clientConfig(target));
  // Without a listener, a connection that the server ends would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    return new PostgresConnection(client, name, await prepareSession(client, target));
  } catch (error) {
    await client.end().catch(() => {});
    throw error instanceof ServerTooOldError ? error : connectError(name, error);
  }
}

interface Driver {
  readonly Client: new (config: ClientConfig) => Client;
}

function loadDriver(projectDir: string): Driver {
  try {
    return createRequire(join(projectDir, "package.json"))("pg") as Driver;
  } catch (cause) {
    try {
      return createRequire(import.meta.url)("pg") as Driver;
    } catch {
      throw new MissingDriverError(["pg"], label, projectDir, cause);
    }
  }
}

/**
 * Settings under which the catalogue's texts always look the same, whatever the role's own are. The order of day and
 * month in DateStyle is the role's business: only the output's style is set.
 */
const settings: readonly string[] = [
  "SET datestyle = 'ISO'",
  "SET intervalstyle = 'postgres'",
  "SET bytea_output = 'hex'",
  "SET extra_float_digits = 1",
  "SET quote_all_identifiers = off",
  "SET standard_conforming_strings = on",
  "SET jit = off",
];

async function prepareSession(client: Client, target: ConnectionTarget): Promise<string> {
  const version = await client.query<[string]>({ text: "SHOW server_version_num", rowMode: "array" });
  const number = Number(version.rows[0]?.[0]);
  const serverVersion = `${Math.floor(number / 10_000)}.${number % 10_000}`;
  if (number < oldest * 10_000) throw new ServerTooOldError(label, serverVersion, String(oldest));
  const schema = target.options?.["schema"];
  const path = typeof schema === "string" ? [`SET search_path TO ${searchPath(schema)}`] : [];
  const readOnly = target.readOnly ? ["SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"] : [];
  await client.query([...settings, ...path, ...readOnly].join(";\n"));
  return serverVersion;
}

/** The search path under which the default schema's objects need no qualification. */
export function searchPath(schema: string): string {
  return schema === "public"
    ? "public"
    : `${nameSql({ identifier }, { schema: null, name: schema })}, public`;
}

/** One client of `pg`, with the transaction it is in. */
export class PostgresConnection implements Connection {
  readonly serverVersion: string;
  /** What the target is called in messages. */
  readonly target: string;
  readonly #client: Client;
  #inTransaction = false;
  #status: string | undefined;

  constructor(client: Client, target: string, serverVersion: string) {
    this.#client = client;
    this.target = target;
    this.serverVersion = serverVersion;
    // What the server says of the transaction with each answer: idle (I), in one (T), in one that failed (E).
    // https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-READYFORQUERY
    const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
    connection.on("readyForQuery", ({ status }: { readonly status: string }) => (this.#status = status));
  }

  async isInTransaction(): Promise<boolean> {
    if (this.#status === undefined) await this.execute("SELECT 1");
    return this.#status !== "I";
  }

  /** Whether begin was called, and neither commit nor rollback since. */
  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  async query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]> {
    const result = await this.#run<QueryResult<Row>>(sql, {
      text: sql,
      ...(parameters && { values: [...parameters] }),
    });
    return lastResult(result).rows;
  }

  async execute(sql: string, parameters?: readonly unknown[]): Promise<number> {
    const result = await this.#run<QueryResult>(sql, {
      text: sql,
      ...(parameters && { values: [...parameters] }),
    });
    return lastResult(result).rowCount ?? 0;
  }

  /** Runs several statements in one round trip and returns the rows of each, unparsed. */
  async readBatch(statements: readonly string[]): Promise<readonly (readonly RawRow[])[]> {
    const text = statements.join(";\n");
    const result = await this.#run<QueryResult | QueryResult[]>(text, {
      text,
      rowMode: "array",
      types: { getTypeParser: () => String },
    });
    return [result].flat().map((each) => each.rows as unknown as RawRow[]);
  }

  /** Runs one statement by the extended protocol, under which a second one in its text is an error. */
  async readOne(sql: string): Promise<readonly Row[]> {
    const result = await this.#run<QueryResult<Row>>(sql, { text: sql, queryMode: "extended" });
    return result.rows;
  }

  async begin(purpose: TransactionPurpose): Promise<void> {
    await this.execute(
      purpose === "read" ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN READ WRITE",
    );
    this.#inTransaction = true;
  }

  async commit(): Promise<void> {
    const result = await this.#run<QueryResult>("COMMIT", { text: "COMMIT" });
    this.#inTransaction = false;
    // The server answers COMMIT of a transaction in which a statement failed with ROLLBACK, and no error.
    if (result.command !== "COMMIT")
      throw new StatementError(
        "COMMIT",
        "the transaction was rolled back: a statement in it had failed",
        null,
      );
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false;
    await this.execute("ROLLBACK");
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
  }

  async #run<Result>(sql: string, config: object): Promise<Result> {
    try {
      return (await this.#client.query(config as { text: string })) as unknown as Result;
    } catch (error) {
      throw statementError(sql, this.target, error);
    }
  }
}

// A text of several statements gives a list of results; what the caller waits for is the last one.
function lastResult<Result>(result: Result | readonly Result[]): Result {
  return Array.isArray(result) ? (result.at(-1) as Result) : (result as Result);
}
