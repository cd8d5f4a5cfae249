import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { buildPackages } from "../build-packages.js";
import { afterwards } from "../live/after-test.js";
import type { FreshDatabase } from "../live/fresh-database.js";
import { targets, type Target } from "../live/targets.js";
import { CommandHost, type Captured } from "./command-host.js";

export const root = resolve(import.meta.dirname, "../..");
export const bin = join(root, "packages/cli/dist/bin.js");
const run = promisify(execFile);
export { afterwards, freshTarget } from "../live/after-test.js";

/** Builds the command line, so that children run what the sources say. */
export async function buildCommandLine(): Promise<void> {
  await buildPackages("packages/cli");
}

/** One row per dialect: the flows do not differ by driver or server version, which the rooms below are tested with. */
export const dialectTargets: readonly Target[] = ["better-sqlite3", "postgres"].flatMap((name) =>
  targets.filter((target) => target.name === name),
);

/** What a command line did. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  /** Standard error without progress, which a busy machine shows anywhere. */
  readonly stderr: string;
  /** The lines of progress: `connecting to … …`. */
  readonly progress: readonly string[];
  /** Standard output as the one JSON object that it must be; each test says of which shape. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What runs the command instead of nothing: `["setpriv", …]`, `["prlimit", …]`. */
  readonly under?: readonly string[];
  /** Options of a process of its own. */
  readonly nodeOptions?: readonly string[];
  /** The program, where it is not the one that was built here. */
  readonly program?: string;
  /** In a process of its own, as a user runs it, where the process is part of what is tested. */
  readonly alone?: true;
}

const host = new CommandHost();

/**
 * Runs `autogen` in a folder: the built command line, without a terminal. One process runs a test file's lines, one after
 * the other, unless it is asked for one of its own.
 */
export async function autogen(dir: string, words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { under = [], nodeOptions = [], program = bin } = options;
  const node = [...under, process.execPath, ...nodeOptions];
  const env = cleanEnvironment(options.env);
  if (options.alone || options.nodeOptions || host.isBusy)
    return readRan(await capture([...node, program, ...words], dir, env));
  return readRan(await host.run(dir, words, { node, main: join(dirname(program), "main.js"), env }));
}

function readRan(ran: Captured): Ran {
  const lines = ran.stderr.split(/(?<=\n)/);
  const isProgress = (line: string) => line.endsWith(" …\n");
  return {
    ...ran,
    stderr: lines.filter((line) => !isProgress(line)).join(""),
    progress: lines.filter(isProgress).map((line) => line.trimEnd()),
    get json() {
      return ran.stdout.startsWith("{") ? JSON.parse(ran.stdout) : undefined;
    },
  };
}

/** What of the test's own surroundings would show: conditions of vitest, colours, CI. */
export function cleanEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { NODE_OPTIONS: _, CI: _ci, FORCE_COLOR: _force, NO_COLOR: _no, ...rest } = process.env;
  return { ...(rest as Record<string, string>), ...env };
}

async function capture(
  command: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<Captured> {
  const [file = "", ...args] = command;
  try {
    const { stdout, stderr } = await run(file, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
    return { status: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof failed.code !== "number") throw error;
    return { status: failed.code, stdout: failed.stdout ?? "", stderr: failed.stderr ?? "" };
  }
}

/** An empty folder outside the repository; what it needs from `node_modules` is linked. */
export function emptyFolder(packages: readonly string[] = []): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "autogen-cli-")));
  afterwards(() => rmSync(dir, { recursive: true, force: true }));
  for (const name of packages) link(dir, name);
  return dir;
}

function link(dir: string, name: string): void {
  const source = name === "typeorm-autogen" ? "packages/cli" : join("node_modules", sourceOf[name] ?? name);
  mkdirSync(join(dir, "node_modules"), { recursive: true });
  symlinkSync(join(root, source), join(dir, "node_modules", name), "dir");
}

const sourceOf: Readonly<Record<string, string>> = { typeorm: "typeorm-1" };

/** Writes files into a folder, over what is there. */
export function writeFiles(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
}

/** A project with TypeORM and drivers, made of these files; CommonJS unless its package.json says otherwise. */
export function writeProject(files: Readonly<Record<string, string>>): string {
  const dir = emptyFolder(["typeorm", "typeorm-autogen", "reflect-metadata", "better-sqlite3", "pg"]);
  writeFiles(dir, { "package.json": "{}", ...files });
  return dir;
}

/** A data source file over the given entity definitions (`new EntitySchema` arguments), as plain JavaScript. */
export function dataSourceFile(
  fresh: Pick<FreshDatabase, "options">,
  entities: readonly EntityDefinition[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  const options = JSON.stringify({ ...fresh.options, ...more }, null, 2);
  const schemas = entities.map((entity) => `new EntitySchema(${JSON.stringify(entity)})`);
  return [
    `const { DataSource, EntitySchema } = require("typeorm");`,
    `exports.dataSource = new DataSource({ ...${options}, entities: [${schemas.join(",\n")}] });`,
    "",
  ].join("\n");
}

export interface EntityDefinition {
  readonly name: string;
  readonly tableName?: string;
  readonly type?: string;
  readonly columns: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [more: string]: unknown;
}

export const id = { type: "integer", primary: true } as const;

/** The entity `users`, with columns beside `id` and `name`. */
export function users(columns: EntityDefinition["columns"] = {}): EntityDefinition {
  return { name: "users", columns: { id, name: { type: "varchar", length: 80 }, ...columns } };
}

/** Everything in a folder but `node_modules`: names and contents, so that two readings can be compared. */
export function filesIn(dir: string): Readonly<Record<string, string>> {
  const entries = readdirSync(dir, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"));
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(dir.length + 1), readFileSync(path, "latin1")]));
}

/** The names of the scripts in a project, sorted. */
export function scriptsIn(dir: string, folder = "revisions"): readonly string[] {
  return readdirSync(join(dir, folder)).sort();
}

/** The text of a plain JavaScript script. */
export function script(id: string, after: string | readonly string[] | null, up = "", down = ""): string {
  return [
    `export const revision = ${JSON.stringify(id)};`,
    `export const downRevision = ${JSON.stringify(after)};`,
    `export const branchLabels = [];`,
    `export const dependsOn = [];`,
    `export function upgrade(op) {\n${up}\n}`,
    `export function downgrade(op) {\n${down}\n}`,
    "",
  ].join("\n");
}
