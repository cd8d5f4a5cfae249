import { basename } from "node:path";
import { isPassing } from "@typeorm-autogen/dialect";
import type { Hazard } from "@typeorm-autogen/hazards";
import { replaceRevisionFile, type Revision, type RevisionGraph } from "@typeorm-autogen/revisions";
import {
  checksumText,
  MigrationFailedError,
  type LoggedStep,
  type MigrationContext,
  type OnEvent,
} from "@typeorm-autogen/runtime";
import { refuseProtected } from "./config-errors.js";
import { DraftDestroysError, DraftPlaceError, NotDevelopmentError } from "./draft-errors.js";
import { readJournal, writeJournal, type DraftJournal, type PendingPart } from "./draft-journal.js";
import { withMigration } from "./open-migration.js";
import { pendingRevisions, PendingRevisionsError } from "./pending-revisions.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";

/** What everything about drafts takes. */
export interface DraftOptions extends ProjectOptions {
  /** The protected environment that is really meant. */
  readonly yesIMean?: string;
  /** Looks first for rows that the operations would refuse; true by default. */
  readonly preflight?: boolean;
  /** Asked before a step that takes rows or values away; without it, such a step is an error. */
  readonly confirm?: (destructive: readonly Hazard[]) => boolean | Promise<boolean>;
  readonly onEvent?: OnEvent;
}

/** A project, its draft, and what is known of that. */
export interface DraftDesk {
  readonly project: Project;
  readonly graph: RevisionGraph;
  readonly draft: Revision | null;
  readonly journal: DraftJournal | null;
}

/**
 * Opens a project for work on its draft. What an interrupted apply or undo left is ended first. Throws
 * NotDevelopmentError, ProtectedEnvironmentError, DraftPlaceError.
 */
export async function openDraftDesk(options: DraftOptions, command: string): Promise<DraftDesk> {
  const project = await openProject(options);
  if (!project.environment?.development)
    throw new NotDevelopmentError(command, project.environment?.name ?? null, project.config);
  refuseProtected(project.environment, command, options.yesIMean);
  const desk = await readDesk(project);
  return (await settle(desk, options)) ? readDesk(await openProject(options)) : desk;
}

async function readDesk(project: Project): Promise<DraftDesk> {
  const graph = await project.graph();
  const draft = findDraft(graph);
  return { project, graph, draft, journal: draft && readJournal(draft) };
}

function findDraft(graph: RevisionGraph): Revision | null {
  const [draft, other] = graph.revisions.filter((revision) => revision.draft);
  if (!draft) return null;
  if (other) throw new DraftPlaceError(draft, `so is ${other.id} (${basename(other.path)})`);
  const heads = graph.heads().map(({ id }) => id);
  const others = heads.filter((id) => id !== draft.id);
  if (others.length > 0)
    throw new DraftPlaceError(draft, `it is not the only head: there is ${others.join(", ")}`);
  return draft;
}

/** Connects for running, and closes after `work`. */
export function onDatabase<T>(
  project: Project,
  { onEvent }: Pick<DraftOptions, "onEvent">,
  work: (context: MigrationContext) => Promise<T>,
): Promise<T> {
  const options = { readOnly: false, ...(onEvent && { onEvent }) };
  return withMigration(project, options, ({ context }) => work(context));
}

/** The draft's last row of the step table. */
export function lastStepOf(log: readonly LoggedStep[], { id }: Pick<Revision, "id">): LoggedStep | undefined {
  return log.findLast(({ revision }) => revision === id);
}

/** Where `downgrade` leads when it takes the draft back. */
export function belowDraft({ downRevisions: [parent = "base"] }: Revision): string {
  return parent;
}

/** Whether a run that failed left some of its operations behind, or nobody can tell. */
export function leftSomething(error: unknown): boolean {
  if (!(error instanceof MigrationFailedError)) return false;
  const { standsAt, keptOperations } = error.failure;
  return standsAt === null || keptOperations > 0;
}

/** Throws DraftDestroysError unless nothing is destroyed, or somebody agrees to it. */
export async function confirmDestruction(
  hazards: readonly Hazard[],
  { confirm }: Pick<DraftOptions, "confirm">,
): Promise<void> {
  const destructive = hazards.filter(({ destroys }) => destroys);
  if (destructive.length > 0 && !(await confirm?.(destructive))) throw new DraftDestroysError(destructive);
}

/** Does a part: first to the database, then to the file. Where nothing came of it, the journal is as it was. */
export async function doPart(
  desk: DraftDesk & { readonly draft: Revision },
  journal: DraftJournal,
  pending: PendingPart,
  options: DraftOptions,
): Promise<void> {
  const { project, graph, draft } = desk;
  writeJournal(draft, { ...journal, pending });
  try {
    await onDatabase(project, options, (context) => amend(context, graph, draft, pending, options));
  } catch (error) {
    if (!leftSomething(error)) writeJournal(draft, desk.journal ?? journal);
    throw error;
  }
  publish(draft, journal, pending);
}

function amend(
  context: MigrationContext,
  graph: RevisionGraph,
  { id, path }: Revision,
  { operations, text }: PendingPart,
  { preflight = true }: DraftOptions,
): Promise<void> {
  const amendment = { revision: id, operations, checksum: checksumText(text, path) };
  return context.amend(graph, amendment, { preflight });
}

function publish(draft: Revision, journal: DraftJournal, { text, history }: PendingPart): void {
  replaceRevisionFile(draft.path, text);
  writeJournal(draft, { ...journal, history, pending: null });
}

/** Ends what was interrupted; whether there was something. */
async function settle(
  { project, graph, draft, journal }: DraftDesk,
  options: DraftOptions,
): Promise<boolean> {
  if (!draft) return false;
  const last = await lookAtLast(project, draft);
  const interrupted = last !== undefined && last.outcome !== "done";
  const pending = journal?.pending;
  if (!pending && !interrupted) return false;
  project.progress(`going on with draft ${draft.id}, which was interrupted`);
  const hasBegun = pending && last && last.seq > pending.seq;
  if (pending && !interrupted) {
    if (hasBegun) publish(draft, journal, pending);
    else writeJournal(draft, { ...journal, pending: null });
    return true;
  }
  const goOn = async (context: MigrationContext): Promise<void> => {
    if (pending) await amend(context, graph, draft, pending, { preflight: false });
    else if (last?.direction === "downgrade") await context.downgrade(graph, belowDraft(draft));
    else await context.upgrade(graph, draft.id);
  };
  const through = await onDatabase(project, options, (context) => goOnOrStand(context, graph, draft, goOn));
  if (through && pending) publish(draft, journal, pending);
  else if (!through && journal) writeJournal(draft, { ...journal, pending: null, history: [] });
  return true;
}

// What cannot be gone on with stays as it is: whatever the database holds, the next comparison starts from it.
async function goOnOrStand(
  context: MigrationContext,
  graph: RevisionGraph,
  { id }: Revision,
  goOn: (context: MigrationContext) => Promise<void>,
): Promise<boolean> {
  try {
    await goOn(context);
    return true;
  } catch (error) {
    if (!(error instanceof MigrationFailedError) || isPassing(error.cause)) throw error;
    await context.stamp(graph, [id]);
    return false;
  }
}

function lookAtLast(project: Project, draft: Revision): Promise<LoggedStep | undefined> {
  return withMigration(project, { readOnly: true }, async ({ context }) =>
    lastStepOf(await context.appliedLog(), draft),
  );
}

/** Whether a database at these rows holds the draft. Throws PendingRevisionsError where it lacks what is below. */
export function holdsDraft(graph: RevisionGraph, draft: Revision, rows: readonly string[]): boolean {
  const pending = pendingRevisions(graph, rows);
  const others = pending.filter(({ id }) => id !== draft.id);
  if (others.length > 0) throw new PendingRevisionsError(others);
  return pending.length === 0;
}
