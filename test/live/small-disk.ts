import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, realpathSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder on a file system of its own, of so many megabytes. Only root may mount one; throws where it cannot be. */
export function mountSmallDisk(megabytes: number): { readonly folder: string; unmount(): void } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "autogen-disk-")));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (cause) {
    rmdirSync(folder);
    throw new Error("No tmpfs can be mounted here: run as root, or set AUTOGEN_TEST_WITHOUT=tmpfs.", {
      cause,
    });
  }
  chmodSync(folder, 0o777);
  return {
    folder,
    unmount: () => {
      execFileSync("umount", ["-l", folder]);
      rmdirSync(folder);
    },
  };
}
