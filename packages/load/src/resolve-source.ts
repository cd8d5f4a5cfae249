import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, isAbsolute, resolve, sep } from "node:path";
import type { CompileSettings } from "./compile-settings.js";
import { isTypeScript } from "./source-kind.js";

const appended: readonly string[] = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];
const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/**
 * The file that an import in a project's own source means by TypeScript's rules, where Node's rules would not find it:
 * `./user.js` written for `user.ts`, a missing extension, a directory's index, `paths` and `baseUrl` of the tsconfig.
 * Undefined where Node shall decide (packages, builtins, importers inside node_modules).
 */
export function resolveSource(
  specifier: string,
  importer: string,
  settingsOf: (file: string) => CompileSettings,
): string | undefined {
  if (isInsideNodeModules(importer) || isBuiltin(specifier) || specifier.startsWith("#")) return undefined;
  const preferSource = isTypeScript(importer);
  if (/^\.{1,2}(?:\/|$)/.test(specifier) || isAbsolute(specifier)) {
    return probe(resolve(dirname(importer), specifier), preferSource);
  }
  for (const candidate of settingsOf(importer).aliases(specifier)) {
    const found = probe(candidate, preferSource);
    if (found !== undefined) return found;
  }
  return undefined;
}

function probe(base: string, preferSource: boolean): string | undefined {
  const sources = candidatesInsteadOf(base);
  const exact = preferSource ? [...sources, base] : [base, ...sources];
  return (
    exact.find(isLoadableFile) ??
    appended.map((extension) => base + extension).find(isLoadableFile) ??
    appended.map((extension) => resolve(base, `index${extension}`)).find(isLoadableFile)
  );
}

function candidatesInsteadOf(base: string): readonly string[] {
  const extension = extname(base);
  const stem = base.slice(0, base.length - extension.length);
  return (sourcesOf[extension] ?? []).map((source) => stem + source);
}

function isLoadableFile(file: string): boolean {
  if (/\.d\.[cm]?ts$/.test(file)) return false;
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function isInsideNodeModules(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}
