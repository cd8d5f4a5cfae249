import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
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

/** Loads the project's data source in a process of its own, by the built package, as an installed command would. */
export async function loadInChild(
  directory: string,
  dataSource?: string,
  nodeOptions: readonly string[] = [],
): Promise<Loaded> {
  // A child below the repository resolves the built package; vitest's own conditions must not reach it.
  const args = [
    ...nodeOptions,
    join(import.meta.dirname, "load-in-child.mjs"),
    ...(dataSource === undefined ? [] : [dataSource]),
  ];
  const { stdout } = await run(process.execPath, args, {
    cwd: directory,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return JSON.parse(stdout) as Loaded;
}

/** Builds this package, so that children run what the sources say. */
export async function buildPackage(): Promise<void> {
  await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", "packages/load"], {
    cwd: root,
  });
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
