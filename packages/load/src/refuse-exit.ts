import { FileExitedError } from "./load-errors.js";

interface Refusal {
  readonly exited: Promise<never>;
  readonly refuse: (exitCode: unknown) => FileExitedError;
}

const refusals = new Set<Refusal>();
let exit: typeof process.exit | undefined;

/**
 * Runs `work`, the loading of `file`; a call of process.exit meanwhile becomes a FileExitedError, even where the caller swallows what it
 * throws. Where loads overlap all of them fail, since nobody can tell which of them called.
 */
export async function refuseExit<T>(file: string, work: () => Promise<T>): Promise<T> {
  const refusal = createRefusal(file);
  start(refusal);
  try {
    return await Promise.race([refusal.exited, work()]);
  } finally {
    stop(refusal);
  }
}

function createRefusal(file: string): Refusal {
  let reject: (error: unknown) => void = () => {};
  const exited = new Promise<never>((_resolve, rejectExited) => {
    reject = rejectExited;
  });
  const refuse = (exitCode: unknown): FileExitedError => {
    const error = new FileExitedError(file, exitCode);
    reject(error);
    return error;
  };
  return { exited, refuse };
}

function start(refusal: Refusal): void {
  refusals.add(refusal);
  if (exit !== undefined) return;
  exit = process.exit;
  process.exit = (exitCode) => {
    const [error] = Array.from(refusals, ({ refuse }) => refuse(exitCode));
    throw error;
  };
}

function stop(refusal: Refusal): void {
  refusals.delete(refusal);
  if (refusals.size > 0 || exit === undefined) return;
  process.exit = exit;
  exit = undefined;
}
