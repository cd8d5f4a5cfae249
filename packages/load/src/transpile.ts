import { createRequire } from "node:module";
import type { Options } from "@swc/core";
import type { CompileSettings } from "./compile-settings.js";
import { CompilerMissingError } from "./load-errors.js";
import { adaptCommonJs, adaptModule, type AliasLookup } from "./adapt-output.js";
import type { ModuleFormat } from "./source-kind.js";

interface Compiler {
  readonly transformSync: (source: string, options: Options) => { readonly code: string };
}

/** Where a source text stands and how it is to be compiled. */
export interface TranspileContext {
  readonly file: string;
  readonly format: ModuleFormat;
  readonly settings: CompileSettings;
  readonly aliasOf: AliasLookup;
}

let compiler: Compiler | undefined;

/**
 * TypeScript source to JavaScript with legacy decorators, their metadata and an inline source map, without type-checking
 * and without reading any .swcrc. Throws what the compiler throws on a syntax error, and CompilerMissingError.
 */
export function transpile(source: string, { file, format, settings, aliasOf }: TranspileContext): string {
  compiler ??= loadCompiler();
  const { code } = compiler.transformSync(source, swcOptions(file, format, settings));
  return format === "commonjs" ? adaptCommonJs(code, aliasOf) : adaptModule(code, aliasOf);
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
