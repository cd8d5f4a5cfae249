import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "@typeorm-autogen/dialect";
import { readRevisionFolders, RevisionGraph } from "@typeorm-autogen/revisions";
import { MigrationContext, type MigrationContextOptions } from "@typeorm-autogen/runtime";
import { afterwards } from "../live/after-test.js";
import type { FreshDatabase } from "../live/fresh-database.js";
import { dialectOf } from "../live/target-dialect.js";
import type { Target } from "../live/targets.js";

export { freshTarget } from "../live/after-test.js";

/** One script: its id, what it follows, and the bodies of its functions. null: no such function. */
export interface Script {
  readonly id: string;
  readonly after?: string | readonly string[] | null;
  readonly dependsOn?: readonly string[];
  readonly up?: string | null;
  readonly down?: string | null;
  readonly async?: true;
}

/** A folder of plain JavaScript scripts outside the repository; `files` are further ones by name. */
export function writeScripts(
  scripts: readonly Script[],
  folder: string = temporaryFolder(),
  files: Readonly<Record<string, string>> = {},
): string {
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  mkdirSync(join(folder, "revisions"));
  scripts.forEach((script, i) => writeFileSync(scriptFile(folder, script.id, i), scriptText(script)));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "revisions", name), text);
  return folder;
}

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "autogen-runtime-")));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function scriptFile(folder: string, id: string, at: number): string {
  return join(folder, "revisions", `20260101_00${String(at).padStart(2, "0")}-${id}_step.js`);
}

export function scriptText({ id, after = null, dependsOn = [], up = "", down = "", async }: Script): string {
  const head = async ? "export async function" : "export function";
  return [
    `export const revision = ${JSON.stringify(id)};`,
    `export const downRevision = ${JSON.stringify(after)};`,
    `export const branchLabels = [];`,
    `export const dependsOn = ${JSON.stringify(dependsOn)};`,
    up === null ? "" : `${head} upgrade(op) {\n${up}\n}`,
    down === null ? "" : `${head} downgrade(op) {\n${down}\n}`,
    "",
  ].join("\n");
}

export function graphOf(folder: string): RevisionGraph {
  return new RevisionGraph(readRevisionFolders([join(folder, "revisions")]));
}

/** An open context on a database; closed after the test. */
export async function openContext(
  target: Target,
  fresh: FreshDatabase,
  folder: string,
  options: Partial<MigrationContextOptions> = {},
): Promise<MigrationContext> {
  const context = await MigrationContext.open({
    dialect: dialectOf(target),
    target: { ...connectionOf(target, fresh), projectDir: folder, readOnly: false },
    ...options,
  });
  afterwards(() => context.close());
  return context;
}

export function connectionOf(target: Target, fresh: FreshDatabase) {
  return target.dialect === "sqlite" ? { options: fresh.options } : { url: fresh.url };
}

const tableNameQueries: Readonly<Record<Target["dialect"], string>> = {
  postgres:
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  mysql: "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()",
  sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
};

/** The names of all tables, sorted. */
export async function tableNames(target: Target, connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query(tableNameQueries[target.dialect]);
  return rows.map((row) => String(row["name"])).sort();
}

/** What a promise is rejected with; fails where it is not. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing failed");
}
