import { readFileSync } from "node:fs";
import { createSettingsReader, type CompileSettings } from "./compile-settings.js";
import { ignoreNullInUnions } from "./ignore-null-in-unions.js";
import { resolveSource } from "./resolve-source.js";
import { isTypeScript, moduleFormat, type ModuleFormat } from "./source-kind.js";
import { transpile } from "./transpile.js";
import { collectTypeAliases, type TypeAliases } from "./type-aliases.js";

/** Compiles files one by one under the tsconfig that applies to each; nothing is loaded before the first file. */
export interface SourceCompiler {
  readonly settingsOf: (file: string) => CompileSettings;
  readonly compile: (file: string, format: ModuleFormat) => string;
  /** Compiles a file before anybody asks for it; what has changed by then is compiled again. Throws nothing. */
  readonly compileAhead: (file: string) => void;
}

/** What a file became, and all that it depended on. */
interface Compiled {
  readonly source: string;
  readonly format: ModuleFormat;
  readonly settings: string;
  readonly aliases: readonly (readonly [
    name: string,
    specifier: string | undefined,
    found: string | undefined,
  ])[];
  readonly code: string;
}

/** A compiler whose caches live as long as it does. */
export function createSourceCompiler(): SourceCompiler {
  const ahead = new Map<string, Compiled>();
  const now = createReading();
  const early = createReading();
  return {
    settingsOf: now.settingsOf,
    compile: (file, format) => {
      const known = ahead.get(file);
      return known && isStill(known, file, format, now) ? known.code : compileFile(file, format, now).code;
    },
    compileAhead: (file) => {
      try {
        ahead.set(file, compileFile(file, moduleFormat(file), early));
      } catch {
        // Whoever loads it says what is wrong.
      }
    },
  };
}

/** What compiling reads besides the file, kept as it was read first. */
interface Reading {
  readonly settingsOf: (file: string) => CompileSettings;
  readonly aliasOf: (file: string, name: string, specifier: string | undefined) => string | undefined;
}

function createReading(): Reading {
  const settingsOf = createSettingsReader();
  const aliasesOf = createAliasReader(settingsOf);
  return {
    settingsOf,
    aliasOf: (file, name, specifier) => {
      const declaring = specifier === undefined ? file : resolveSource(specifier, file, settingsOf);
      return declaring === undefined ? undefined : aliasesOf(declaring).get(name);
    },
  };
}

function compileFile(file: string, format: ModuleFormat, { settingsOf, aliasOf }: Reading): Compiled {
  const source = readSource(file, settingsOf);
  const settings = settingsOf(file);
  const aliases: Compiled["aliases"][number][] = [];
  const noted = (name: string, specifier: string | undefined): string | undefined => {
    const found = aliasOf(file, name, specifier);
    aliases.push([name, specifier, found]);
    return found;
  };
  const code = transpile(source, { file, format, settings, aliasOf: noted });
  return { source, format, settings: JSON.stringify(settings), aliases, code };
}

function isStill(
  known: Compiled,
  file: string,
  format: ModuleFormat,
  { settingsOf, aliasOf }: Reading,
): boolean {
  return (
    known.format === format &&
    known.settings === JSON.stringify(settingsOf(file)) &&
    known.source === readSource(file, settingsOf) &&
    known.aliases.every(([name, specifier, found]) => aliasOf(file, name, specifier) === found)
  );
}

function createAliasReader(settingsOf: (file: string) => CompileSettings): (file: string) => TypeAliases {
  const byFile = new Map<string, TypeAliases>();
  return (file) => {
    const known = byFile.get(file);
    if (known !== undefined) return known;
    const aliases = isTypeScript(file)
      ? collectTypeAliases(readSource(file, settingsOf))
      : new Map<string, string>();
    byFile.set(file, aliases);
    return aliases;
  };
}

function readSource(file: string, settingsOf: (file: string) => CompileSettings): string {
  const source = readFileSync(file, "utf8");
  return settingsOf(file).strictNullChecks ? source : ignoreNullInUnions(source);
}
