import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { AutogenError } from "@typeorm-autogen/errors";
import type { MigrationLanguage } from "@typeorm-autogen/render";
import { moduleKind } from "./module-kind.js";
import type { Project, ProjectOptions } from "./project.js";

/** Where the sources of a project's migrations are, nothing says. */
class MigrationsFolderError extends AutogenError {
  constructor(problem: string, runner: boolean) {
    const cure = runner
      ? "name their folder with --directory, or as directory in the configuration"
      : "name their folder with --directory";
    super("migrations-folder", `no folder for a migration class: ${problem}; ${cure}`);
  }
}

/** A folder of migration classes and what they are written in. */
export interface MigrationsFolder {
  readonly path: string;
  readonly language: MigrationLanguage;
}

/** The folder that TypeORM loads migrations from, or the one that is configured. Throws MigrationsFolderError. */
export async function findMigrationsFolder(
  project: Project,
  options: ProjectOptions,
): Promise<MigrationsFolder> {
  const { config, dir } = project;
  const runner = config.runner === "typeorm";
  const patterns = patternsOf((await project.dataSource()).options["migrations"]);
  if (options.directory !== undefined)
    return folderAt(resolve(options.cwd ?? ".", options.directory), patterns);
  if (runner && config.directory !== undefined) return folderAt(resolve(dir, config.directory), patterns);
  const [pattern] = patterns;
  if (pattern === undefined)
    throw new MigrationsFolderError("the DataSource names no files in migrations", runner);
  if (!mayBeSource(pattern) && existsSync(join(dir, "tsconfig.json")))
    throw new MigrationsFolderError(`${pattern} in the DataSource means compiled files`, runner);
  return folderAt(resolve(dir, baseOf(pattern)), patterns);
}

/** Whether TypeORM would not find another class by itself: the DataSource lists classes, and no files. */
export async function listsClasses(project: Project): Promise<boolean> {
  return patternsOf((await project.dataSource()).options["migrations"]).length === 0;
}

function patternsOf(migrations: unknown): readonly string[] {
  const values = Array.isArray(migrations) ? migrations : Object.values(migrations ?? {});
  return values.filter((value): value is string => typeof value === "string");
}

function mayBeSource(pattern: string): boolean {
  return /ts\b|\*$/.test(basename(pattern));
}

// The folders of a pattern before the first that holds a sign; a file without one lies in its folder.
function baseOf(pattern: string): string {
  const parts = pattern.replaceAll("\\", "/").split("/");
  const sign = parts.findIndex((part) => /[*?{[(!]/.test(part));
  return sign === -1 ? dirname(pattern) : parts.slice(0, sign).join("/") || "/";
}

function folderAt(path: string, patterns: readonly string[]): MigrationsFolder {
  const extension =
    newestExtension(path) ?? (patterns.length === 0 || patterns.some(mayBeSource) ? ".ts" : ".js");
  const typed = extension === ".ts";
  return { path, language: typed ? "ts" : moduleKind(path) };
}

function newestExtension(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder).filter((name) => /^\d{13}-.*(?<!\.d)\.(?:ts|js)$/.test(name));
  const newest = names.sort().at(-1);
  return newest === undefined ? undefined : extname(newest);
}
