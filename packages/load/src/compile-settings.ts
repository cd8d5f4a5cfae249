import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { TsconfigError } from "./load-errors.js";
import { type CompilerOptions, findTsconfig, readTsconfig, type Tsconfig } from "./read-tsconfig.js";

/**
 * What of a tsconfig changes the JavaScript that a file becomes. Legacy decorators and their metadata are not among it:
 * they are always on, because TypeORM knows no other kind and a column whose type is stated is not affected by metadata.
 */
export interface CompileSettings {
  readonly useDefineForClassFields: boolean;
  readonly esModuleInterop: boolean;
  readonly strictNullChecks: boolean;
  /** `import()` stays `import()` in CommonJS output (module node16 and later). */
  readonly keepsDynamicImport: boolean;
  /** Paths that `paths` and `baseUrl` offer for a bare specifier, best first, extensions not yet searched. */
  readonly aliases: (specifier: string) => readonly string[];
}

/**
 * A reader of compile settings that keeps what it read, by directory. Reading may resolve a package that a tsconfig extends, and so come back
 * through the resolution hooks: it then finds the settings of a directory without a tsconfig. Throws TsconfigError.
 */
export function createSettingsReader(): (file: string) => CompileSettings {
  const byDirectory = new Map<string, CompileSettings>();
  return (file) => {
    const directory = dirname(file);
    const known = byDirectory.get(directory);
    if (known !== undefined) return known;
    byDirectory.set(
      directory,
      settingsFrom(undefined, () => true),
    );
    try {
      const settings = readSettings(file);
      byDirectory.set(directory, settings);
      return settings;
    } catch (error) {
      byDirectory.delete(directory);
      throw error;
    }
  };
}

function readSettings(file: string): CompileSettings {
  const options = findOptions(file);
  return settingsFrom(options, () => options === undefined || typeScriptMajor(dirname(file)) >= 6);
}

function settingsFrom(options: CompilerOptions | undefined, isModern: () => boolean): CompileSettings {
  return {
    useDefineForClassFields: options !== undefined && definesFields(options, isModern),
    esModuleInterop: options?.esModuleInterop ?? (isNodeModule(options) || isModern()),
    strictNullChecks: options?.strictNullChecks ?? options?.strict ?? isModern(),
    keepsDynamicImport: isNodeModule(options),
    aliases: (specifier) => (options === undefined ? [] : aliasesOf(specifier, options)),
  };
}

/** Nx keeps the shared options, `paths` among them, in tsconfig.base.json at the root. */
function findOptions(file: string): CompilerOptions | undefined {
  const directory = dirname(file);
  const tsconfig = findTsconfig(directory, "tsconfig.json") ?? findTsconfig(directory, "tsconfig.base.json");
  return tsconfig === undefined ? undefined : read(tsconfig, file).compilerOptions;
}

function read(tsconfig: string, file: string): Tsconfig {
  try {
    return readTsconfig(tsconfig);
  } catch (error) {
    throw new TsconfigError(file, tsconfig, error);
  }
}

function definesFields(options: CompilerOptions, isModern: () => boolean): boolean {
  if (options.useDefineForClassFields !== undefined) return options.useDefineForClassFields;
  const target = options.target?.toLowerCase();
  if (target === undefined) return isModern();
  return target === "esnext" || Number(target.slice(2)) >= 2022;
}

function isNodeModule(options: CompilerOptions | undefined): boolean {
  return /^node/i.test(options?.module ?? "");
}

/**
 * The compiler's defaults changed with TypeScript 6 (strict, esModuleInterop, target); 7 when none is installed. Read without `require`, whose
 * hooks would ask for these very settings.
 */
function typeScriptMajor(directory: string): number {
  const version = readVersion(join(directory, "node_modules/typescript/package.json"));
  if (version !== undefined) return Number.parseInt(version, 10);
  const parent = dirname(directory);
  return parent === directory ? 7 : typeScriptMajor(parent);
}

function readVersion(packageFile: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(packageFile, "utf8")) as { readonly version?: string }).version;
  } catch {
    return undefined;
  }
}

/** An exact alias wins, then the one with the longest text before its `*` (https://www.typescriptlang.org/tsconfig/#paths). */
function aliasesOf(specifier: string, { paths = {}, baseUrl }: CompilerOptions): readonly string[] {
  const fitting = Object.keys(paths).filter((alias) => fits(specifier, alias));
  const [best] = fitting.toSorted((a, b) => aliasRank(b) - aliasRank(a));
  if (best === undefined) return baseUrl === undefined ? [] : [resolve(baseUrl, specifier)];
  const [prefix = "", suffix] = best.split("*", 2);
  const middle = suffix === undefined ? "" : specifier.slice(prefix.length, specifier.length - suffix.length);
  return (paths[best] ?? []).map((target) => target.replace("*", () => middle));
}

function fits(specifier: string, alias: string): boolean {
  const [prefix = "", suffix] = alias.split("*", 2);
  if (suffix === undefined) return specifier === alias;
  const isLongEnough = specifier.length >= prefix.length + suffix.length;
  return isLongEnough && specifier.startsWith(prefix) && specifier.endsWith(suffix);
}

function aliasRank(alias: string): number {
  return alias.includes("*") ? alias.indexOf("*") : Number.POSITIVE_INFINITY;
}
