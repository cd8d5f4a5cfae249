import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import {
  headerNames,
  readBindings,
  resolveBinding,
  type Bindings,
  type HeaderName,
} from "./header-bindings.js";
import type { Literal } from "./header-literal.js";
import { RevisionHeaderError, RevisionSyntaxError } from "./script-errors.js";
import { UnterminatedToken } from "./script-tokens.js";
import { isSqlScript, parseSqlHeader } from "./sql-script.js";

/** What a script's header exports and its leading comment say. */
export interface ScriptHeader {
  readonly id: string;
  readonly downRevisions: readonly string[];
  /** None but in a squashed revision. */
  readonly replaces: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  /** It says `export const draft = true`. */
  readonly draft: boolean;
  /** The lines of the leading doc comment, without its stars, or of a SQL file's comments. */
  readonly comment: readonly string[];
}

/** The header stands at the top; only a script that some compilers put helpers into is read further. */
const firstPart = 4096;
const buffer = Buffer.alloc(firstPart);

/**
 * Reads a script's header without running it, and no more of the file than that takes. Throws RevisionHeaderError
 * where a header export is missing or is not a literal, RevisionSyntaxError where the script ends in the middle.
 */
export function readScriptHeader(file: string): ScriptHeader {
  const start = readStart(file);
  if (isSqlScript(file))
    return parseSqlHeader(
      start.whole || endsInside(start.text) ? start.text : readFileSync(file, "utf8"),
      file,
    );
  if (!start.whole) {
    // The plus sign keeps a literal at the very cut from counting as complete.
    const header = headerIn(`${start.text}+`);
    if (header) return header;
  }
  return parseScriptHeader(start.whole ? start.text : readFileSync(file, "utf8"), file);
}

// The comments end where a line begins with another sign than theirs.
function endsInside(start: string): boolean {
  return /\n[^-]/.test(start);
}

function readStart(file: string): { readonly text: string; readonly whole: boolean } {
  const handle = openSync(file, "r");
  try {
    const length = readSync(handle, buffer, 0, firstPart, 0);
    return { text: buffer.toString("utf8", 0, length), whole: length < firstPart };
  } finally {
    closeSync(handle);
  }
}

/** The header of a script given as text; `file` tells its language, and is for the errors' messages. */
export function parseScriptHeader(text: string, file: string): ScriptHeader {
  if (isSqlScript(file)) return parseSqlHeader(text, file);
  try {
    return headerFrom(readBindings(text), text, file);
  } catch (error) {
    if (!(error instanceof UnterminatedToken)) throw error;
    throw new RevisionSyntaxError(file, lineAt(text, error.start), error.opened);
  }
}

/** The header, if this beginning of a script holds all of it. */
function headerIn(text: string): ScriptHeader | undefined {
  try {
    const bindings = readBindings(text);
    const complete = headerNames.every((name) => resolveBinding(bindings, name)?.kind === "literal");
    return complete ? headerFrom(bindings, text, "") : undefined;
  } catch (error) {
    if (error instanceof UnterminatedToken || error instanceof RevisionHeaderError) return undefined;
    throw error;
  }
}

function headerFrom(bindings: Bindings, text: string, file: string): ScriptHeader {
  const missing = headerNames.find((name) => !bindings.exported.has(name));
  if (missing === "revision" || missing === "downRevision") throw missingExport(file, missing);
  const value = (name: HeaderName): Literal => literalOf(bindings, name, text, file);
  return {
    id: idOf(value("revision"), file),
    downRevisions: listOf(value("downRevision")),
    replaces: listOf(value("replaces")),
    branchLabels: listOf(value("branchLabels")),
    dependsOn: listOf(value("dependsOn")),
    draft: value("draft") === true,
    comment: leadingComment(text),
  };
}

function literalOf(bindings: Bindings, name: HeaderName, text: string, file: string): Literal {
  const binding = resolveBinding(bindings, name);
  if (!bindings.exported.has(name)) return null;
  if (binding?.kind === "literal" && fits(name, binding.value)) return binding.value;
  const at = binding?.at ?? bindings.exported.get(name)?.at ?? 0;
  throw new RevisionHeaderError(
    file,
    lineAt(text, at),
    `${name} is not a literal, so that it could only be known by running the script. Write ${shapeOf(name)} out.`,
  );
}

function fits(name: HeaderName, value: Literal): boolean {
  return (name === "draft") === (typeof value === "boolean");
}

function shapeOf(name: HeaderName): string {
  if (name === "revision") return '"…"';
  if (name === "draft") return "true";
  return name === "downRevision" ? 'null, "…" or ["…", "…"]' : '["…"]';
}

function missingExport(file: string, name: HeaderName): RevisionHeaderError {
  const example = name === "revision" ? 'export const revision = "…";' : "export const downRevision = null;";
  const cure = `Write \`${example}\` at the top, or move the file out of the revisions folder.`;
  return new RevisionHeaderError(file, 1, `there is no \`${name}\` among its exports. ${cure}`);
}

function idOf(value: Literal, file: string): string {
  if (typeof value === "string") return value;
  throw new RevisionHeaderError(file, 1, 'revision is not a string. Write `export const revision = "…";`.');
}

function listOf(value: Literal): readonly string[] {
  if (value === null || typeof value === "boolean") return [];
  return typeof value === "string" ? [value] : value;
}

function leadingComment(text: string): readonly string[] {
  const comment = /^(?:#![^\n]*\n|\s|\/\/[^\n]*\n|"use strict";)*\/\*\*([^]*?)\*\//.exec(text)?.[1] ?? "";
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  while (lines[0] === "") lines.shift();
  return lines;
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
