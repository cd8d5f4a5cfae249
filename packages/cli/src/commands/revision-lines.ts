import { relative } from "node:path";
import { visibleText } from "@typeorm-autogen/errors";
import type { RevisionEntry } from "../revision-entry.js";
import type { Terminal } from "../terminal.js";

/** A revision as `--json` shows it. */
export function revisionAsData(entry: RevisionEntry): Readonly<Record<string, unknown>> {
  const { id, path, otherPaths: _, format: _format, ...rest } = entry;
  return { revision: id, ...rest, file: path };
}

/** `a1 (head, billing)  what it is for`. */
export function revisionLine(entry: RevisionEntry, terminal: Terminal): string {
  const marks = marksOf(entry);
  const shown = marks.length > 0 ? terminal.paint("cyan", ` (${marks.join(", ")})`) : "";
  return `${terminal.paint("yellow", entry.id)}${shown}  ${visibleText(entry.message)}`;
}

function marksOf(entry: RevisionEntry): readonly string[] {
  const {
    isHead,
    isEffectiveHead,
    isCurrent,
    isBranchPoint,
    isMergePoint,
    branchLabels,
    labels,
    dependents,
    draft,
  } = entry;
  const head = isEffectiveHead ? "head" : `head, needed by ${dependents.join(", ")}`;
  return [
    ...(draft ? ["draft"] : []),
    ...(isHead ? [head] : []),
    ...(isCurrent === true ? ["current"] : []),
    ...(isBranchPoint ? ["branch point"] : []),
    ...(isMergePoint ? ["merge"] : []),
    // At a head it tells what label@head means.
    ...(isHead ? labels : branchLabels),
  ];
}

/** Its file, time and neighbours, one line each, indented. What is not there has no line. */
export function revisionDetails(entry: RevisionEntry): readonly string[] {
  const facts: readonly (readonly [string, string | readonly string[]])[] = [
    ["file", visibleText(relative(".", entry.path))],
    ["written", entry.createdAt ?? "no date"],
    ["follows", entry.downRevisions.length > 0 ? entry.downRevisions : "base"],
    ["followed by", entry.children],
    ["replaces", entry.replaces],
    ["labels", entry.labels],
    ["depends on", entry.dependsOn],
    ["needed by", entry.dependents],
  ];
  return facts.flatMap(([name, value]) => {
    const text = typeof value === "string" ? value : value.join(", ");
    return text === "" ? [] : [`  ${name.padEnd(11)}  ${text}`];
  });
}

/** Prints a revision's line, and its details where the user wants more. */
export function tellRevision(entry: RevisionEntry, terminal: Terminal, before: string = ""): void {
  terminal.print(`${before}${revisionLine(entry, terminal)}`);
  if (terminal.verbose) for (const line of revisionDetails(entry)) terminal.print(line);
}
