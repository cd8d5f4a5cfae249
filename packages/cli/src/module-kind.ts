import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What Node makes of a `.js` file in this folder. */
export function moduleKind(folder: string): "esm" | "commonjs" {
  const file = join(folder, "package.json");
  if (existsSync(file)) return packageType(file) === "module" ? "esm" : "commonjs";
  const parent = dirname(folder);
  return parent === folder ? "commonjs" : moduleKind(parent);
}

function packageType(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { readonly type?: unknown }).type;
  } catch {
    return undefined;
  }
}
