import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { entitiesSource } from "./entities-source.js";

/** A database to measure on, as a DataSource's options say it. */
export type BenchServer =
  | { readonly type: "postgres"; readonly url: string }
  | { readonly type: "better-sqlite3"; readonly database: string };

// Compiled, this file stands in node_modules/.cache/test/bench.
const root = resolve(import.meta.dirname, "..", "..", "..", "..");

/** The built command line that is measured. */
export const autogenBin = join(root, "packages", "cli", "dist", "bin.js");

/** Writes a project of so many tables as compiled JavaScript, with decorators as TypeScript applies them. */
export function writeBenchProject(dir: string, server: BenchServer, tables: number): void {
  const modules = join(dir, "node_modules");
  mkdirSync(modules, { recursive: true });
  for (const name of ["better-sqlite3", "pg", "reflect-metadata"]) {
    symlinkSync(join(root, "node_modules", name), join(modules, name), "dir");
  }
  symlinkSync(join(root, "node_modules", "typeorm-1"), join(modules, "typeorm"), "dir");
  writeFileSync(join(dir, "package.json"), "{}\n");
  writeFileSync(join(dir, "entities.cjs"), entitiesSource(server.type, tables));
  writeFileSync(join(dir, "data-source.cjs"), dataSourceSource(server));
}

function dataSourceSource(server: BenchServer): string {
  return [
    `const { DataSource } = require("typeorm");`,
    `const { entities } = require("./entities.cjs");`,
    `exports.dataSource = new DataSource({ ...${JSON.stringify(server)}, entities });`,
    "",
  ].join("\n");
}
