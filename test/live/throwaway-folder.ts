import { accessSync, constants, readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const inMemory = "/dev/shm";
const tmpfs = 0x1021994;
const room = 8 * 2 ** 30;

/**
 * Where throwaway files go: into memory where Linux has the room for it, which makes databases several times faster and
 * loses nothing that has to last; else where the system says.
 */
export function throwawayFolder(): string {
  try {
    const { type, bavail, bsize } = statfsSync(inMemory);
    accessSync(inMemory, constants.W_OK | constants.X_OK);
    return type === tmpfs && bavail * bsize >= room && runsPrograms(inMemory) ? inMemory : tmpdir();
  } catch {
    return tmpdir();
  }
}

// What Docker mounts there runs none, and servers may be copied there.
function runsPrograms(folder: string): boolean {
  const mount = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .findLast((line) => line.split(" ")[1] === folder);
  return mount !== undefined && !mount.split(" ")[3]?.split(",").includes("noexec");
}
