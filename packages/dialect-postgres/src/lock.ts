import { createHash } from "node:crypto";
import { pollForLock, type Connection, type Row, type RunnerLock } from "@typeorm-autogen/dialect";
import { PostgresConnection } from "./connection.js";

/**
 * Takes the advisory lock of this name, polling: a session that waits inside pg_advisory_lock holds a snapshot that
 * another one's CREATE INDEX CONCURRENTLY waits for. It is the session's. Behind a pooler sessions change from one
 * transaction to the next, and would keep the lock when we are gone: there a transaction of a second connection holds it,
 * which the pooler cannot take away. It holds neither snapshot nor rows, so that nothing waits for it. Both are one lock.
 * Throws LockTimeoutError, naming the holder.
 */
export async function lock(connection: Connection, name: string, timeout: number): Promise<RunnerLock> {
  const key = lockKey(name);
  const take = (asked: Connection, tryIt: () => Promise<boolean>) =>
    pollForLock(name, timeout, tryIt, () => holderOf(asked, key));
  if (connection.nested) {
    // Nobody else may begin before the caller has committed.
    await take(connection, () => tryLock(connection, key, "pg_try_advisory_xact_lock"));
    return { release: async () => {} };
  }
  if (!(connection instanceof PostgresConnection && connection.pooled)) {
    await take(connection, () => tryLock(connection, key));
    return {
      release: async () => {
        await connection.query("SELECT pg_advisory_unlock($1::bigint)", [key]);
      },
    };
  }
  const holder = await connection.openAnother();
  try {
    await take(holder, () => tryLockTransaction(holder, key));
  } catch (error) {
    await holder.close();
    throw error;
  }
  return { release: () => holder.close() };
}

/** A name's advisory lock key: the first 64 bits of its SHA-256, as a signed number. */
function lockKey(name: string): string {
  return createHash("sha256").update(name).digest().readBigInt64BE(0).toString();
}

async function tryLock(connection: Connection, key: string, call = "pg_try_advisory_lock"): Promise<boolean> {
  const [row] = await connection.query(`SELECT ${call}($1::bigint) AS taken`, [key]);
  return row?.["taken"] === true;
}

async function tryLockTransaction(connection: Connection, key: string): Promise<boolean> {
  await connection.begin("migrate");
  await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
  // A statement with parameters leaves a portal open, and a snapshot with it: CREATE INDEX CONCURRENTLY would wait for us.
  const [row] = await connection.query(`SELECT pg_try_advisory_xact_lock('${key}'::bigint) AS taken`);
  if (row?.["taken"] === true) return true;
  await connection.rollback();
  return false;
}

async function holderOf(connection: Connection, key: string): Promise<string | null> {
  const [row] = await connection.query(
    `SELECT a.pid, a.application_name, a.usename, host(a.client_addr) AS client_addr
       FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = (($1::bigint >> 32) & 4294967295)::oid AND l.objid = ($1::bigint & 4294967295)::oid`,
    [key],
  );
  return row ? describeSession(row) : null;
}

/** Who holds the locks that a session waits for: https://www.postgresql.org/docs/current/functions-info.html (pg_blocking_pids) */
export async function lockHolders(connection: Connection, session: string): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT a.pid, a.application_name, a.usename, host(a.client_addr) AS client_addr, a.state
       FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids($1::integer)) ORDER BY a.pid`,
    [session],
  );
  return rows.map(describeSession);
}

function describeSession({ pid, application_name, usename, client_addr, state }: Row): string {
  return [`pid ${String(pid)}`, application_name, usename, client_addr, state].filter(Boolean).join(", ");
}
