/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Why a transaction is opened. `read` sees one snapshot and cannot write; `migrate` may change the schema; `rows` changes
 * rows alone, under everything that the database enforces.
 */
export type TransactionPurpose = "read" | "migrate" | "rows";

/** A connection to one database: of our own, or lent by the caller, whose client `close` leaves open. Used by nobody else. */
export interface Connection {
  /** As the server says it, numbers only: `15.18`, `3.53.0`. */
  readonly serverVersion: string;
  /** What the server calls this session, for Dialect.lockHolders; absent where it has no name for it. */
  readonly session?: string;
  /** A transaction of the caller's is open: begin and commit are a savepoint in it, which becomes permanent with it. */
  readonly nested?: boolean;
  /** Why no statement may run outside a transaction here, where that is so; and what to do about it. */
  readonly transactionsOnly?: readonly [reason: string, nextStep: string];
  /** Runs one statement and returns its rows. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs one statement for its effect; the number of rows it touched, where the server says. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<number>;
  /**
   * Opens a transaction. For `migrate` it prepares whatever the dialect needs first (SQLite: foreign keys off), which
   * commit and rollback put back; commit checks what was not enforced meanwhile and throws where rows violate it.
   */
  begin(purpose: TransactionPurpose): Promise<void>;
  /** Whether the server says that a transaction is open, whoever opened it. */
  isInTransaction(): Promise<boolean>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  close(): Promise<void>;
}

/** How long statements may take, in milliseconds; 0: as the server, the role or the DataSource has it. */
export interface Limits {
  /** Waiting for a lock. */
  readonly lock: number;
  /** All of a statement. */
  readonly statement: number;
}

/** Where to connect, as a project says it. */
export interface ConnectionTarget {
  /** Takes the place of host, port, user, password, database of the options. */
  readonly url?: string;
  /** The folder that a relative path in the URL counts from; absent: the process's. */
  readonly cwd?: string;
  /** The DataSource's options, if there is a DataSource. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The driver package is resolved from here. */
  readonly projectDir: string;
  /** Looking only: an absent SQLite file is an empty database and is not created; nothing can be written. */
  readonly readOnly: boolean;
  /** How long what changes something may take; absent: as the server has it. */
  readonly limits?: Limits;
}
