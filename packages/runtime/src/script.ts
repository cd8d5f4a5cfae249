import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import type { ScriptFunction } from "@typeorm-autogen/ops";
import { ScriptFunctionMissingError, ScriptTransactionError, type Direction } from "./errors.js";

/** Imports a script and hands out what it exports. */
export type LoadScript = (file: string) => Promise<ScriptExports>;

/** What a script exports, by name. */
export type ScriptExports = Readonly<Record<string, unknown>>;

/** The script's function for this direction. Throws ScriptFunctionMissingError. */
export async function loadDirection(
  loadScript: LoadScript,
  file: string,
  direction: Direction,
): Promise<ScriptFunction> {
  return directionOf(await loadScript(file), file, direction);
}

/** The same of a script that is imported already. */
export function directionOf(exports: ScriptExports, file: string, direction: Direction): ScriptFunction {
  // A CommonJS module arrives as the default export where Node could not tell its names from its text.
  const found = exports[direction] ?? memberOf(exports["default"], direction);
  if (typeof found === "function") return found as ScriptFunction;
  const names = Object.keys(exports).filter((name) => name !== "module.exports");
  const remark = isMigrationClass(exports) ? "; a TypeORM migration class is run by TypeORM" : "";
  throw new ScriptFunctionMissingError(file, direction, names, remark);
}

/** Whether a script says `export const transaction = "none"`. Throws ScriptTransactionError for any other word. */
export function runsOutside(exports: ScriptExports, file: string): boolean {
  const word = exports["transaction"] ?? memberOf(exports["default"], "transaction");
  if (word !== undefined && word !== "none") throw new ScriptTransactionError(file, word);
  return word === "none";
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function isMigrationClass(exports: Readonly<Record<string, unknown>>): boolean {
  return Object.values(exports).some(
    (value) => typeof value === "function" && typeof memberOf(value.prototype, "up") === "function",
  );
}

/**
 * Tells an edited script from one that ran: `ts:` or `js:` and a SHA-256 of its text without comments and space, so that
 * formatting does not count. A source and its compiled form have different ones: compare like with like only.
 */
export async function checksumScript(file: string): Promise<string> {
  return checksumText(await readFile(file, "utf8"), file);
}

/** The checksum of a script's text; `file` tells its language. */
export function checksumText(text: string, file: string): string {
  const language = extname(file).includes("ts") ? "ts" : "js";
  return `${language}:${createHash("sha256").update(essence(text)).digest("hex")}`;
}

// One pass over strings, comments and space; whatever else stays as it is. A pattern in a regular expression may be
// taken for a comment: then an edit inside it goes unnoticed, which costs a warning, never a wrong run.
function essence(text: string): string {
  const pattern =
    /("(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*|\s+/g;
  return text.replaceAll(
    pattern,
    (_, literal: string | undefined) => literal?.replaceAll("\r\n", "\n") ?? "",
  );
}
