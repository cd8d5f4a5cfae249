import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { UnprovableError } from "@typeorm-autogen/autogenerate";
import { sqlWayBack } from "@typeorm-autogen/revisions";
import { moduleKind } from "./module-kind.js";
import type { Draft } from "./write-script.js";

/**
 * Writes a script into a folder of its own, where it is loaded as it would be in its place, and takes it away after
 * `work`. Throws UnprovableError where it cannot be written.
 */
export async function withTemporaryScript<T>(script: Draft, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "autogen-proof-"));
  try {
    return await work(writeScript(folder, script));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeScript(folder: string, { path, text, back }: Draft): string {
  const file = join(folder, basename(path));
  try {
    const type = moduleKind(dirname(path)) === "esm" ? "module" : "commonjs";
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
    writeFileSync(file, text);
    if (back !== undefined) writeFileSync(sqlWayBack(file), back);
    return file;
  } catch (error) {
    throw new UnprovableError(`the script does not fit into ${tmpdir()}`, error);
  }
}
