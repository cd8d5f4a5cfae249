import {
  ConnectionFailedError,
  ConnectionLostError,
  statementFailure,
  type FailureKind,
} from "@typeorm-autogen/dialect";

interface ServerError {
  readonly code?: string;
  readonly message?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

/** What to do next, by SQLSTATE or by Node's error code. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const nextSteps: ReadonlyMap<string, readonly [reason: string, nextStep: string]> = new Map([
  ["ECONNREFUSED", ["nothing listens there", "start the server, or correct host and port"]],
  ["ENOENT", ["there is no such socket", "start the server, or correct the socket's folder"]],
  ["ENOTFOUND", ["the host is not known", "correct the host's name"]],
  ["EAI_AGAIN", ["the host's name cannot be resolved now", "check the network"]],
  ["ETIMEDOUT", ["the server does not answer", "check host, port and firewall"]],
  ["EHOSTUNREACH", ["the host cannot be reached", "check the network"]],
  ["28P01", ["the password is wrong", "correct user and password"]],
  ["28000", ["the server does not let this user in", "correct the user, or the server's pg_hba.conf"]],
  ["3D000", ["the database does not exist", "create it (CREATE DATABASE), or correct its name"]],
  ["42501", ["the user may not connect to it", "grant it CONNECT on the database"]],
  ["53300", ["the server has no free connection", "close some, or raise max_connections"]],
  ["57P03", ["the server is starting up or shutting down", "wait a moment and try again"]],
]);

/** The error of a connection that could not be made. */
export function connectError(target: string, cause: unknown): ConnectionFailedError {
  const { code = "", message = String(cause) } = cause as ServerError;
  const [reason, nextStep] = nextSteps.get(code) ?? guess(message);
  return new ConnectionFailedError(target, reason, nextStep, cause);
}

function guess(message: string): readonly [string, string] {
  if (/timeout/i.test(message))
    return ["the server does not answer in time", "check host, port and firewall"];
  if (/password must be a string/i.test(message))
    return ["the server asks for a password and none was given", "give one in the DataSource's options"];
  if (/does not support SSL/i.test(message))
    return ["the server does not speak SSL", "take `ssl` out of the DataSource's options"];
  if (/certificate/i.test(message))
    return [message, "give the authority's certificate in the DataSource's `ssl` option"];
  if (/no encryption|SSL off/i.test(message)) return [message, "set `ssl` in the DataSource's options"];
  return [message, "check the DataSource's options"];
}

/** The error of a statement that failed, or of the connection that went away under it. */
export function statementError(sql: string, target: string, cause: unknown): Error {
  const error = cause as ServerError;
  if (isLost(error)) return new ConnectionLostError(target, error.message ?? "closed", cause);
  const { code, message = String(cause), detail, position, table, column, constraint } = error;
  const hint = dependentsHint(error) ?? error.hint;
  const whole = [message, detail].filter(Boolean).join(": ");
  const reason = hint ? `${whole.replace(/[.\s]+$/, "")}. Hint: ${hint}` : whole;
  const said = { sqlState: code, detail, hint, position, table, column, constraint };
  return statementFailure(kindOf(error), sql, reason, cause, said);
}

const failures: ReadonlyMap<string, FailureKind> = new Map([
  ["55P03", "lock-wait"],
  ["40P01", "deadlock"],
  ["40001", "deadlock"],
  ["53100", "disk-full"],
  ["42501", "not-permitted"],
  ["25006", "not-permitted"],
]);

// 57014 is also what somebody's pg_cancel_backend gives.
function kindOf({ code = "", message = "" }: ServerError): FailureKind | undefined {
  return code === "57014" && /statement timeout/.test(message) ? "statement-timeout" : failures.get(code);
}

// Views, rules, policies and triggers that read a column. The server would hint at CASCADE, which loses them.
function dependentsHint({ code = "", message = "" }: ServerError): string | undefined {
  const inTheWay =
    code === "2BP01" || (code === "0A000" && message.startsWith("cannot alter type of a column used"));
  if (!inTheWay) return undefined;
  return "drop what depends on it before, by op.execute in the script, and create it again afterwards";
}

// Class 08 are connection exceptions; 57P01 to 57P03 and 57P05 are shutdowns and terminated sessions.
function isLost({ code = "", message = "" }: ServerError): boolean {
  if (/^(?:08...|57P0[1235])$/.test(code)) return true;
  return /^E[A-Z]+$/.test(code) || /Connection terminated|not queryable|connection error/i.test(message);
}
