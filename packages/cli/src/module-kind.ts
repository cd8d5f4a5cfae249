import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What Node makes of a `.js` file in this folder. */
export function moduleKind(folder: string): "esm" | "commonjs" {
  const file = join(folder, "package.json");
  if (existsSync(file)) return readManifest(file).type === "module" ? "esm" : "commonjs";
  const parent = dirname(folder);
  return parent === folder ? "commonjs" : moduleKind(parent);
}

/** What a `package.json` says; nothing where it is not there or cannot be read. */
export function readManifest(file: string): { readonly type?: unknown; readonly dependencies?: unknown } {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as ReturnType<typeof readManifest> | null) ?? {};
  } catch {
    return {};
  }
}
