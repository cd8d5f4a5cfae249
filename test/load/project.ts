import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const made: string[] = [];

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

export interface Packages {
  readonly typeorm?: "typeorm-0.3" | "typeorm-1";
  readonly typescript?: "typescript" | "typescript-5" | "typescript-6";
}

/** A copy of a fixture outside the repository, with the packages that it asks for. */
export function copyFixture(name: string, packages: Packages = {}): string {
  const directory = emptyProject(packages);
  cpSync(join(root, "fixtures/loading", name), directory, { recursive: true });
  return directory;
}

/** A project outside the repository made of the given files. */
export function writeProject(files: Readonly<Record<string, string>>, packages: Packages = {}): string {
  const directory = emptyProject(packages);
  for (const [name, content] of Object.entries({ "package.json": "{}", ...files })) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

function emptyProject({ typeorm = "typeorm-1", typescript }: Packages): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "autogen-load-")));
  made.push(directory);
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(join(root, "node_modules", typeorm), join(directory, "node_modules/typeorm"));
  symlinkSync(join(root, "node_modules/reflect-metadata"), join(directory, "node_modules/reflect-metadata"));
  if (typescript !== undefined) {
    symlinkSync(join(root, "node_modules", typescript), join(directory, "node_modules/typescript"));
  }
  return directory;
}

export interface Loaded {
  readonly how: string;
  readonly file: string;
  readonly loader: string;
  readonly requiresTypeScript: boolean;
  readonly compilerLoaded: boolean;
  readonly entities: readonly {
    readonly name: string;
    readonly columns: Readonly<Record<string, string>>;
    readonly lazy: readonly string[];
    readonly comments: readonly string[];
  }[];
  readonly error?: {
    readonly name: string;
    readonly code: string;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
    readonly cause?: string;
  };
}

const run = promisify(execFile);

const built = join(root, "node_modules/.cache/autogen-load", String(process.pid));

/** Builds this package into a folder of this test file's own, so that children run what the sources say and nobody rewrites it meanwhile. */
export async function buildPackage(): Promise<void> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [compiler, "-b", "packages/errors"], { cwd: root });
  const options = ["--composite", "false", "--incremental", "false", "--outDir", built];
  await run(process.execPath, [compiler, "-p", "packages/load", ...options], { cwd: root });
  writeFileSync(join(built, "package.json"), `{ "type": "module" }`);
  made.push(built);
}

async function runChild<T>(
  script: string,
  directory: string,
  args: readonly string[],
  nodeOptions: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<T> {
  const env = {
    ...process.env,
    ...variables,
    NODE_OPTIONS: "",
    AUTOGEN_LOAD: pathToFileURL(join(built, "index.js")).href,
  };
  const { stdout } = await run(
    process.execPath,
    [...nodeOptions, join(import.meta.dirname, script), ...args],
    { cwd: directory, env },
  );
  return JSON.parse(stdout) as T;
}

/** Loads the project's data source in a process of its own, by the built package, as an installed command would. */
export async function loadInChild(
  directory: string,
  dataSource?: string,
  nodeOptions: readonly string[] = [],
): Promise<Loaded> {
  return runChild("load-in-child.mjs", directory, dataSource === undefined ? [] : [dataSource], nodeOptions);
}

/** The same where the files have been compiled before they are loaded. */
export async function loadAheadInChild(directory: string, dataSource?: string): Promise<Loaded> {
  const named = dataSource === undefined ? [] : [dataSource];
  return runChild("load-in-child.mjs", directory, named, [], { AUTOGEN_AHEAD: "1" });
}

/** Imports a file in a process of its own and gives its exports as JSON, functions called. */
export async function importInChild(
  directory: string,
  file: string,
): Promise<Readonly<Record<string, unknown>>> {
  return runChild("import-in-child.mjs", directory, [file], []);
}

/** Compiles a copied fixture with one of the installed compilers. */
export async function compile(directory: string, typescript: string): Promise<void> {
  const compiler = join(root, "node_modules", typescript, "bin/tsc");
  await run(process.execPath, [compiler, "-p", directory, "--noCheck"], { cwd: directory });
}

/** Adds a file to a project; gives its path. */
export function addFile(directory: string, name: string, content: string): string {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
}
