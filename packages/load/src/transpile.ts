import { createRequire } from "node:module";
import type { Options } from "@swc/core";
import type { CompileSettings } from "./compile-settings.js";
import { CompilerMissingError } from "./load-errors.js";
import { adaptCommonJs, adaptModule } from "./adapt-output.js";
import { ignoreNullInUnions } from "./ignore-null-in-unions.js";
import type { ModuleFormat } from "./source-kind.js";

interface Compiler {
  readonly transformSync: (source: string, options: Options) => { readonly code: string };
}

let compiler: Compiler | undefined;

/**
 * TypeScript source to JavaScript with legacy decorators, their metadata and an inline source map, without type-checking
 * and without reading any .swcrc. Throws what the compiler throws on a syntax error, and CompilerMissingError.
 */
export function transpile(
  source: string,
  file: string,
  format: ModuleFormat,
  settings: CompileSettings,
): string {
  compiler ??= loadCompiler();
  const readable = settings.strictNullChecks ? source : ignoreNullInUnions(source);
  const { code } = compiler.transformSync(readable, swcOptions(file, format, settings));
  return format === "commonjs" ? adaptCommonJs(code) : adaptModule(code);
}

function loadCompiler(): Compiler {
  try {
    return createRequire(import.meta.url)("@swc/core") as Compiler;
  } catch (error) {
    throw new CompilerMissingError(error);
  }
}

function swcOptions(file: string, format: ModuleFormat, settings: CompileSettings): Options {
  return {
    filename: file,
    configFile: false,
    swcrc: false,
    sourceMaps: "inline",
    module:
      format === "module"
        ? { type: "es6" }
        : {
            type: "commonjs",
            noInterop: !settings.esModuleInterop,
            ignoreDynamic: settings.keepsDynamicImport,
          },
    jsc: {
      target: "es2022",
      parser: { syntax: "typescript", decorators: true, tsx: file.endsWith(".tsx") },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: settings.useDefineForClassFields,
      },
      keepClassNames: true,
      // Comments would hide from adaptModule where an import begins, and mention names that nothing uses.
      minify: { compress: false, mangle: false, format: { comments: false } },
    },
  };
}
