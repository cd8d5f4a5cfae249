import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { noteFile } from "./noted-files.js";

/** A tsconfig with what it extends merged in; paths in `baseUrl` and `paths` are absolute. */
export interface Tsconfig {
  readonly file: string;
  readonly compilerOptions: CompilerOptions;
}

/** The compiler options that Autogen reads. */
export interface CompilerOptions {
  readonly target?: string;
  readonly module?: string;
  readonly strict?: boolean;
  readonly strictNullChecks?: boolean;
  readonly esModuleInterop?: boolean;
  readonly useDefineForClassFields?: boolean;
  readonly baseUrl?: string;
  readonly paths?: Readonly<Record<string, readonly string[]>>;
}

interface TsconfigFile {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: CompilerOptions;
}

/** The nearest file of that name in the file's directory or above it; undefined where there is none. */
export function findTsconfig(from: string, name: string): string | undefined {
  const candidate = join(from, name);
  if (isFile(candidate)) return candidate;
  const parent = dirname(from);
  return parent === from ? undefined : findTsconfig(parent, name);
}

/**
 * Reads a tsconfig and what it extends (https://www.typescriptlang.org/tsconfig/#extends). Throws where a file is missing, is not
 * JSON with comments, or extends itself.
 */
export function readTsconfig(file: string): Tsconfig {
  return { file, compilerOptions: mergeExtended(file, dirname(file), []) };
}

function mergeExtended(file: string, configDir: string, seen: readonly string[]): CompilerOptions {
  if (seen.includes(file)) throw new Error(`it extends itself: ${[...seen, file].join(" -> ")}`);
  const content = parseTsconfig(file);
  const parents = content.extends === undefined ? [] : [content.extends].flat();
  const inherited = parents.map((parent) =>
    mergeExtended(findExtended(parent, file), configDir, [...seen, file]),
  );
  return Object.assign(
    {},
    ...inherited,
    rebase(content.compilerOptions ?? {}, dirname(file), configDir),
  ) as CompilerOptions;
}

/** `baseUrl` and, without one, `paths` are relative to the file that has them; `${configDir}` is that of the outermost file. */
function rebase(options: CompilerOptions, directory: string, configDir: string): CompilerOptions {
  const absolute = (path: string, from: string): string =>
    resolve(from, path.replace("${configDir}", configDir));
  const baseUrl = options.baseUrl === undefined ? undefined : absolute(options.baseUrl, directory);
  const entries = Object.entries(options.paths ?? {});
  const paths = entries.map(([alias, targets]) => [
    alias,
    targets.map((target) => absolute(target, baseUrl ?? directory)),
  ]);
  return {
    ...options,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(options.paths === undefined ? {} : { paths: Object.fromEntries(paths) as Record<string, string[]> }),
  };
}

function parseTsconfig(file: string): TsconfigFile {
  noteFile(file);
  const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  try {
    const content = JSON.parse(stripComments(text)) as unknown;
    return typeof content === "object" && content !== null ? content : {};
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const stringOrNoise = /"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const stringOrTrailingComma = /"(?:\\.|[^"\\\n])*"|,(?=\s*[}\]])/g;

/** A tsconfig may have comments and trailing commas; both become blanks, so that positions stay. */
function stripComments(text: string): string {
  const blank = (match: string): string => (match.startsWith(`"`) ? match : match.replace(/\S/g, " "));
  return text.replace(stringOrNoise, blank).replace(stringOrTrailingComma, blank) || "{}";
}

function findExtended(name: string, from: string): string {
  const isPath = isAbsolute(name) || /^\.{1,2}(?:[\\/]|$)/.test(name);
  const found = isPath ? firstFile(resolve(dirname(from), name)) : findInPackages(name, from);
  if (found === undefined) throw new Error(`${from} extends "${name}", which does not exist`);
  return found;
}

function findInPackages(name: string, from: string): string | undefined {
  const require = createRequire(from);
  const places = require.resolve.paths(name) ?? [];
  return (
    places.map((place) => firstFile(join(place, name))).find((file) => file !== undefined) ??
    exportedFile(require, name)
  );
}

function exportedFile(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

function firstFile(path: string): string | undefined {
  return [path, `${path}.json`, join(path, "tsconfig.json")].find(isFile);
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
