import { existsSync, readFileSync, renameSync } from "node:fs";
import { replaceRevisionFile, RevisionFileExistsError, type Revision } from "@typeorm-autogen/revisions";
import { checksumScript } from "@typeorm-autogen/runtime";
import { withComparison } from "./compare-project.js";
import { onDatabase, openDraftDesk, type DraftDesk, type DraftOptions } from "./draft-desk.js";
import { NoDraftError } from "./draft-errors.js";
import { readJournal, removeJournal, writeJournal } from "./draft-journal.js";
import { judgeDraft } from "./judge-draft.js";
import type { Project } from "./project.js";
import { nothingFound, type RevisionResult } from "./revision.js";
import { describeWritten } from "./write-script.js";
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
  const result = { ...resultOf(draft, path, text, options), ...judged.found };
  if (options.dryRun) return result;
  if (path !== draft.path && existsSync(path)) throw new RevisionFileExistsError(path);
  const { journal } = desk;
  if (journal) writeJournal(draft, { ...journal, finishing: true });
  // In this order whatever stops halfway is a draft still, or a revision that is only to be logged.
  if (path !== draft.path) renameSync(draft.path, path);
  replaceRevisionFile(path, text);
  await runWriteHooks(desk.project.extensions.afterWrite, path, desk.project.dir);
  if (applied) await log(desk.project, options, draft.id, path);
  removeJournal(draft);
  return result;
}

/** The step table learns the new text, so that nobody takes it for edited. */
async function log(
  project: Project,
  options: FinishDraftOptions,
  revision: string,
  path: string,
): Promise<void> {
  const graph = await project.rereadGraph();
  const checksum = await checksumScript(path);
  await onDatabase(project, options, (context) =>
    context.amend(graph, { revision, operations: [], checksum }),
  );
}

/** What was finished and not logged is logged now. Throws NoDraftError where there is nothing of the kind. */
async function logUnlogged(
  { project, graph }: DraftDesk,
  options: FinishDraftOptions,
): Promise<RevisionResult> {
  const revision = graph.revisions.find((one) => readJournal(one)?.finishing);
  if (!revision) throw new NoDraftError("revision --finish");
  if (!options.dryRun) {
    await log(project, options, revision.id, revision.path);
    removeJournal(revision);
  }
  return resultOf(revision, revision.path, readFileSync(revision.path, "utf8"), options);
}

function resultOf(
  revision: Revision,
  path: string,
  text: string,
  { dryRun = false }: FinishDraftOptions,
): RevisionResult {
  const written = describeWritten(revision, { text, path }, { dryRun });
  return { ...written, ...nothingFound, scripts: [written] };
}
