import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { compileFunction, constants } from "node:vm";
import { createSettingsReader, type CompileSettings } from "./compile-settings.js";
import { ignoreNullInUnions } from "./ignore-null-in-unions.js";
import { resolveSource } from "./resolve-source.js";
import { isTypeScript, moduleFormat, type ModuleFormat } from "./source-kind.js";
import { transpile } from "./transpile.js";
import { collectTypeAliases, type TypeAliases } from "./type-aliases.js";

/** Compiles files one by one under the tsconfig that applies to each; nothing is loaded before the first file. */
export interface SourceCompiler {
  /** The file that an import means; undefined where Node shall decide. */
  readonly resolve: (specifier: string, importer: string) => string | undefined;
  readonly compile: (file: string, format: ModuleFormat) => CompiledSource;
  /** Compiles a file before anybody asks for it; what has changed by then is compiled again. Throws nothing. */
  readonly compileAhead: (file: string) => void;
}

/** The body of a CommonJS module, which takes what Node hands to one. */
export type ModuleBody = (
  exports: unknown,
  require: NodeJS.Require,
  module: unknown,
  filename: string,
  dirname: string,
) => void;

/** JavaScript with its source map. */
export interface CompiledSource {
  readonly code: string;
  /** Of CommonJS that was compiled ahead: the code without its source map, ready to run. */
  readonly body?: ModuleBody;
}

/** What a file became, and all that it depended on. */
interface Compiled extends CompiledSource {
  readonly source: string;
  readonly format: ModuleFormat;
  readonly settings: string;
  readonly aliases: readonly (readonly [
    name: string,
    specifier: string | undefined,
    found: string | undefined,
  ])[];
}

/** A compiler whose caches live as long as it does. */
export function createSourceCompiler(): SourceCompiler {
  const ahead = new Map<string, Compiled>();
  const collect = createAliasCollector();
  const now = createReading(collect);
  const early = createReading(collect);
  return {
    resolve: now.resolve,
    compile: (file, format) => {
      const known = ahead.get(file);
      return known && isStill(known, file, format, now) ? known : compileFile(file, format, now);
    },
    compileAhead: (file) => {
      try {
        const compiled = compileFile(file, moduleFormat(file), early);
        ahead.set(file, { ...compiled, ...bodyOf(compiled, file) });
      } catch {
        // Whoever loads it says what is wrong.
      }
    },
  };
}

const parameters = ["exports", "require", "module", "__filename", "__dirname"];

// Node reads a source map as soon as it compiles code that has one, which takes as long as the code does.
function bodyOf({ code, format }: Compiled, filename: string): Pick<CompiledSource, "body"> {
  if (format !== "commonjs") return {};
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const plain = code.slice(0, code.lastIndexOf("\n//# sourceMappingURL="));
  return { body: compileFunction(plain, parameters, { filename, importModuleDynamically }) as ModuleBody };
}

/** What compiling reads besides the file, kept as it was read first. */
interface Reading {
  readonly settingsOf: (file: string) => CompileSettings;
  /** The settings as text. */
  readonly digestOf: (file: string) => string;
  readonly resolve: (specifier: string, importer: string) => string | undefined;
  readonly aliasOf: (file: string, name: string, specifier: string | undefined) => string | undefined;
}

function createReading(collect: AliasCollector): Reading {
  const settingsOf = createSettingsReader();
  const digests = new Map<CompileSettings, string>();
  const aliases = new Map<string, TypeAliases>();
  const found = new Map<string, string>();
  const resolve = (specifier: string, importer: string): string | undefined => {
    const key = `${isTypeScript(importer)} ${dirname(importer)}\n${specifier}`;
    const known = found.get(key) ?? resolveSource(specifier, importer, settingsOf);
    if (known !== undefined) found.set(key, known);
    return known;
  };
  const aliasesOf = (file: string): TypeAliases => {
    const known = aliases.get(file) ?? collect(file, readSource(file, settingsOf));
    aliases.set(file, known);
    return known;
  };
  return {
    settingsOf,
    digestOf: (file) => {
      const settings = settingsOf(file);
      const digest = digests.get(settings) ?? JSON.stringify(settings);
      digests.set(settings, digest);
      return digest;
    },
    resolve,
    aliasOf: (file, name, specifier) => {
      const declaring = specifier === undefined ? file : resolve(specifier, file);
      return declaring === undefined || !isTypeScript(declaring) ? undefined : aliasesOf(declaring).get(name);
    },
  };
}

function compileFile(
  file: string,
  format: ModuleFormat,
  { settingsOf, digestOf, aliasOf }: Reading,
): Compiled {
  const source = readSource(file, settingsOf);
  const aliases: Compiled["aliases"][number][] = [];
  const noted = (name: string, specifier: string | undefined): string | undefined => {
    const found = aliasOf(file, name, specifier);
    aliases.push([name, specifier, found]);
    return found;
  };
  const code = transpile(source, { file, format, settings: settingsOf(file), aliasOf: noted });
  return { source, format, settings: digestOf(file), aliases, code };
}

function isStill(
  known: Compiled,
  file: string,
  format: ModuleFormat,
  { settingsOf, digestOf, aliasOf }: Reading,
): boolean {
  return (
    known.format === format &&
    known.settings === digestOf(file) &&
    known.source === readSource(file, settingsOf) &&
    known.aliases.every(([name, specifier, found]) => aliasOf(file, name, specifier) === found)
  );
}

type AliasCollector = (file: string, source: string) => TypeAliases;

/** Collects type aliases; those of a file that still says the same are collected already. */
function createAliasCollector(): AliasCollector {
  const last = new Map<string, { readonly source: string; readonly aliases: TypeAliases }>();
  return (file, source) => {
    const known = last.get(file);
    if (known?.source === source) return known.aliases;
    const aliases = collectTypeAliases(source);
    last.set(file, { source, aliases });
    return aliases;
  };
}

function readSource(file: string, settingsOf: (file: string) => CompileSettings): string {
  const source = readFileSync(file, "utf8");
  return settingsOf(file).strictNullChecks ? source : ignoreNullInUnions(source);
}
