import type { OperationInWords } from "@typeorm-autogen/autogenerate";
import type { HazardLevel } from "@typeorm-autogen/hazards";
import type { PlacedHazard, Report, ReviewedRevision, SetFinding } from "./report.js";

/** Operations in words under the table that they belong to, in the order of their first. */
export function groupWords(
  words: readonly OperationInWords[],
): readonly (readonly [subject: string | null, operations: readonly OperationInWords[]])[] {
  const groups = new Map<string | null, OperationInWords[]>();
  for (const one of words) {
    const group = groups.get(one.subject);
    if (group) group.push(one);
    else groups.set(one.subject, [one]);
  }
  return [...groups];
}

const order: readonly HazardLevel[] = ["error", "warning", "info"];

/** Hazards of one rule together, the worst first, what was accepted last. */
export function groupHazards(hazards: readonly PlacedHazard[]): readonly (readonly PlacedHazard[])[] {
  const groups = new Map<string, PlacedHazard[]>();
  for (const hazard of hazards) {
    const key = groupKey(hazard);
    const group = groups.get(key);
    if (group) group.push(hazard);
    else groups.set(key, [hazard]);
  }
  return [...groups.values()].toSorted((a, b) => rank(a[0]) - rank(b[0]));
}

const groupKey = ({ rule, level, accepted }: PlacedHazard) => `${rule} ${level} ${accepted ?? ""}`;

function rank(hazard: PlacedHazard | undefined): number {
  if (!hazard) return order.length;
  return hazard.accepted === undefined ? order.indexOf(hazard.level) : order.length;
}

/** Findings, the worst first. */
export function worstFirst(findings: readonly SetFinding[]): readonly SetFinding[] {
  return findings.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

/** What a header says that was proved, for people. */
export function proofWords({ proof, claims, operations }: ReviewedRevision): string {
  if (proof === "proved") return `verified: ${claims.join(", ")}`;
  if (proof === "edited") return "edited since it was verified";
  return operations.length === 0 ? "nothing to verify" : "not verified";
}

/** Whether the entities agree with all revisions, for people. */
export function syncWords({ inSync }: Report): string {
  if (inSync === null) return "whether the entities agree could not be told without a database";
  return inSync
    ? "the entities agree with what the revisions build"
    : "the entities differ from what the revisions build";
}

/** `3 errors, 1 warning`: what there is. */
export function countWords(counts: Readonly<Record<string, number>>): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    error: ["error", "errors"],
    warning: ["warning", "warnings"],
    info: ["note", "notes"],
    accepted: ["accepted", "accepted"],
  };
  const parts = Object.entries(counts).flatMap(([key, count]) => {
    const [one, many] = words[key] ?? [key, key];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return parts.length === 0 ? "nothing to object to" : parts.join(", ");
}
