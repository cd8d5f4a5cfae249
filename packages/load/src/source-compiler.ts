import { readFileSync } from "node:fs";
import { createSettingsReader, type CompileSettings } from "./compile-settings.js";
import type { ModuleFormat } from "./source-kind.js";
import { transpile } from "./transpile.js";

/** Compiles files one by one under the tsconfig that applies to each; nothing is loaded before the first file. */
export interface SourceCompiler {
  readonly settingsOf: (file: string) => CompileSettings;
  readonly compile: (file: string, format: ModuleFormat) => string;
}

/** A compiler whose caches live as long as it does. */
export function createSourceCompiler(): SourceCompiler {
  const settingsOf = createSettingsReader();
  return {
    settingsOf,
    compile: (file, format) => transpile(readFileSync(file, "utf8"), file, format, settingsOf(file)),
  };
}
