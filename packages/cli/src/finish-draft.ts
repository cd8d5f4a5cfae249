import { existsSync, readFileSync, renameSync } from "node:fs";
import { relative } from "node:path";
import { replaceRevisionFile, RevisionFileExistsError, type Revision } from "@typeorm-autogen/revisions";
import { checksumScript } from "@typeorm-autogen/runtime";
import { withComparison } from "./compare-project.js";
import { onDatabase, openDraftDesk, type DraftDesk, type DraftOptions } from "./draft-desk.js";
import { NoDraftError } from "./draft-errors.js";
import { readJournal, removeJournal, writeJournal } from "./draft-journal.js";
import { judgeDraft } from "./judge-draft.js";
import { openProject } from "./project.js";
import type { RevisionResult } from "./revision.js";
import { runWriteHooks } from "./write-hooks.js";

/** Options of `finishDraft`. */
export interface FinishDraftOptions extends Omit<DraftOptions, "confirm" | "preflight"> {
  readonly message: string;
  /** Try the script on a scratch database first; true by default. */
  readonly verify?: boolean;
  /** Return the script, write nothing. */
  readonly dryRun?: boolean;
  /** For tests: the time that the script says it was written. */
  readonly now?: Date;
}

/**
 * Makes an ordinary revision of the draft: with a message and a name of its own, proved, and no longer a draft. Its id
 * stays, so that databases that hold it stand where they stood; on this one it counts as unedited. Throws
 * NotDevelopmentError, NoDraftError, EmptyDraftError, DraftDiffersError, ProofFailedError.
 */
export async function finishDraft(options: FinishDraftOptions): Promise<RevisionResult> {
  const desk = await openDraftDesk(options, "revision --finish");
  const { draft } = desk;
  if (!draft) return logUnlogged(desk, options);
  const judged = await withComparison(desk.project, (session) =>
    judgeDraft({ ...desk, draft }, session, options),
  );
  const { text, path, applied } = judged;
  const result = { ...resultOf(draft, path, text, options.dryRun), ...judged.found };
  if (options.dryRun) return result;
  if (path !== draft.path && existsSync(path)) throw new RevisionFileExistsError(path);
  const { journal } = desk;
  if (journal) writeJournal(draft, { ...journal, finishing: true });
  // In this order whatever stops halfway is a draft still, or a revision that is only to be logged.
  if (path !== draft.path) renameSync(draft.path, path);
  replaceRevisionFile(path, text);
  await runWriteHooks(desk.project.extensions.afterWrite, path, desk.project.dir);
  if (applied) await log(options, draft.id, path);
  removeJournal(draft);
  return result;
}

/** The step table learns the new text, so that nobody takes it for edited. */
async function log(options: FinishDraftOptions, revision: string, path: string): Promise<void> {
  const project = await openProject(options);
  const graph = await project.graph();
  const checksum = await checksumScript(path);
  await onDatabase(project, options, (context) =>
    context.amend(graph, { revision, operations: [], checksum }),
  );
}

/** What was finished and not logged is logged now. Throws NoDraftError where there is nothing of the kind. */
async function logUnlogged({ graph }: DraftDesk, options: FinishDraftOptions): Promise<RevisionResult> {
  const revision = graph.revisions.find((one) => readJournal(one)?.finishing);
  if (!revision) throw new NoDraftError("revision --finish");
  if (!options.dryRun) {
    await log(options, revision.id, revision.path);
    removeJournal(revision);
  }
  return resultOf(revision, revision.path, readFileSync(revision.path, "utf8"), options.dryRun);
}

function resultOf(
  { id, downRevisions }: Revision,
  path: string,
  script: string,
  dryRun: boolean = false,
): RevisionResult {
  const [parent = null, ...others] = downRevisions;
  const written = {
    revision: id,
    path: dryRun ? null : path,
    downRevision: others.length > 0 ? downRevisions : parent,
    decisions: [],
    script,
    file: relative(".", path),
  } as const;
  const nothing = { verified: null, operations: [], hazards: [], preflight: [], notes: [], types: null };
  return { ...written, ...nothing, scripts: [written] };
}
