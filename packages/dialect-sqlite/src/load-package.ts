import { createRequire } from "node:module";
import { join } from "node:path";
import { ConnectionFailedError, MissingDriverError, type ConnectionTarget } from "@typeorm-autogen/dialect";
import { betterSqlite3Package } from "./better-sqlite3-package.js";
import type { SqlitePackage } from "./driver.js";
import { nodeSqlitePackage } from "./node-sqlite-package.js";
import { sqlite3Package } from "./sqlite3-package.js";

type PackageName = SqlitePackage["name"];

const wrappers: { readonly [Name in PackageName]: (module: unknown) => SqlitePackage } = {
  "better-sqlite3": betterSqlite3Package,
  sqlite3: sqlite3Package,
  "node:sqlite": nodeSqlitePackage,
};

/**
 * The package that opens a target: the DataSource's own driver object, the package that its type names, or for a bare
 * URL the first that is installed and loads, Node's own last. The project's copy comes before ours. Throws
 * MissingDriverError, and ConnectionFailedError where all that is installed was built for another Node.
 */
export function loadPackage(target: ConnectionTarget, path: string): SqlitePackage {
  const names = packageNames(target.options?.["type"]);
  const given = target.options?.["driver"];
  const [first] = names;
  if (given !== undefined && given !== null && first) return wrappers[first](given);
  const ownBinary = target.options?.["nativeBinding"] !== undefined;
  const failures: unknown[] = [];
  for (const name of names) {
    for (const from of [join(target.projectDir, "package.json"), import.meta.url]) {
      try {
        const module: unknown = createRequire(from)(name);
        if (!ownBinary) loadBinary(name, module);
        return wrappers[name](module);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  const broken = failures.find((error) => (error as { code?: unknown }).code === "ERR_DLOPEN_FAILED");
  if (broken === undefined)
    throw new MissingDriverError(missingNames(names), "SQLite", target.projectDir, failures[0]);
  const packages = missingNames(names).join(" or ");
  throw new ConnectionFailedError(
    path,
    `${packages} was built for another version of Node`,
    "run: npm rebuild",
    broken,
  );
}

// better-sqlite3 loads its binary with the first database that it opens.
function loadBinary(name: PackageName, module: unknown): void {
  if (name === "better-sqlite3") new (module as new (path: string) => { close(): void })(":memory:").close();
}

function packageNames(type: unknown): readonly PackageName[] {
  if (type === "better-sqlite3") return ["better-sqlite3"];
  if (type === "sqlite") return ["sqlite3", "better-sqlite3"];
  return ["better-sqlite3", "sqlite3", "node:sqlite"];
}

function missingNames(names: readonly PackageName[]): readonly string[] {
  return names.filter((name) => name !== "node:sqlite");
}
