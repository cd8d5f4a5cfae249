import { RevisionHeaderError } from "./script-errors.js";
import type { ScriptHeader } from "./script-header.js";

const up = /\.up\.sql$/;
const down = /\.down\.sql$/;

/** Whether a file is the first of a pair of SQL files, which stands for the revision. */
export function isSqlScript(file: string): boolean {
  return up.test(file);
}

/** Whether a file is the second of a pair: the way back. */
export function isSqlWayBack(file: string): boolean {
  return down.test(file);
}

/** The second file of a pair, beside the first. */
export function sqlWayBack(file: string): string {
  return file.replace(up, ".down.sql");
}

/** The files of a script: itself, and the second of a pair. */
export function scriptFiles(file: string): readonly string[] {
  return isSqlScript(file) ? [file, sqlWayBack(file)] : [file];
}

/** Throws RevisionHeaderError for one of these files whose other is not among them. */
export function checkSqlPairs(files: readonly string[]): void {
  const all = new Set(files);
  for (const file of files) {
    const other = isSqlScript(file) ? sqlWayBack(file) : file.replace(down, ".up.sql");
    if ((isSqlScript(file) || isSqlWayBack(file)) && !all.has(other)) throw alone(file, other);
  }
}

function alone(file: string, other: string): RevisionHeaderError {
  return new RevisionHeaderError(
    file,
    1,
    `there is no ${other}, and the two are one revision. Write it, or move this file out of the revisions folder.`,
  );
}

/** The comments at the top of a SQL file, without their signs. */
export function sqlHeaderLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith("--"));
  return lines.slice(0, end === -1 ? lines.length : end).map((line) => line.slice(2).trim());
}

const names = ["revision", "downRevision", "replaces", "branchLabels", "dependsOn"] as const;
type Name = (typeof names)[number];

/** What the first lines of a pair say of its place, `-- revision: …`, and the comment below. Throws RevisionHeaderError. */
export function parseSqlHeader(text: string, file: string): ScriptHeader {
  const lines = sqlHeaderLines(text);
  const end = [...lines, ""].findIndex((line) => !/^\w+:/.test(line));
  const place = readPlace(lines.slice(0, end), file);
  const list = (name: Name) => place.get(name) ?? [];
  const [id, ...others] = list("revision");
  if (id === undefined || others.length > 0) throw unreadable(file, 1, "names no revision", "-- revision: …");
  const [parent] = list("downRevision");
  if (parent === undefined)
    throw unreadable(file, 1, "does not say what it follows", "-- downRevision: …, or base for nothing");
  return {
    id,
    downRevisions: parent === "base" ? [] : list("downRevision"),
    replaces: list("replaces"),
    branchLabels: list("branchLabels"),
    dependsOn: list("dependsOn"),
    draft: false,
    comment: lines.slice(lines[end] === "" ? end + 1 : end),
  };
}

function readPlace(lines: readonly string[], file: string): ReadonlyMap<Name, readonly string[]> {
  return new Map(
    lines.map((line, i) => {
      const [word = "", value = ""] = line.split(/:(.*)/s);
      const name = names.find((known) => known === word);
      if (!name)
        throw unreadable(file, i + 1, `knows no ${word}`, names.map((known) => `-- ${known}: …`).join(", "));
      return [name, namesIn(value)];
    }),
  );
}

function namesIn(value: string): readonly string[] {
  return value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function unreadable(file: string, line: number, problem: string, example: string): RevisionHeaderError {
  return new RevisionHeaderError(
    file,
    line,
    `the head of this file ${problem}. Write \`${example}\` in its first lines, or move it out of the revisions folder.`,
  );
}
