import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runInThisContext } from "node:vm";
import { explainLoadFailure } from "./explain-load-failure.js";
import { installImportHooks } from "./import-hooks.js";
import { FileNotFoundError, SandboxError } from "./load-errors.js";
import { refuseExit } from "./refuse-exit.js";
import { hasForeignRequireHook, installRequireHooks } from "./require-hooks.js";
import { createSourceCompiler, type SourceCompiler } from "./source-compiler.js";
import { isTypeScript, moduleFormat } from "./source-kind.js";

/** Imports the files of one project. */
export interface Loader {
  /** The exports of a file, by name; `module.exports = value` is `default`. Throws a LoadError of the kind that fits. */
  readonly import: (file: string) => Promise<Record<string, unknown>>;
  /** Lets `require()` and `import()` take TypeScript from now on, also inside TypeORM, which opens entity globs by itself. */
  readonly enableTypeScript: () => void;
  /** Which loader is at work and why, for people. */
  readonly description: string;
}

let installed: string | undefined;
let compiler: SourceCompiler | undefined;

/**
 * A loader for the files below `projectDir`, against which relative paths resolve. Nothing is registered in the process, and no compiler loaded, until the
 * first TypeScript file; then hooks for `require()` and `import()` stay for the life of the process.
 */
export function createLoader(projectDir: string): Loader {
  return {
    import: (file) => importFile(resolve(projectDir, file)),
    enableTypeScript,
    get description() {
      return installed ?? "none: only JavaScript was loaded so far";
    },
  };
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new FileNotFoundError(file);
  if (runInThisContext("globalThis") !== globalThis) throw new SandboxError(file);
  try {
    if (isTypeScript(file)) enableTypeScript();
    return await refuseExit(file, () => evaluate(file));
  } catch (error) {
    throw explainLoadFailure(error, file);
  }
}

/** Installs the hooks that compile TypeScript, once in a process. */
export function enableTypeScript(): void {
  installed ??= installHooks();
}

/** Compiles TypeScript files that will probably be loaded; those that have changed by then are compiled again. */
export function compileAhead(files: readonly string[]): void {
  for (const file of files) if (isTypeScript(file)) compiler?.compileAhead(file);
}

function installHooks(): string {
  if (process.versions["bun"] !== undefined) return "Bun, which runs TypeScript itself";
  if (hasForeignRequireHook()) return "the TypeScript loader that was already registered in this process";
  compiler = createSourceCompiler();
  process.setSourceMapsEnabled(true);
  installRequireHooks(compiler);
  installImportHooks(compiler);
  return "swc, with decorator metadata and without type-checking, for require() and import()";
}

async function evaluate(file: string): Promise<Record<string, unknown>> {
  if (moduleFormat(file) === "module") return importModule(file);
  try {
    return namesOf(createRequire(file)(file));
  } catch (error) {
    if (!isRequiredModuleError(error)) throw error;
    return importModule(file);
  }
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  return { ...((await import(pathToFileURL(file).href)) as Record<string, unknown>) };
}

/** JavaScript without `"type"` may still be an ES module, which older lines of Node, or a top-level await, refuse to `require`. */
function isRequiredModuleError(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return code === "ERR_REQUIRE_ESM" || code === "ERR_REQUIRE_ASYNC_MODULE";
}

function namesOf(exported: unknown): Record<string, unknown> {
  if (typeof exported !== "object" || exported === null) return { default: exported };
  const prototype: unknown = Object.getPrototypeOf(exported);
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain || "__esModule" in exported ? { ...exported } : { default: exported };
}
