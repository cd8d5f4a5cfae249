import { setTimeout as sleep } from "node:timers/promises";
import { LockTimeoutError } from "./errors.js";

const pause = 200;

/**
 * Asks for a lock until it is there. Gives up after `timeout` milliseconds with LockTimeoutError, which names `what` is
 * locked, and its holder where that is known.
 */
export async function pollForLock(
  what: string,
  timeout: number,
  take: () => Promise<boolean>,
  holder: () => Promise<string | null>,
): Promise<void> {
  const deadline = performance.now() + timeout;
  while (!(await take())) {
    const left = deadline - performance.now();
    if (left <= 0) throw new LockTimeoutError(what, Math.round(timeout / 1000), await holder());
    await sleep(Math.min(pause, Math.max(left, 1)));
  }
}
