import { commentLines, linesOf, writtenAt } from "./comment-lines.js";
import type { ScriptDescription } from "./script-description.js";

/** The comment at the top of a script: what it is for, where it stands, what to look at. */
export function renderHeader(script: ScriptDescription): string {
  const lines = [
    ...linesOf(script.message),
    "",
    describePlace(script),
    ...(script.draft ? [draftLine] : []),
    ...describeProof(script),
    ...script.notes,
  ];
  return ["/**", ...commentLines(lines), " */"].join("\n");
}

const draftLine = 'Draft: autogen revision --finish -m "…" makes a revision of it.';

function describeProof({ verified }: ScriptDescription): readonly string[] {
  if (verified === undefined) return [];
  return [verified === null ? "Not verified." : `Verified: ${verified}.`];
}

function describePlace({ revision, downRevisions, createdAt, server }: ScriptDescription): string {
  const parents = downRevisions.join(" and ");
  const place = parents === "" ? "the first" : `follows ${parents}`;
  const time = writtenAt(createdAt);
  return `Revision ${revision}, ${place}. ${[time, server].filter((part) => part !== undefined).join(", ")}.`;
}
