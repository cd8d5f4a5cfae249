import { createHash } from "node:crypto";
import { nameSql, StatementError, type Connection } from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { spelling } from "./spelling.js";

/**
 * A digest of how the objects of an operation would be created, counters apart. InnoDB makes statements of DDL happen whole
 * or not at all, also over a crash, so that the digest tells whether one did.
 * https://dev.mysql.com/doc/refman/8.4/en/atomic-ddl.html
 */
export async function fingerprint(connection: Connection, operation: Operation): Promise<string | undefined> {
  const texts: string[] = [];
  if (operation.kind === "createSchema" || operation.kind === "dropSchema")
    texts.push(await describeDatabase(connection, operation.name));
  else {
    const names = objectsOf(operation);
    if (names.length === 0) return undefined;
    for (const name of names) texts.push(await describeTable(connection, name));
  }
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32);
}

function objectsOf(operation: Operation): readonly QualifiedName[] {
  if (
    operation.kind === "renameTable" ||
    operation.kind === "renameView" ||
    operation.kind === "renameSequence"
  )
    return [operation.from, operation.to];
  if ("view" in operation) return [operation.view];
  if ("sequence" in operation) return [operation.sequence];
  return "table" in operation ? [operation.table] : [];
}

async function describeDatabase(connection: Connection, name: string): Promise<string> {
  const rows = await connection.query("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?", [
    name,
  ]);
  return String(rows.length);
}

async function describeTable(connection: Connection, name: QualifiedName): Promise<string> {
  const triggers = await connection.query(
    `SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS
     WHERE EVENT_OBJECT_SCHEMA = COALESCE(?, DATABASE()) AND EVENT_OBJECT_TABLE = ? ORDER BY TRIGGER_NAME`,
    [name.schema, name.name],
  );
  return JSON.stringify([await showCreate(connection, name), triggers.map((row) => row["name"])]);
}

const noSuchTable = 1146;
const noSuchDatabase = 1049;

async function showCreate(connection: Connection, name: QualifiedName): Promise<string> {
  try {
    const [row] = await connection.query(`SHOW CREATE TABLE ${nameSql(spelling, name)}`);
    return Object.values(row ?? {})
      .map((value) => String(value).replace(/ AUTO_INCREMENT=\d+/, ""))
      .join("\n");
  } catch (error) {
    const errno = error instanceof StatementError ? error.details["errno"] : undefined;
    if (errno === noSuchTable || errno === noSuchDatabase) return "";
    throw error;
  }
}
