import { createHash } from "node:crypto";
import { pollForLock, type Connection, type RunnerLock } from "@typeorm-autogen/dialect";
import { describeSession } from "./lock-holders.js";

/**
 * Takes the session's lock of this name, polling. The server knows such locks for all its databases together, so that
 * the database is part of the lock's own name. Throws LockTimeoutError, naming the holder.
 */
export async function lock(connection: Connection, name: string, timeout: number): Promise<RunnerLock> {
  const [row] = await connection.query("SELECT DATABASE() AS name");
  const key = lockKey(String(row?.["name"]), name);
  await pollForLock(
    name,
    timeout,
    () => tryLock(connection, key),
    () => holderOf(connection, key),
  );
  return {
    release: async () => {
      await connection.query("SELECT RELEASE_LOCK(?)", [key]);
    },
  };
}

// The name of a lock has at most 64 characters.
// https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html#function_get-lock
function lockKey(database: string, name: string): string {
  const hash = createHash("sha256").update(`${database}\0${name}`).digest("hex");
  return `autogen_${hash.slice(0, 40)}`;
}

async function tryLock(connection: Connection, key: string): Promise<boolean> {
  const [row] = await connection.query("SELECT GET_LOCK(?, 0) AS taken", [key]);
  return Number(row?.["taken"]) === 1;
}

// A user without the PROCESS privilege sees only sessions of its own.
async function holderOf(connection: Connection, key: string): Promise<string | null> {
  const [row] = await connection.query(
    "SELECT ID AS id, USER AS user, HOST AS host FROM information_schema.PROCESSLIST WHERE ID = IS_USED_LOCK(?)",
    [key],
  );
  return row ? describeSession(row) : null;
}
