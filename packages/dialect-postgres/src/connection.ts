import { createRequire } from "node:module";
import { join } from "node:path";
import {
  MissingDriverError,
  nameSql,
  savepoint,
  ServerTooOldError,
  StatementError,
  type Connection,
  type ConnectionTarget,
  type Loan,
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
    return new PostgresConnection(client, name, await prepareSession(client, target), target);
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
const settings: readonly (readonly [name: string, value: string])[] = [
  ["datestyle", "'ISO'"],
  ["intervalstyle", "'postgres'"],
  ["bytea_output", "'hex'"],
  ["extra_float_digits", "1"],
  ["quote_all_identifiers", "off"],
  ["standard_conforming_strings", "on"],
  ["jit", "off"],
];

/** What a session needs, and each transaction, as far as a target says it. */
export function settingsFor(target: ConnectionTarget): Record<"session" | "local", typeof settings> {
  const schema = target.options?.["schema"];
  const path: typeof settings = typeof schema === "string" ? [["search_path", searchPath(schema)]] : [];
  return { session: [...settings, ...path], local: limitSettings(target) };
}

interface SessionFacts {
  readonly serverVersion: string;
  /** Number of the server's process. Behind a pooler it changes from one transaction to the next. */
  readonly session: string;
  readonly pooled: boolean;
  /** What each transaction begins with. */
  readonly local: readonly string[];
  readonly transactionsOnly?: Connection["transactionsOnly"];
}

/** What a session says of itself. Throws ServerTooOldError. */
export async function sessionFacts(client: Client): Promise<Omit<SessionFacts, "local">> {
  const { rows } = await client.query<[string, string]>({
    text: "SELECT current_setting('server_version_num'), pg_catalog.pg_backend_pid()::text",
    rowMode: "array",
  });
  const [[number, session] = ["0", ""]] = rows;
  const serverVersion = `${Math.floor(Number(number) / 10_000)}.${Number(number) % 10_000}`;
  if (Number(number) < oldest * 10_000) throw new ServerTooOldError(label, serverVersion, String(oldest));
  // A pooler gives its clients numbers of its own, since their sessions are no processes of the server.
  const pooled = String((client as unknown as { readonly processID: number }).processID) !== session;
  return { serverVersion, session, pooled };
}

async function prepareSession(client: Client, target: ConnectionTarget): Promise<SessionFacts> {
  const found = await sessionFacts(client);
  const { pooled } = found;
  const schema = target.options?.["schema"];
  const set = settingsFor(target);
  const local = localSettings([...(pooled ? set.session : []), ...set.local]);
  const readOnly = target.readOnly ? ["SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"] : [];
  // What is set for a session of the pooler's would be set for its other clients too.
  if (!pooled) await client.query([...sessionSettings(set.session), ...readOnly].join(";\n"));
  const facts = { ...found, local };
  return pooled && typeof schema === "string" ? { ...facts, transactionsOnly: pooledPath(schema) } : facts;
}

function pooledPath(schema: string): readonly [string, string] {
  return [
    `a statement outside transactions, through a pooler, in the schema ${schema}`,
    "give upgrade a URL that leads to the server itself: a pooler forgets the search path with each transaction",
  ];
}

/**
 * Limits hold inside transactions: outside, statements such as CREATE INDEX CONCURRENTLY wait for old transactions
 * without keeping anybody waiting, and would leave an invalid index behind.
 */
function limitSettings({ limits, readOnly }: ConnectionTarget): typeof settings {
  if (!limits || readOnly) return [];
  const values = { lock_timeout: limits.lock, statement_timeout: limits.statement };
  const set = Object.entries(values).filter(([, milliseconds]) => milliseconds > 0);
  return set.map(([name, milliseconds]) => [name, String(Math.ceil(milliseconds))]);
}

/** Settings as statements, for the session. */
export function sessionSettings(list: typeof settings): readonly string[] {
  return list.map(([name, value]) => `SET ${name} TO ${value}`);
}

/** The same for the transaction that is open. */
export function localSettings(list: typeof settings): readonly string[] {
  return list.map(([name, value]) => `SET LOCAL ${name} TO ${value}`);
}

/** The search path under which the default schema's objects need no qualification. */
export function searchPath(schema: string): string {
  return schema === "public"
    ? "public"
    : `${nameSql({ identifier }, { schema: null, name: schema })}, public`;
}

/**
 * Tells with each answer what the server says of the transaction: idle (I), in one (T), in one that failed (E).
 * https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-READYFORQUERY
 */
export function onStatus(client: Client, tell: (status: string) => void): () => void {
  const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
  const listener = ({ status }: { readonly status: string }) => tell(status);
  connection.on("readyForQuery", listener);
  return () => connection.off("readyForQuery", listener);
}

/** One client of `pg`, with the transaction it is in. */
export class PostgresConnection implements Connection {
  readonly serverVersion: string;
  /** What the target is called in messages. */
  readonly target: string;
  /** Something between client and server hands out sessions by the transaction, or may. */
  readonly pooled: boolean;
  readonly transactionsOnly?: readonly [string, string];
  readonly #client: Client;
  readonly #place: ConnectionTarget;
  readonly #local: readonly string[];
  readonly #loan: Loan | undefined;
  readonly #stopListening: () => void;
  #session: string;
  #inTransaction = false;
  #status: string | undefined;

  constructor(client: Client, target: string, facts: SessionFacts, place: ConnectionTarget, loan?: Loan) {
    this.#client = client;
    this.#place = place;
    this.target = target;
    this.serverVersion = facts.serverVersion;
    this.pooled = facts.pooled;
    this.#local = facts.local;
    this.#loan = loan;
    if (facts.transactionsOnly) this.transactionsOnly = facts.transactionsOnly;
    this.#session = facts.session;
    this.#stopListening = onStatus(client, (status) => (this.#status = status));
  }

  get nested(): boolean {
    return this.#loan?.nested ?? false;
  }

  get session(): string {
    return this.#session;
  }

  /** Another connection to the same place. */
  openAnother(): Promise<PostgresConnection> {
    return connect(this.#place);
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
    await (this.nested ? this.#beginNested(purpose) : this.#beginOwn(purpose));
    this.#inTransaction = true;
  }

  // It can be written again once the savepoint is gone.
  async #beginNested(purpose: TransactionPurpose): Promise<void> {
    const readOnly = purpose === "read" ? ["SET LOCAL transaction_read_only = on"] : [];
    await this.execute([savepoint.begin, ...readOnly].join(";\n"));
  }

  async #beginOwn(purpose: TransactionPurpose): Promise<void> {
    const begin = purpose === "read" ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN READ WRITE";
    const asks = this.pooled ? ["SELECT pg_catalog.pg_backend_pid() AS pid"] : [];
    const [row] = await this.query([begin, ...this.#local, ...asks].join(";\n"));
    if (this.pooled) this.#session = String(row?.["pid"]);
  }

  async commit(): Promise<void> {
    if (this.nested) {
      await this.execute(savepoint.commit);
      this.#inTransaction = false;
      return;
    }
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
    if (!this.nested) await this.execute("ROLLBACK");
    else for (const sql of savepoint.rollback) await this.execute(sql);
  }

  async close(): Promise<void> {
    this.#stopListening();
    await (this.#loan ? this.#loan.giveBack() : this.#client.end()).catch(() => {});
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
