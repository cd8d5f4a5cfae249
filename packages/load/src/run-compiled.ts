import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import type { CompiledSource, ModuleBody } from "./source-compiler.js";

interface CommonJsModule {
  exports: unknown;
}

/** Code that ran without its source map. */
const unmapped = new Map<string, string>();
/** Node forgets a source map with the module that has it. */
const mapped: object[] = [];

/** Runs code that was compiled ahead, as Node runs a CommonJS module. */
export function runCompiled(
  module: CommonJsModule,
  filename: string,
  { code, body }: CompiledSource & { readonly body: ModuleBody },
): void {
  unmapped.set(filename, code);
  const { exports } = module;
  body.call(exports, exports, createRequire(filename), module, filename, dirname(filename));
}

/** Lets stacks that are read from now on name the lines of the sources, also of code that ran without its source map. */
export function mapSources(): void {
  for (const [filename, code] of unmapped) {
    const module = new Module(filename);
    // Compiled and left at once: Node keeps the source map of whatever it compiles.
    (module as unknown as { _compile(code: string, filename: string): void })._compile(
      `return;${code}`,
      filename,
    );
    mapped.push(module);
  }
  unmapped.clear();
}
