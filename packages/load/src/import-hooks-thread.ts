import { createImportRules } from "./import-rules.js";
import { createSourceCompiler } from "./source-compiler.js";

// Loaded by `module.register` in Node's hook thread, where nothing of the main thread's state is visible.
const rules = createImportRules(createSourceCompiler());

interface ResolveContext {
  readonly parentURL?: string | undefined;
}

type Next<Context> = (target: string, context: Context) => Promise<unknown>;

/** Node's asynchronous `resolve` hook. */
export async function resolve(
  specifier: string,
  context: ResolveContext,
  next: Next<ResolveContext>,
): Promise<unknown> {
  return rules.resolve(specifier, context.parentURL) ?? next(specifier, context);
}

/** Node's asynchronous `load` hook. */
export async function load(url: string, context: object, next: Next<object>): Promise<unknown> {
  return rules.load(url) ?? next(url, context);
}
