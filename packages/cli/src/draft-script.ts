import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { findHazards, type Hazard } from "@typeorm-autogen/hazards";
import { equal, type Schema, type TypeCodec } from "@typeorm-autogen/model";
import { evolveIfKnown, flatten, type LeafOperation } from "@typeorm-autogen/ops";
import type { NewRevisionHeader, Revision } from "@typeorm-autogen/revisions";
import type { ComparisonSession, ProjectDifference } from "./compare-project.js";
import type { TwoWays } from "./compose-draft.js";
import { differenceNotes } from "./difference-notes.js";
import type { DraftDesk } from "./draft-desk.js";
import type { DraftJournal } from "./draft-journal.js";
import { serverLabel } from "./server-label.js";
import { draftScript, type Draft, type ScriptOptions } from "./write-script.js";

/** What was done with a draft. */
export interface DraftResult {
  /** The draft's id; null where there is none, and nothing to put into one. */
  readonly revision: string | null;
  /** Absolute path of its script. */
  readonly path: string | null;
  /** The same relative to the working directory; for messages. */
  readonly file: string | null;
  /** `created` and `amended` were applied, `undone` was taken back, `removed` with the whole draft. */
  readonly manner: "created" | "amended" | "undone" | "removed" | "nothing";
  /** What was done to the database. */
  readonly operations: readonly LeafOperation[];
  readonly hazards: readonly Hazard[];
  /** The script's text; null where there is none any more. */
  readonly script: string | null;
  readonly notes: readonly string[];
  /** Null where nothing was compared. */
  readonly types: TypeCodec | null;
}

/** The journal of a draft that stands on this database; one that speaks of another place is begun anew. */
export async function beginJournal(
  { graph, draft, journal }: DraftDesk,
  { dialect, target, context }: ComparisonSession,
  live: Schema,
  held: TwoWays | null,
): Promise<DraftJournal> {
  const database = dialect.describeTarget(target);
  const applied = graph.applied((await context?.currentHeads()) ?? []).map(({ id }) => id);
  const below = applied.filter((id) => id !== draft?.id);
  const known = journal && journal.database === database && equal(journal.below, below) ? journal : null;
  if (known?.base) return known;
  const base = held ? evolveIfKnown(live, held.downgrade) : live;
  if (known) return { ...known, base };
  return { format: 1, database, below, base, acceptDataLoss: false, history: [], pending: null };
}

/** A draft's text, and where it would stand if it were new. */
export async function renderDraft(
  { project, dialect, facts }: ComparisonSession,
  header: NewRevisionHeader,
  state: Schema,
  content: TwoWays,
  options: ScriptOptions & { readonly beside?: string },
): Promise<Draft> {
  const hazards = findHazards(content.upgrade, {
    dialect,
    facts,
    state,
    policy: project.config.hazards ?? {},
  });
  const server = serverLabel(dialect, facts);
  return draftScript(project, header, options, { ...content, hazards, types: dialect.types, server });
}

/** What an apply does. */
export function describeApply(
  { project, dialect, facts, warnings }: ComparisonSession,
  { id, path }: Pick<Revision, "id" | "path">,
  difference: ProjectDifference,
  { script, manner }: Pick<DraftResult, "script" | "manner">,
): DraftResult {
  const { operations, live } = difference;
  return {
    revision: id,
    path,
    file: relative(".", path),
    manner,
    operations: flatten(operations),
    hazards: findHazards(operations, { dialect, facts, state: live, policy: project.config.hazards ?? {} }),
    script,
    notes: [...warnings, ...differenceNotes(difference)],
    types: dialect.types,
  };
}

/** Database and entities agree. */
export function describeNothing(
  session: ComparisonSession,
  draft: Revision | null,
  difference: ProjectDifference,
): DraftResult {
  const script = draft && readFileSync(draft.path, "utf8");
  const { id = "", path = "" } = draft ?? {};
  const result = describeApply(session, { id, path }, difference, { script, manner: "nothing" });
  return draft ? result : { ...result, revision: null, path: null, file: null };
}
