import {
  ConnectionFailedError,
  ConnectionLostError,
  statementFailure,
  type FailureKind,
} from "@typeorm-autogen/dialect";

interface ServerError {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlState?: string;
  readonly sqlMessage?: string;
  readonly message?: string;
}

/**
 * What to do next, by mysql2's name for the error or by Node's error code.
 * https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
 */
const nextSteps: ReadonlyMap<string, readonly [reason: string, nextStep: string]> = new Map([
  ["ECONNREFUSED", ["nothing listens there", "start the server, or correct host and port"]],
  ["ENOENT", ["there is no such socket", "start the server, or correct `socketPath`"]],
  ["ENOTFOUND", ["the host is not known", "correct the host's name"]],
  ["EAI_AGAIN", ["the host's name cannot be resolved now", "check the network"]],
  ["ETIMEDOUT", ["the server does not answer", "check host, port and firewall"]],
  ["EHOSTUNREACH", ["the host cannot be reached", "check the network"]],
  ["ER_ACCESS_DENIED_ERROR", ["user or password is wrong", "correct user and password"]],
  ["ER_ACCESS_DENIED_NO_PASSWORD_ERROR", ["user or password is wrong", "correct user and password"]],
  ["ER_DBACCESS_DENIED_ERROR", ["the user may not use it", "grant the user privileges on the database"]],
  ["ER_BAD_DB_ERROR", ["the database does not exist", "create it (CREATE DATABASE), or correct its name"]],
  ["ER_CON_COUNT_ERROR", ["the server has no free connection", "close some, or raise max_connections"]],
  ["ER_USER_LIMIT_REACHED", ["the user has no free connection", "close some, or raise its limit"]],
  ["ER_HOST_IS_BLOCKED", ["the server blocks this host", "run FLUSH HOSTS on the server"]],
  ["ER_HOST_NOT_PRIVILEGED", ["the server lets nobody in from this host", "create a user for this host"]],
  ["ER_ACCOUNT_HAS_BEEN_LOCKED", ["the user is locked", "unlock it (ALTER USER … ACCOUNT UNLOCK)"]],
  ["ER_MUST_CHANGE_PASSWORD_LOGIN", ["the password has expired", "set a new one (ALTER USER)"]],
  ["ER_SECURE_TRANSPORT_REQUIRED", ["the server asks for SSL", "set `ssl` in the DataSource's options"]],
  ["HANDSHAKE_NO_SSL_SUPPORT", ["the server does not speak SSL", "take `ssl` out of the options"]],
  ["HANDSHAKE_SSL_ERROR", ["the SSL handshake failed", "give the authority's certificate in `ssl`"]],
  ["ER_SERVER_SHUTDOWN", ["the server is shutting down", "wait a moment and try again"]],
]);

/** The error of a connection that could not be made. */
export function connectError(target: string, cause: unknown): ConnectionFailedError {
  const { code = "", message = String(cause) } = cause as ServerError;
  const [reason, nextStep] = nextSteps.get(code) ?? guess(message);
  return new ConnectionFailedError(target, reason, nextStep, cause);
}

function guess(message: string): readonly [string, string] {
  if (/certificate/i.test(message)) return [message, "give the authority's certificate in `ssl`"];
  if (/timeout/i.test(message))
    return ["the server does not answer in time", "check host, port and firewall"];
  return [message, "check the DataSource's options"];
}

/** The error of a statement that failed, or of the connection that went away under it. */
export function statementError(sql: string, target: string, cause: unknown): Error {
  const error = cause as ServerError;
  const reason = error.sqlMessage ?? error.message ?? String(cause);
  if (isLost(error)) return new ConnectionLostError(target, reason, cause);
  const said = { code: error.code, errno: error.errno, sqlState: error.sqlState };
  return statementFailure(kindOf(error, reason), sql, reason, cause, said);
}

/** https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html, https://mariadb.com/kb/en/mariadb-error-code-reference/ */
const failures: ReadonlyMap<number, FailureKind> = new Map([
  [1205, "lock-wait"],
  [1213, "deadlock"],
  [1969, "statement-timeout"],
  [1021, "disk-full"],
  [1114, "disk-full"],
  [1044, "not-permitted"],
  [1142, "not-permitted"],
  [1143, "not-permitted"],
  [1227, "not-permitted"],
  [1290, "not-permitted"],
  [1370, "not-permitted"],
  [1792, "not-permitted"],
  [1836, "not-permitted"],
]);

// A full disk also comes as the operating system's error 28, of whatever was writing.
function kindOf({ errno = 0 }: ServerError, reason: string): FailureKind | undefined {
  if (/(?:errno:?|[Ee]rror) 28\b|No space left/.test(reason)) return failures.get(errno) ?? "disk-full";
  return failures.get(errno);
}

// 1053 the server shuts down, 1927 and 3169 somebody killed the session, 4031 it was idle for too long.
const lost: ReadonlySet<number> = new Set([1053, 1927, 2006, 2013, 3169, 4031]);

function isLost({ code = "", errno = 0, message = "" }: ServerError): boolean {
  return (
    lost.has(errno) || /^(?:PROTOCOL_|E[A-Z]+$)/.test(code) || /closed state|connection lost/i.test(message)
  );
}
