import { isAutogenError } from "@typeorm-autogen/errors";
import {
  ConnectionFailedError,
  DiskFullError,
  LockWaitError,
  NotPermittedError,
  StatementError,
} from "@typeorm-autogen/dialect";

interface Where {
  readonly path: string;
  readonly timeout: number;
}

const opening = "opening it";

/** What an error of a driver means: a lock that somebody holds, a file that cannot be opened, a statement that failed. */
export function explainFailure(error: unknown, { path, timeout }: Where, sql: string): unknown {
  if (isAutogenError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = codeOf(error, reason);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    const waited = `another connection has been writing to ${path} for ${timeout / 1000} s`;
    return new LockWaitError(sql, waited, error, { sqlite: code });
  }
  if (sql === opening || /^SQLITE_(CANTOPEN|NOTADB)/.test(code))
    return new ConnectionFailedError(path, tidy(reason), nextStep(code), error);
  if (code.startsWith("SQLITE_FULL"))
    return new DiskFullError(sql, `the disk that holds ${path} is full`, error, { sqlite: code });
  if (/^SQLITE_(READONLY|PERM)/.test(code))
    return new NotPermittedError(sql, `${path} cannot be written (${tidy(reason)})`, error, { sqlite: code });
  return new StatementError(sql, tidy(reason), error, { sqlite: code });
}

// better-sqlite3 and sqlite3 put the name into `code`; node:sqlite puts its number into `errcode`.
function codeOf(error: unknown, reason: string): string {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (typeof code === "string" && code.startsWith("SQLITE_")) return code;
  const byNumber = {
    5: "SQLITE_BUSY",
    6: "SQLITE_LOCKED",
    8: "SQLITE_READONLY",
    13: "SQLITE_FULL",
    14: "SQLITE_CANTOPEN",
    26: "SQLITE_NOTADB",
  };
  const primary = typeof errcode === "number" ? errcode & 0xff : -1;
  if (primary in byNumber) return byNumber[primary as keyof typeof byNumber];
  return /database is locked/.test(reason) ? "SQLITE_BUSY" : "SQLITE_ERROR";
}

// sqlite3 writes its code in front of the message.
function tidy(reason: string): string {
  return reason.replace(/^SQLITE_\w+: /, "");
}

function nextStep(code: string): string {
  if (code.startsWith("SQLITE_NOTADB"))
    return "check the path: that file is no SQLite database, or it is encrypted";
  return "check the path, and that this user may read and write there";
}
