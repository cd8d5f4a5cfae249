import { LockWaitError } from "@typeorm-autogen/dialect";
import type { Session } from "./session.js";

/**
 * Does what may wait for a lock. Who holds the lock, a server tells only while somebody waits for it: half-way to the
 * limit another connection asks, so that the LockWaitError says it.
 */
export async function tellingHolders<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const limit = session.target.limits?.lock ?? 0;
  if (limit === 0 || !session.dialect.lockHolders) return work();
  let asked: Promise<readonly string[]> | undefined;
  const timer = setTimeout(() => (asked = askHolders(session)), limit / 2);
  try {
    return await work();
  } catch (error) {
    throw error instanceof LockWaitError && asked ? error.heldBy(await asked) : error;
  } finally {
    clearTimeout(timer);
  }
}

// What cannot be told is left out: the user may see no other session, or the server have no free connection.
async function askHolders({ connection, dialect, target }: Session): Promise<readonly string[]> {
  const { session } = connection;
  if (session === undefined) return [];
  try {
    const other = await dialect.connect({ ...target, readOnly: true });
    try {
      return (await dialect.lockHolders?.(other, session)) ?? [];
    } finally {
      await other.close();
    }
  } catch {
    return [];
  }
}
