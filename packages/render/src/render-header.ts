import { commentLines, linesOf, writtenAt } from "./comment-lines.js";
import type { ScriptDescription } from "./script-description.js";

/** What a header tells of a script. */
type Described = Omit<ScriptDescription, "upgrade" | "downgrade" | "types" | "renderItem">;

/** The comment at the top of a script: what it is for, where it stands, what to look at. */
export function renderHeader(script: Described): string {
  return ["/**", ...commentLines(headerLines(script)), " */"].join("\n");
}

/** The same as lines, in which nothing is quoted yet. */
export function headerLines(script: Described): readonly string[] {
  return [
    ...linesOf(script.message),
    "",
    describePlace(script),
    ...(script.draft ? [draftLine] : []),
    ...describeProof(script),
    ...script.notes,
  ];
}

const draftLine = 'Draft: autogen revision --finish -m "…" makes a revision of it.';

function describeProof({ verified }: Described): readonly string[] {
  if (verified === undefined) return [];
  return [verified === null ? "Not verified." : `Verified: ${verified}.`];
}

function describePlace({ revision, downRevisions, createdAt, server }: Described): string {
  const parents = downRevisions.join(" and ");
  const place = parents === "" ? "the first" : `follows ${parents}`;
  const time = writtenAt(createdAt);
  return `Revision ${revision}, ${place}. ${[time, server].filter((part) => part !== undefined).join(", ")}.`;
}
