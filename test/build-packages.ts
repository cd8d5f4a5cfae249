import { execFile } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const root = resolve(import.meta.dirname, "..");
const lock = join(root, "node_modules/.cache/autogen-build.lock");

/**
 * Builds packages (`packages/cli`) with all that they depend on, so that child processes run what the sources say. One
 * build at a time: two compilers would read what the other has half written.
 */
export async function buildPackages(...packages: readonly string[]): Promise<void> {
  await takeLock();
  try {
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [compiler, "-b", ...packages], { cwd: root });
  } catch (error) {
    const { stdout = "" } = error as { stdout?: string };
    throw new Error(`${packages.join(", ")} cannot be built:\n${stdout}`, { cause: error });
  } finally {
    rmSync(lock, { force: true });
  }
}

async function takeLock(): Promise<void> {
  mkdirSync(join(lock, ".."), { recursive: true });
  for (;;) {
    try {
      return closeSync(openSync(lock, "wx"));
    } catch {
      if (isAbandoned()) rmSync(lock, { force: true });
      else await setTimeout(100);
    }
  }
}

// A build takes seconds; who held the lock for two minutes was killed.
function isAbandoned(): boolean {
  const taken = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return taken !== undefined && Date.now() - taken > 120_000;
}
