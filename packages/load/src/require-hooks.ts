import Module from "node:module";
import { mapSources, runCompiled } from "./run-compiled.js";
import type { SourceCompiler } from "./source-compiler.js";

// Node documents require.extensions and Module._resolveFilename only in part, yet keeps both for loaders:
// https://nodejs.org/api/modules.html#requireextensions
interface CommonJsModule {
  readonly id?: string;
  readonly filename?: string | null;
  readonly paths?: readonly string[];
  exports: unknown;
  readonly _compile: (code: string, filename: string, format?: string) => unknown;
}

interface ModuleInternals {
  readonly _extensions: Record<string, (module: CommonJsModule, filename: string) => unknown>;
  _resolveFilename: (
    request: string,
    parent: CommonJsModule | null | undefined,
    ...rest: unknown[]
  ) => string;
}

const internals = Module as unknown as ModuleInternals;

/**
 * Whether another loader (ts-node, @swc-node, tsx) already compiles TypeScript for `require` in this process. Node's own handler, from 22.18
 * on, is not one: it strips types, and refuses decorators.
 */
export function hasForeignRequireHook(): boolean {
  const handler = internals._extensions[".ts"];
  return handler !== undefined && handler.name !== "loadTS";
}

/** Makes `require()` compile TypeScript, and find it by TypeScript's rules, everywhere in this process. */
export function installRequireHooks(compiler: SourceCompiler): void {
  for (const extension of [".ts", ".tsx", ".cts", ".mts"]) {
    internals._extensions[extension] = (module, filename) => run(module, filename, compiler);
  }
  const resolveFilename = packageMemory(internals._resolveFilename);
  internals._resolveFilename = (request, parent, ...rest) => {
    const importer = parent?.filename;
    const found = typeof importer === "string" ? compiler.resolve(request, importer) : undefined;
    return found ?? resolveFilename(request, parent, ...rest);
  };
}

function run(module: CommonJsModule, filename: string, { compile }: SourceCompiler): void {
  const { code, body } = compile(filename, "commonjs");
  if (!body) {
    module._compile(code, filename, "commonjs");
    return;
  }
  try {
    runCompiled(module, filename, { code, body });
  } catch (error) {
    mapSources();
    throw error;
  }
}

type ResolveFilename = ModuleInternals["_resolveFilename"];

/**
 * Remembers which files packages' names meant, by the folders in which Node looks for packages. Node remembers the same, but
 * not for packages that have `exports`.
 */
function packageMemory(resolveFilename: ResolveFilename): ResolveFilename {
  const known = new Map<string, string>();
  return (request, parent, isMain, options) => {
    const isPackage =
      /^[@\w]/.test(request) && parent?.paths !== undefined && !isMain && options === undefined;
    const key = isPackage ? [request, ...(parent.paths ?? [])].join("\0") : undefined;
    const found =
      (key === undefined ? undefined : known.get(key)) ??
      resolveFilename.call(Module, request, parent, isMain, options);
    if (key !== undefined) known.set(key, found);
    return found;
  };
}
