import type { Connection, Dialect } from "@typeorm-autogen/dialect";
import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import type { RowChange } from "@typeorm-autogen/revisions";
import { VersionRowError } from "./errors.js";
import { qualifiedSql } from "./qualified-sql.js";

/** The version table's rows, in no particular order. The table must exist. */
export async function readVersions(
  connection: Connection,
  dialect: Dialect,
  table: QualifiedName,
): Promise<readonly string[]> {
  const column = dialect.identifier("version_num");
  const rows = await connection.query(`SELECT ${column} FROM ${qualifiedSql(dialect, table)}`);
  return rows.map((row) => String(row["version_num"]));
}

/** Makes the changes one by one. Throws VersionRowError where one does not touch exactly one row. */
export async function changeVersions(
  connection: Connection,
  dialect: Dialect,
  table: QualifiedName,
  changes: readonly RowChange[],
): Promise<void> {
  for (const change of changes) {
    const rows = await connection.execute(versionSql(dialect, table, change));
    if (rows !== 1) throw new VersionRowError(formatName(table), describeRowChange(change), rows);
  }
}

/** The statement that makes one change. */
export function versionSql(dialect: Dialect, table: QualifiedName, change: RowChange): string {
  const name = qualifiedSql(dialect, table);
  const column = dialect.identifier("version_num");
  switch (change.kind) {
    case "insert":
      return `INSERT INTO ${name} (${column}) VALUES (${dialect.literal(change.version)})`;
    case "delete":
      return `DELETE FROM ${name} WHERE ${column} = ${dialect.literal(change.version)}`;
    case "update":
      return `UPDATE ${name} SET ${column} = ${dialect.literal(change.to)} WHERE ${column} = ${dialect.literal(change.from)}`;
  }
}

function describeRowChange(change: RowChange): string {
  return change.kind === "update"
    ? `update of ${change.from} to ${change.to}`
    : `${change.kind} of ${change.version}`;
}
