/** How long a run waits, and how often it tries again. Milliseconds. */
export interface Timeouts {
  /** Waiting for another runner. */
  readonly runner: number;
  /** Waiting for a lock that another session holds; 0: as the server, the role or the DataSource has it. */
  readonly lock: number;
  /** All of one statement; 0: as the server or the role has it. */
  readonly statement: number;
  /** How often what failed for want of a lock, or by a deadlock, is tried once more. */
  readonly retries: number;
}

/** What holds where nothing else is said. */
export const defaultTimeouts: Timeouts = { runner: 300_000, lock: 10_000, statement: 0, retries: 5 };

const firstPause = 1000;
const longestPause = 30_000;

/** The pause before a retry, the first being 1: a second, and then each time twice as long. */
export function pauseBefore(retry: number): number {
  return Math.min(firstPause * 2 ** (retry - 1), longestPause);
}
