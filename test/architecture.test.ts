import { join } from "node:path";
import { expect, test } from "vitest";
import { breaches, readPackages, readSource, type Package } from "./architecture.js";

const packages = readPackages(join(import.meta.dirname, "..", "packages"));

function packageWith(name: string, text: string, dependencies: readonly string[] = []): Package {
  const references = dependencies.map((dependency) => dependency.replace("@typeorm-autogen/", ""));
  return { name, dependencies, references, files: [readSource("src/file.ts", text)] };
}

test("every package keeps to the floors", () => {
  expect(packages.length).toBeGreaterThan(10);
  expect(breaches(packages)).toEqual([]);
});

test.each([
  [
    "an upper floor",
    packageWith("model", 'import { x } from "@typeorm-autogen/ops";', ["@typeorm-autogen/ops"]),
  ],
  [
    "its own floor",
    packageWith("model", 'export * from "@typeorm-autogen/load";', ["@typeorm-autogen/load"]),
  ],
  ["an undeclared package", packageWith("ops", 'import type { x } from "@typeorm-autogen/model";')],
  ["an unknown package", packageWith("ops", 'import "@typeorm-autogen/misc";', ["@typeorm-autogen/misc"])],
  [
    "an inner file",
    packageWith("ops", 'await import("@typeorm-autogen/model/dist/name.js");', ["@typeorm-autogen/model"]),
  ],
  ["another package's source", packageWith("ops", 'import { x } from "../../model/src/name.js";')],
  ["a driver out of its room", packageWith("runtime", 'const { Client } = require("pg");')],
  ["a driver through a loader", packageWith("cli", 'loadFromProject(root, "better-sqlite3");')],
  [
    "a driver's inner file as a type",
    packageWith("compare", 'type X = import("typeorm/driver/Driver.js").Driver;'),
  ],
  ["a dialect's name below floor 4", packageWith("compare", 'if (dialect.name === "postgres") skip();')],
  ["a dependency of another room", packageWith("runtime", "", ["prettier"])],
])("reports %s", (_, pack) => {
  expect(breaches([pack])).not.toEqual([]);
});

test("reports a reference that package.json lacks, and a package without a floor", () => {
  expect(breaches([{ ...packageWith("ops", ""), references: ["model"] }])).toHaveLength(1);
  expect(breaches([packageWith("misc", "")])).toHaveLength(1);
});

test("leaves comments, the room itself and dialects alone", () => {
  expect(breaches([packageWith("model", '// "postgres" and import "pg"')])).toEqual([]);
  expect(
    breaches([
      packageWith("dialect-postgres", 'import { Client } from "pg"; export const name = "postgres";'),
    ]),
  ).toEqual([]);
});
