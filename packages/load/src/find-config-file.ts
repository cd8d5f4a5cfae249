import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const names: readonly string[] = ["ts", "mts", "js", "mjs", "cjs", "json"].map(
  (kind) => `autogen.config.${kind}`,
);

/** The configuration file of the directory `from` or of the nearest one above it; undefined where there is none. */
export function findConfigFile(from: string): string | undefined {
  const directory = resolve(from);
  const found = names.map((name) => join(directory, name)).find((file) => existsSync(file));
  const parent = dirname(directory);
  return found ?? (parent === directory ? undefined : findConfigFile(parent));
}
