import { existsSync, openSync, readSync, closeSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { ConnectionFailedError, type ConnectionTarget } from "@typeorm-autogen/dialect";

/** Where a target's database is: an absolute path, `:memory:`, or a URI that starts with `file:`. */
export function databasePath({ url, cwd = "", options }: ConnectionTarget): string {
  const given = url === undefined ? options?.["database"] : pathOfUrl(url);
  if (typeof given !== "string" || given === "") {
    throw new ConnectionFailedError(
      "SQLite",
      "no database file is named",
      "set `database` in the DataSource's options, or pass --url sqlite:path",
    );
  }
  return given === ":memory:" || given.startsWith("file:")
    ? given
    : resolve(url === undefined ? "" : cwd, given);
}

// sqlite:path, sqlite:///absolute/path, sqlite://relative/path, sqlite::memory:
function pathOfUrl(url: string): string {
  if (url.startsWith("file:")) return url;
  const path = url.slice(url.indexOf(":") + 1).replace(/^\/\//, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Whether a target's file is there. What SQLite itself resolves (memory, URIs) counts as there. */
export function databaseExists(path: string): boolean {
  return path === ":memory:" || path.startsWith("file:") || existsSync(path);
}

/** What tells one file from another that took its place; empty where there is no file. */
export function fileIdentity(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.dev}:${found.ino}` : "";
}

/**
 * Whether a file is in WAL mode and nobody left a log beside it. A read-only connection would then create -wal and
 * -shm and leave them behind (https://sqlite.org/wal.html#read_only_databases): only a writer takes them away again.
 */
export function isRestingWal(path: string): boolean {
  if (path === ":memory:" || path.startsWith("file:")) return false;
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  return readsAsWal(path) && !hasContent(`${path}-wal`);
}

// Byte 18 of the header, the write version, is 2 in WAL mode: https://sqlite.org/fileformat2.html#file_format_version_numbers
function readsAsWal(path: string): boolean {
  const header = Buffer.alloc(20);
  const file = openSync(path, "r");
  try {
    return readSync(file, header, 0, 20, 0) === 20 && header[18] === 2;
  } finally {
    closeSync(file);
  }
}

function hasContent(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}
