import { LockWaitError, pollForLock, type Connection, type RunnerLock } from "@typeorm-autogen/dialect";

/**
 * Waits until nobody is writing to the file. Nothing is held afterwards: on SQLite each step's own transaction keeps
 * others out, and reads the version table again. Throws LockTimeoutError after `timeout` milliseconds.
 */
export async function waitForWriters(
  connection: Connection,
  file: string,
  timeout: number,
): Promise<RunnerLock> {
  // Whoever has a transaction open here either writes already or will wait.
  if (connection.nested) return { release: async () => {} };
  const [row] = await connection.query("PRAGMA busy_timeout");
  // SQLite's own waiting blocks this process; asking again and again does not.
  await connection.query("PRAGMA busy_timeout = 0");
  try {
    await pollForLock(
      file,
      timeout,
      () => isFree(connection),
      async () => null,
    );
  } finally {
    await connection.query(`PRAGMA busy_timeout = ${Number(row?.["timeout"] ?? 5000)}`);
  }
  return { release: async () => {} };
}

async function isFree(connection: Connection): Promise<boolean> {
  try {
    await connection.execute("BEGIN IMMEDIATE");
  } catch (error) {
    if (error instanceof LockWaitError) return false;
    throw error;
  }
  await connection.execute("ROLLBACK");
  return true;
}
