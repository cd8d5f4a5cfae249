import type { Connection, ConnectionTarget } from "@typeorm-autogen/dialect";
import { SqliteConnection } from "./connection.js";
import { databasePath } from "./target.js";

/**
 * SQLite counts the changes of a schema (https://sqlite.org/pragma.html#pragma_schema_version). Null where the file was
 * replaced, went away, or came to be.
 */
export async function catalogueMark(
  connection: Connection,
  target: ConnectionTarget,
): Promise<string | null> {
  if (connection instanceof SqliteConnection && !connection.shows(databasePath(target))) return null;
  const [row] = await connection.query("PRAGMA schema_version");
  return String(row?.["schema_version"]);
}
