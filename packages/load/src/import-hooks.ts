import Module from "node:module";
import { createImportRules } from "./import-rules.js";
import type { SourceCompiler } from "./source-compiler.js";

interface HookContext {
  readonly conditions?: readonly string[];
  readonly parentURL?: string | undefined;
}

type Next = (target: string, context: HookContext) => unknown;

interface SynchronousHooks {
  readonly resolve: (specifier: string, context: HookContext, next: Next) => unknown;
  readonly load: (url: string, context: HookContext, next: Next) => unknown;
}

type RegisterHooks = (hooks: SynchronousHooks) => unknown;

/**
 * Makes `import` compile TypeScript, and find it by TypeScript's rules, everywhere in this process: inside this thread where
 * Node offers it (22.15 and later), else in Node's hook thread.
 */
export function installImportHooks(compiler: SourceCompiler): void {
  const { registerHooks } = Module as unknown as { readonly registerHooks?: RegisterHooks };
  if (registerHooks === undefined) Module.register(new URL("./import-hooks-thread.js", import.meta.url));
  else registerHooks(synchronousHooks(compiler));
}

/** Synchronous hooks see `require` as well; that is left to the require hooks. */
function synchronousHooks(compiler: SourceCompiler): SynchronousHooks {
  const rules = createImportRules(compiler);
  const isRequire = (context: HookContext): boolean => context.conditions?.includes("require") === true;
  return {
    resolve: (specifier, context, next) =>
      (isRequire(context) ? undefined : rules.resolve(specifier, context.parentURL)) ??
      next(specifier, context),
    load: (url, context, next) => (isRequire(context) ? undefined : rules.load(url)) ?? next(url, context),
  };
}
