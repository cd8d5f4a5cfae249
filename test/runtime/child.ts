import { execFile } from "node:child_process";
import { cpSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { ConnectionTarget } from "@typeorm-autogen/dialect";
import { buildPackages as build } from "../build-packages.js";
import type { FreshDatabase } from "../live/fresh-database.js";
import type { Target } from "../live/targets.js";
import { connectionOf } from "./project.js";

const root = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

/** What a child did. `killed`: it ended by the signal that it was asked to end by. */
export interface ChildOutcome {
  readonly ran?: readonly string[];
  readonly heads?: readonly string[];
  readonly statements?: number;
  readonly error?: { readonly name: string; readonly code: string; readonly message: string };
  readonly killed?: true;
}

export interface ChildJob {
  readonly direction: "upgrade" | "downgrade";
  readonly to: string;
  /** Counted from 1 over the whole run: killed right before this statement. */
  readonly killAt?: number;
  /** The same of whatever changes something, Autogen's own tables and commits included; or killed once it is sent. */
  readonly killAtChange?: readonly ["before" | "during", number];
  /** Where the program stands; by default this folder, below which the built packages are found. */
  readonly program?: string;
}

/** Builds what children run, so that they run what the sources say. */
export async function buildPackages(): Promise<void> {
  await build(
    "packages/runtime",
    "packages/dialect-mysql",
    "packages/dialect-postgres",
    "packages/dialect-sqlite",
  );
}

/** Runs the scripts of a folder in a process of its own, from built packages, as an installed command would. */
export async function runInChild(
  target: Target,
  fresh: FreshDatabase,
  folder: string,
  { program = join(import.meta.dirname, "run-in-child.mjs"), ...job }: ChildJob,
): Promise<ChildOutcome> {
  const connection: ConnectionTarget = {
    ...connectionOf(target, fresh),
    projectDir: folder,
    readOnly: false,
  };
  const revisions = join(folder, "revisions");
  const argument = JSON.stringify({ ...job, dialect: target.dialect, target: connection, revisions });
  try {
    const { stdout } = await run(process.execPath, [program, argument], {
      cwd: folder,
      // Vitest's own conditions must not reach the child.
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    return JSON.parse(stdout) as ChildOutcome;
  } catch (error) {
    if ((error as { signal?: string }).signal === "SIGKILL") return { killed: true };
    throw error;
  }
}

/** Installs built packages and foreign ones, with what those depend on, as files of their own: no link leads back. */
export function installCopies(folder: string, own: readonly string[], foreign: readonly string[]): void {
  for (const name of own) {
    const source = join(root, "packages", name);
    const copy = join(folder, "node_modules/@typeorm-autogen", name);
    mkdirSync(copy, { recursive: true });
    cpSync(join(source, "package.json"), join(copy, "package.json"));
    cpSync(join(source, "dist"), join(copy, "dist"), { recursive: true });
  }
  for (const name of foreign) {
    const copy = join(folder, "node_modules", name);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(realpathSync(join(root, "node_modules", name)), copy, { recursive: true });
  }
}
