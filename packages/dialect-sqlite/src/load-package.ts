import { createRequire } from "node:module";
import { join } from "node:path";
import { MissingDriverError, type ConnectionTarget } from "@typeorm-autogen/dialect";
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
 * URL the first that is installed, Node's own last. The project's copy comes before ours. Throws MissingDriverError.
 */
export function loadPackage({ options = {}, projectDir }: ConnectionTarget): SqlitePackage {
  const names = packageNames(options["type"]);
  const given = options["driver"];
  const [first] = names;
  if (given !== undefined && given !== null && first) return wrappers[first](given);
  let cause: unknown;
  for (const name of names) {
    for (const from of [join(projectDir, "package.json"), import.meta.url]) {
      try {
        return wrappers[name](createRequire(from)(name));
      } catch (error) {
        cause ??= error;
      }
    }
  }
  throw new MissingDriverError(missingNames(names), "SQLite", projectDir, cause);
}

function packageNames(type: unknown): readonly PackageName[] {
  if (type === "better-sqlite3") return ["better-sqlite3"];
  if (type === "sqlite") return ["sqlite3", "better-sqlite3"];
  return ["better-sqlite3", "sqlite3", "node:sqlite"];
}

function missingNames(names: readonly PackageName[]): readonly string[] {
  return names.filter((name) => name !== "node:sqlite");
}
