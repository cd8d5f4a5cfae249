import type { Connection, Row } from "@typeorm-autogen/dialect";
import { identifier } from "./sql-text.js";

/** How many rows violate a foreign key, by the words that describe them. */
export type Violations = ReadonlyMap<string, number>;

/**
 * Every violation of a foreign key in the database (https://sqlite.org/pragma.html#pragma_foreign_key_check). A key
 * whose parent has no unique index makes the pragma fail as a whole; then each table is asked by itself.
 */
export async function readViolations(connection: Connection): Promise<Violations> {
  try {
    return countRows(await connection.query("PRAGMA main.foreign_key_check"));
  } catch {
    return readByTable(connection);
  }
}

async function readByTable(connection: Connection): Promise<Violations> {
  const tables = await connection.query(
    "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0",
  );
  const counts = new Map<string, number>();
  for (const { name } of tables) {
    const sql = `PRAGMA main.foreign_key_check(${identifier(String(name))})`;
    const found = await connection.query(sql).then(countRows, (error: unknown) => mismatch(error));
    for (const [key, count] of found) counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}

function mismatch(error: unknown): Violations {
  const reason = String((error as { details?: { reason?: unknown } }).details?.reason ?? error);
  return new Map([[reason, 1]]);
}

function countRows(rows: readonly Row[]): Violations {
  const counts = new Map<string, number>();
  for (const { table, rowid, parent } of rows) {
    const row = rowid === null ? "a row" : `the row with rowid ${String(rowid)}`;
    const key = `${row} of ${String(table)} refers to no row of ${String(parent)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The violations that were not there before, each in words. */
export function newViolations(before: Violations, after: Violations): readonly string[] {
  return [...after].filter(([key, count]) => count > (before.get(key) ?? 0)).map(([key]) => key);
}
