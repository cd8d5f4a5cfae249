import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

/** The two module systems of Node. */
export type ModuleFormat = "commonjs" | "module";

const typeScriptExtensions: ReadonlySet<string> = new Set([".ts", ".tsx", ".mts", ".cts"]);

/** Whether a file is TypeScript source: by its extension, and not a declaration file. */
export function isTypeScript(file: string): boolean {
  return typeScriptExtensions.has(extname(file)) && !/\.d\.[cm]?ts$/.test(file);
}

/**
 * The module system that a file belongs to: by its extension, else by `type` of the nearest package.json, which is the
 * rule of Node (https://nodejs.org/api/packages.html#determining-module-system) and of TypeORM's own file loader.
 */
export function moduleFormat(file: string): ModuleFormat {
  const extension = extname(file);
  if (extension === ".mjs" || extension === ".mts") return "module";
  if (extension === ".cjs" || extension === ".cts") return "commonjs";
  return nearestPackageType(dirname(file));
}

function nearestPackageType(directory: string): ModuleFormat {
  const type = readPackageType(join(directory, "package.json"));
  if (type !== undefined) return type;
  const parent = dirname(directory);
  return parent === directory ? "commonjs" : nearestPackageType(parent);
}

function readPackageType(packageFile: string): ModuleFormat | undefined {
  try {
    const content = JSON.parse(readFileSync(packageFile, "utf8")) as { readonly type?: unknown };
    return content.type === "module" ? "module" : "commonjs";
  } catch {
    return undefined;
  }
}
