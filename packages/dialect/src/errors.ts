import { AutogenError } from "@typeorm-autogen/errors";

/** A dialect has no such thing, or Autogen does not do it there yet. */
export class UnsupportedError extends AutogenError {
  constructor(dialect: string, what: string, nextStep: string) {
    super("unsupported", `unsupported: ${what} on ${dialect}; ${nextStep}`, { dialect, what });
  }
}

/** No dialect serves this driver type or URL. */
export class UnknownDialectError extends AutogenError {
  constructor(name: string, known: readonly string[]) {
    super("unknown-dialect", `unsupported: database type ${name}; Autogen knows ${known.join(", ")}`, {
      name,
      known,
    });
  }
}

/** The driver package is not installed where the project is. */
export class MissingDriverError extends AutogenError {
  constructor(packages: readonly string[], label: string, projectDir: string, cause: unknown) {
    super(
      "missing-driver",
      `${label} needs the package ${packages.join(" or ")} in your project; run: npm install ${packages[0]}`,
      { packages, projectDir },
      cause,
    );
  }
}

/** What was handed over is no open client of a driver that the dialect knows. */
export class ForeignClientError extends AutogenError {
  constructor(label: string, drivers: readonly string[]) {
    super(
      "foreign-client",
      `the connection that was handed over is no open client of ${drivers.join(" or ")}, which ${label} needs; ` +
        "hand over a QueryRunner of TypeORM's or the driver's client, or leave it out",
      { drivers },
    );
  }
}

/** A transaction of the caller's is open on the connection that was handed over, and this cannot be a part of it. */
export class CallersTransactionError extends AutogenError {
  constructor(
    what: string,
    reason: string,
    nextStep = "commit it first, or hand over a connection without one",
  ) {
    super(
      "callers-transaction",
      `${what} cannot run in the transaction that is open on the connection: ${reason}; ${nextStep}`,
      { what, reason },
    );
  }
}

/** The database could not be reached or refused the connection. */
export class ConnectionFailedError extends AutogenError {
  constructor(target: string, reason: string, nextStep: string, cause?: unknown) {
    super(
      "connection-failed",
      `cannot connect to ${target}: ${reason}; ${nextStep}`,
      { target, reason },
      cause,
    );
  }
}

/** A statement failed; carries it and what the server said. */
export class StatementError extends AutogenError {
  constructor(
    sql: string,
    reason: string,
    cause: unknown,
    details: Readonly<Record<string, unknown>> = {},
    code = "statement-failed",
  ) {
    super(code, `${reason}, in: ${shortenSql(sql)}`, { sql, reason, ...details }, cause);
  }
}

/** The connection went away in the middle of something. */
export class ConnectionLostError extends AutogenError {
  constructor(target: string, reason: string, cause: unknown) {
    super(
      "connection-lost",
      `the connection to ${target} was lost (${reason}); run the same command again, it goes on from where it stood`,
      { target, reason },
      cause,
    );
  }
}

/** The server is older than what Autogen supports. */
export class ServerTooOldError extends AutogenError {
  constructor(label: string, version: string, minimum: string) {
    super("server-too-old", `${label} ${version} is too old; Autogen needs ${minimum} or later`, {
      version,
      minimum,
    });
  }
}

/** Another runner held the lock for too long. */
export class LockTimeoutError extends AutogenError {
  constructor(target: string, seconds: number, holder: string | null) {
    super(
      "lock-timeout",
      `another runner${holder === null ? "" : ` (${holder})`} has held ${target} for ${seconds} s; wait for it, or end it, and run the command again`,
      { target, seconds, holder },
    );
  }
}

/** Rows violate a foreign key that was not enforced while tables were rebuilt. */
export class ForeignKeyViolationError extends AutogenError {
  constructor(violations: readonly string[]) {
    super(
      "foreign-key-violation",
      `rows violate foreign keys after this revision, so it was rolled back: ${violations.slice(0, 5).join("; ")}`,
      { violations },
    );
  }
}

/** SQL in one line of at most 200 characters, for a message. */
export function shortenSql(sql: string): string {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
