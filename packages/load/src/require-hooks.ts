import Module from "node:module";
import { resolveSource } from "./resolve-source.js";
import type { SourceCompiler } from "./source-compiler.js";

// Node documents require.extensions and Module._resolveFilename only in part, yet keeps both for loaders:
// https://nodejs.org/api/modules.html#requireextensions
interface CommonJsModule {
  readonly id?: string;
  readonly filename?: string | null;
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
export function installRequireHooks({ compile, settingsOf }: SourceCompiler): void {
  for (const extension of [".ts", ".tsx", ".cts", ".mts"]) {
    internals._extensions[extension] = (module, filename) =>
      module._compile(compile(filename, "commonjs"), filename, "commonjs");
  }
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = (request, parent, ...rest) => {
    const importer = parent?.filename;
    const found = typeof importer === "string" ? resolveSource(request, importer, settingsOf) : undefined;
    return found ?? resolveFilename.call(Module, request, parent, ...rest);
  };
}
