import { readFileSync } from "node:fs";
import { createSettingsReader, type CompileSettings } from "./compile-settings.js";
import { ignoreNullInUnions } from "./ignore-null-in-unions.js";
import { resolveSource } from "./resolve-source.js";
import { isTypeScript, type ModuleFormat } from "./source-kind.js";
import { transpile } from "./transpile.js";
import { collectTypeAliases, type TypeAliases } from "./type-aliases.js";

/** Compiles files one by one under the tsconfig that applies to each; nothing is loaded before the first file. */
export interface SourceCompiler {
  readonly settingsOf: (file: string) => CompileSettings;
  readonly compile: (file: string, format: ModuleFormat) => string;
}

/** A compiler whose caches live as long as it does. */
export function createSourceCompiler(): SourceCompiler {
  const settingsOf = createSettingsReader();
  const aliasesOf = createAliasReader(settingsOf);
  return {
    settingsOf,
    compile: (file, format) => {
      const aliasOf = (name: string, specifier: string | undefined): string | undefined => {
        const declaring = specifier === undefined ? file : resolveSource(specifier, file, settingsOf);
        return declaring === undefined ? undefined : aliasesOf(declaring).get(name);
      };
      return transpile(readSource(file, settingsOf), { file, format, settings: settingsOf(file), aliasOf });
    },
  };
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
