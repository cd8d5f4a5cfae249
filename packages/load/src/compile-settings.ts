import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createPathsMatcher, getTsconfig, type TsConfigResult } from "get-tsconfig";
import { TsconfigError } from "./load-errors.js";

/**
 * What of a tsconfig changes the JavaScript that a file becomes. Legacy decorators and their metadata are not among it:
 * they are always on, because TypeORM knows no other kind and a column whose type is stated is not affected by metadata.
 */
export interface CompileSettings {
  /** Path of the tsconfig, if there is one. */
  readonly tsconfig: string | undefined;
  readonly useDefineForClassFields: boolean;
  readonly esModuleInterop: boolean;
  readonly strictNullChecks: boolean;
  /** `import()` stays `import()` in CommonJS output (module node16 and later). */
  readonly keepsDynamicImport: boolean;
  /** Files that `paths` and `baseUrl` offer for a bare specifier, best first, without extension search. */
  readonly aliases: (specifier: string) => readonly string[];
}

type CompilerOptions = NonNullable<TsConfigResult["config"]["compilerOptions"]>;

/** A reader of compile settings that keeps what it read, by directory. Throws TsconfigError. */
export function createSettingsReader(): (file: string) => CompileSettings {
  const byDirectory = new Map<string, CompileSettings>();
  const parsed = new Map<string, never>();
  return (file) => {
    const directory = dirname(file);
    const known = byDirectory.get(directory);
    if (known !== undefined) return known;
    const settings = readSettings(file, parsed);
    byDirectory.set(directory, settings);
    return settings;
  };
}

function readSettings(file: string, parsed: Map<string, never>): CompileSettings {
  const found = findTsconfig(file, parsed);
  const options: CompilerOptions = found?.config.compilerOptions ?? {};
  const modern = (): boolean => found === undefined || typeScriptMajor(file) >= 6;
  return {
    tsconfig: found?.path,
    useDefineForClassFields:
      options.useDefineForClassFields ?? (found !== undefined && definesFields(options, modern)),
    esModuleInterop: options.esModuleInterop ?? (isNodeModule(options) || modern()),
    strictNullChecks: options.strictNullChecks ?? options.strict ?? modern(),
    keepsDynamicImport: isNodeModule(options),
    aliases: (found === undefined ? undefined : createPathsMatcher(found)) ?? (() => []),
  };
}

/** Nx keeps the shared options, `paths` among them, in tsconfig.base.json at the root. */
function findTsconfig(file: string, parsed: Map<string, never>): TsConfigResult | undefined {
  try {
    return (
      getTsconfig(file, "tsconfig.json", parsed) ??
      getTsconfig(file, "tsconfig.base.json", parsed) ??
      undefined
    );
  } catch (error) {
    throw new TsconfigError(file, nearestTsconfig(dirname(file)), error);
  }
}

function nearestTsconfig(directory: string): string {
  const candidate = join(directory, "tsconfig.json");
  const parent = dirname(directory);
  return existsSync(candidate) || parent === directory ? candidate : nearestTsconfig(parent);
}

function definesFields(options: CompilerOptions, modern: () => boolean): boolean {
  const target = options.target?.toLowerCase();
  if (target === undefined) return modern();
  return target === "esnext" || Number(target.slice(2)) >= 2022;
}

function isNodeModule(options: CompilerOptions): boolean {
  return /^node/i.test(options.module ?? "");
}

/** The compiler's defaults changed with TypeScript 6 (strict, esModuleInterop, target); 7 when none is installed. */
function typeScriptMajor(file: string): number {
  try {
    const { version } = createRequire(file)("typescript/package.json") as { readonly version: string };
    return Number.parseInt(version, 10);
  } catch {
    return 7;
  }
}
