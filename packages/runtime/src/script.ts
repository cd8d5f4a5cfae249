import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ScriptFunction } from "@typeorm-autogen/ops";
import { formatOfScript, isSqlScript, sqlWayBack } from "@typeorm-autogen/revisions";
import { ScriptFunctionMissingError, ScriptTransactionError, type Direction } from "./errors.js";

/** Imports a script, which is no pair of SQL files, and hands out what it exports. */
export type LoadScript = (file: string) => Promise<ScriptExports>;

/** What a script exports, by name. */
export type ScriptExports = Readonly<Record<string, unknown>>;

/** The script's function for this direction. Throws ScriptFunctionMissingError. */
export async function loadDirection(
  loadScript: LoadScript,
  file: string,
  direction: Direction,
): Promise<ScriptFunction> {
  return directionOf(await loadExports(loadScript, file, [direction]), file, direction);
}

/** What a script exports; of a pair of SQL files a function for each of these directions. */
export async function loadExports(
  loadScript: LoadScript,
  file: string,
  directions: readonly Direction[],
): Promise<ScriptExports> {
  if (!isSqlScript(file)) return loadScript(file);
  const functions = directions.map(async (direction): Promise<[Direction, ScriptFunction]> => {
    const text = await readFile(direction === "upgrade" ? file : sqlWayBack(file), "utf8");
    return [direction, (op) => op.executeScript(text)];
  });
  return Object.fromEntries(await Promise.all(functions));
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

/** The text of a script; of a pair of SQL files both, one after the other. */
export async function readScript(file: string): Promise<string> {
  const text = await readFile(file, "utf8");
  return isSqlScript(file) ? pairText(text, await readFile(sqlWayBack(file), "utf8")) : text;
}

/** The text that a pair of SQL files is known by. */
export function pairText(up: string, down: string): string {
  return `${up}\n${down}`;
}

/**
 * Tells an edited script from one that ran: `ts:`, `js:` or `sql:` and a SHA-256 of its text without comments and space, so
 * that formatting does not count. A source and its compiled form have different ones: compare like with like only.
 */
export async function checksumScript(file: string): Promise<string> {
  return checksumText(await readScript(file), file);
}

/** The checksum of a script's text; `file` tells its language. */
export function checksumText(text: string, file: string): string {
  const language = formatOfScript(file);
  const told = language === "sql" ? sqlEssence(text) : essence(text);
  return `${language}:${createHash("sha256").update(told).digest("hex")}`;
}

// A line inside a text may look like a comment: then an edit goes unnoticed, as below.
function sqlEssence(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("--")).join("\n");
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
