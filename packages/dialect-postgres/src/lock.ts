import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { LockTimeoutError, type Connection, type RunnerLock } from "@typeorm-autogen/dialect";

const pollMilliseconds = 200;

/**
 * Takes the session's advisory lock of this name, polling: a session that waits inside pg_advisory_lock holds a snapshot
 * that another one's CREATE INDEX CONCURRENTLY waits for. Throws LockTimeoutError, naming the holder.
 */
export async function lock(connection: Connection, name: string, timeout: number): Promise<RunnerLock> {
  const key = lockKey(name);
  const deadline = Date.now() + timeout;
  while (!(await tryLock(connection, key))) {
    if (Date.now() >= deadline) {
      throw new LockTimeoutError(name, Math.round(timeout / 1000), await holderOf(connection, key));
    }
    await sleep(Math.min(pollMilliseconds, Math.max(deadline - Date.now(), 1)));
  }
  return {
    release: async () => {
      await connection.query("SELECT pg_advisory_unlock($1::bigint)", [key]);
    },
  };
}

/** A name's advisory lock key: the first 64 bits of its SHA-256, as a signed number. */
function lockKey(name: string): string {
  return createHash("sha256").update(name).digest().readBigInt64BE(0).toString();
}

async function tryLock(connection: Connection, key: string): Promise<boolean> {
  const [row] = await connection.query("SELECT pg_try_advisory_lock($1::bigint) AS taken", [key]);
  return row?.["taken"] === true;
}

async function holderOf(connection: Connection, key: string): Promise<string | null> {
  const [row] = await connection.query(
    `SELECT a.pid, a.application_name, a.usename, a.client_addr::text
       FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = (($1::bigint >> 32) & 4294967295)::oid AND l.objid = ($1::bigint & 4294967295)::oid`,
    [key],
  );
  if (!row) return null;
  const words = [`pid ${String(row["pid"])}`, row["application_name"], row["usename"], row["client_addr"]];
  return words.filter(Boolean).join(", ");
}
