import { readFileSync, rmSync } from "node:fs";
import { flatten, ownDefinition } from "@typeorm-autogen/ops";
import { writeRevisionFile, type NewRevisionHeader, type Revision } from "@typeorm-autogen/revisions";
import type { AnswerOptions } from "./answers.js";
import type { Prompt } from "./ask-decisions.js";
import { withComparison, type ComparisonSession } from "./compare-project.js";
import { composeDraft, recordScript } from "./compose-draft.js";
import { decide, type Decided } from "./decide.js";
import {
  confirmDestruction,
  doPart,
  holdsDraft,
  lastStepOf,
  leftSomething,
  onDatabase,
  openDraftDesk,
  type DraftDesk,
  type DraftOptions,
} from "./draft-desk.js";
import { DraftEditedError } from "./draft-errors.js";
import { removeJournal, writeJournal, type DraftJournal } from "./draft-journal.js";
import {
  beginJournal,
  describeApply,
  describeNothing,
  renderDraft,
  type DraftResult,
} from "./draft-script.js";
import { pendingRevisions, PendingRevisionsError } from "./pending-revisions.js";
import { UnsupportedOptionError } from "./usage-errors.js";
import { chooseHeader, formatOf } from "./write-script.js";

/** Options of `applyDraft`. */
export interface ApplyDraftOptions extends DraftOptions, AnswerOptions {
  /** What the draft is called until it is finished; `draft` by default. */
  readonly message?: string;
  /** Say what would be done, and do it not. What was interrupted is ended all the same. */
  readonly dryRun?: boolean;
  /** Asked where a question is open; without it an open question is an error. */
  readonly prompt?: Prompt;
  /** For tests: the time that the script says it was written. */
  readonly now?: Date;
}

/**
 * Applies the difference between the entities and a development database to it, and keeps it in a draft: one revision
 * file, which holds all that was applied since it was begun as if it had been written at once. Only what is new is
 * applied, so that rows stay. Throws NotDevelopmentError, ProtectedEnvironmentError, PendingRevisionsError, UndecidedError,
 * DraftEditedError, DraftDestroysError, MigrationFailedError, RowsInTheWayError.
 */
export async function applyDraft(options: ApplyDraftOptions = {}): Promise<DraftResult> {
  const opened = await openDraftDesk(options, "apply");
  if (opened.project.extensions.processors.length > 0)
    throw new UnsupportedOptionError("watch", "a draft beside processRevisionDirectives");
  if (formatOf(opened.project, {}) === "sql")
    throw new UnsupportedOptionError("watch", 'a draft with format: "sql"');
  const desk = await buildPending(opened, options);
  const plan = await withComparison(desk.project, (session) => planApply(desk, session, options));
  const { result, work } = plan;
  if (!options.dryRun && work) {
    await confirmDestruction(result.hazards, options);
    await work();
  }
  return result;
}

// A draft that a branch brought, or a downgrade took back, is applied as it is before anything is put on top of it.
async function buildPending(desk: DraftDesk, options: ApplyDraftOptions): Promise<DraftDesk> {
  const { project, graph, draft } = desk;
  if (!draft || options.dryRun) return desk;
  await onDatabase(project, options, async (context) => {
    if (holdsDraft(graph, draft, await context.currentHeads())) return;
    await context.upgrade(graph, draft.id, { preflight: options.preflight ?? true });
  });
  return desk;
}

/** What is to be done, and how; no `work` where it is nothing. */
interface Plan {
  readonly result: DraftResult;
  readonly work?: () => Promise<void>;
}

async function planApply(
  desk: DraftDesk,
  session: ComparisonSession,
  options: ApplyDraftOptions,
): Promise<Plan> {
  const { graph, draft } = desk;
  const rows = (await session.context?.currentHeads()) ?? [];
  const pending = pendingRevisions(graph, rows);
  if (pending.length > 0) throw new PendingRevisionsError(pending);
  if (
    draft &&
    session.context &&
    (await session.context.editedScripts(graph)).some(({ revision }) => revision === draft.id)
  )
    throw new DraftEditedError(draft);
  const decided = await decide(session, options);
  if (decided.difference.operations.length === 0)
    return { result: describeNothing(session, draft, decided.difference) };
  return draft
    ? planPart({ ...desk, draft }, session, decided, options)
    : planWhole(desk, session, decided, options);
}

async function planWhole(
  desk: DraftDesk,
  session: ComparisonSession,
  { difference, answers }: Decided,
  options: ApplyDraftOptions,
): Promise<Plan> {
  const message = options.message ?? "draft";
  const header: NewRevisionHeader = { ...(await chooseHeader(desk.project, { message })), draft: true };
  const content = { upgrade: difference.operations, downgrade: difference.downgrade() };
  const { text, path } = await renderDraft(session, header, difference.live, content, {
    ...options,
    message,
  });
  const place = { id: header.id, path };
  const journal: DraftJournal = {
    ...(await beginJournal(desk, session, difference.live, null)),
    acceptDataLoss: answers.acceptDataLoss,
    history: [{ kind: "whole" }],
  };
  const work = async (): Promise<void> => {
    writeRevisionFile(path, text);
    try {
      writeJournal(place, journal);
      const graph = await desk.project.rereadGraph();
      const { preflight = true } = options;
      await onDatabase(desk.project, options, (context) => context.upgrade(graph, header.id, { preflight }));
    } catch (error) {
      if (!leftSomething(error)) {
        rmSync(path, { force: true });
        removeJournal(place);
      }
      throw error;
    }
  };
  const result = describeApply(session, place, difference, { script: text, manner: "created" });
  return { result, work };
}

async function planPart(
  desk: DraftDesk & { readonly draft: Revision },
  session: ComparisonSession,
  { difference, answers }: Decided,
  options: ApplyDraftOptions,
): Promise<Plan> {
  const { draft } = desk;
  const held = await recordScript(desk.project, session, draft.path);
  const known = await beginJournal(desk, session, difference.live, held);
  const acceptDataLoss = known.acceptDataLoss || answers.acceptDataLoss;
  const content = await composeDraft(session, {
    base: known.base,
    held,
    next: difference,
    acceptDataLoss,
  });
  const { id, downRevisions, branchLabels, dependsOn, message } = draft;
  const header = { id, downRevisions, branchLabels, dependsOn, draft: true } as const;
  const named = { ...options, message: options.message ?? message, beside: id, format: draft.format };
  const { text } = await renderDraft(session, header, known.base ?? difference.live, content, named);
  const before = readFileSync(draft.path, "utf8");
  const undo = { kind: "part", undo: difference.downgrade(), text: before } as const;
  // An own operation's data may not outlive JSON, and then nobody could take it back.
  const lasting = flatten(difference.operations).every((operation) => !ownDefinition(operation));
  const journal = { ...known, acceptDataLoss };
  const history = lasting ? [...known.history, undo] : [];
  const seq = lastStepOf((await session.context?.appliedLog()) ?? [], draft)?.seq ?? 0;
  const part = { seq, operations: difference.operations, text, history };
  const work = () => doPart(desk, journal, part, options);
  return { result: describeApply(session, draft, difference, { script: text, manner: "amended" }), work };
}
