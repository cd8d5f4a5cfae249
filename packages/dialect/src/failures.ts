import { StatementError } from "./errors.js";

type Details = Readonly<Record<string, unknown>>;

/** A statement waited too long for a lock that another session holds; it did nothing. */
export class LockWaitError extends StatementError {
  readonly #said: readonly [sql: string, reason: string, cause: unknown, details: Details];

  constructor(sql: string, reason: string, cause: unknown, details: Details = {}) {
    const { holders } = details as { readonly holders?: readonly string[] };
    const held = holders?.length ? `; the lock is held by ${holders.join(" and ")}` : "";
    const whole = `${reason}${held}; end that session, or wait for it, or set a longer lockTimeout`;
    super(sql, whole, cause, details, "lock-wait");
    this.#said = [sql, reason, cause, details];
  }

  /** The same error, which says who holds the lock. */
  heldBy(holders: readonly string[]): LockWaitError {
    const [sql, reason, cause, details] = this.#said;
    return new LockWaitError(sql, reason, cause, { ...details, holders });
  }
}

/** The server ended a transaction that waited for another one, which waited for it. */
export class DeadlockError extends StatementError {
  constructor(sql: string, reason: string, cause: unknown, details: Details = {}) {
    super(sql, `${reason}; run the same command again`, cause, details, "deadlock");
  }
}

/** A statement ran for longer than it may. */
export class StatementTimeoutError extends StatementError {
  constructor(sql: string, reason: string, cause: unknown, details: Details = {}) {
    const whole = `${reason}; set a longer statementTimeout, or make the statement shorter`;
    super(sql, whole, cause, details, "statement-timeout");
  }
}

/** There is no room for what a statement writes. */
export class DiskFullError extends StatementError {
  constructor(sql: string, reason: string, cause: unknown, details: Details = {}) {
    super(sql, `${reason}; make room there and run the same command again`, cause, details, "disk-full");
  }
}

/** The role, the server or the file takes no such change. */
export class NotPermittedError extends StatementError {
  constructor(sql: string, reason: string, cause: unknown, details: Details = {}) {
    const whole = `${reason}; run it as a user who may do this, on a database that can be written`;
    super(sql, whole, cause, details, "not-permitted");
  }
}

/** What a server's code may mean, beyond that a statement failed. */
export type FailureKind = "lock-wait" | "deadlock" | "statement-timeout" | "disk-full" | "not-permitted";

const classes: Readonly<Record<FailureKind, typeof LockWaitError | typeof DeadlockError>> = {
  "lock-wait": LockWaitError,
  deadlock: DeadlockError,
  "statement-timeout": StatementTimeoutError,
  "disk-full": DiskFullError,
  "not-permitted": NotPermittedError,
};

/** The error of a failed statement, of the class that its kind has. What the server left unsaid is no detail. */
export function statementFailure(
  kind: FailureKind | undefined,
  sql: string,
  reason: string,
  cause: unknown,
  said: Details,
): StatementError {
  const details = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return new (kind ? classes[kind] : StatementError)(sql, reason, cause, details);
}

/** Whether doing the same once more may well succeed: other sessions stood in the way. */
export function isPassing(error: unknown): boolean {
  return error instanceof LockWaitError || error instanceof DeadlockError;
}
