import {
  claimsOf,
  findHazards,
  type Difference,
  type Hazard,
  type Proof,
} from "@typeorm-autogen/autogenerate";
import type { Answers, Decision } from "@typeorm-autogen/compare";
import type { TypeCodec } from "@typeorm-autogen/model";
import { digestScript, type Misfit } from "@typeorm-autogen/runtime";
import { flatten, reverse, type LeafOperation } from "@typeorm-autogen/ops";
import type { NewRevisionHeader } from "@typeorm-autogen/revisions";
import { readAnswers, type AnswerOptions } from "./answers.js";
import { askDecisions, UndecidedError, type Prompt } from "./ask-decisions.js";
import { compareProject, withComparison, type ComparisonSession } from "./compare-project.js";
import { differenceNotes } from "./difference-notes.js";
import { pendingRevisions, PendingRevisionsError } from "./pending-revisions.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";
import { proveNewRevision, type Trial } from "./prove-new-revision.js";
import { serverLabel } from "./server-label.js";
import {
  chooseHeader,
  draftScript,
  writeDraft,
  type Draft,
  type ScriptBody,
  type ScriptOptions,
} from "./write-script.js";

/** Options of `revision`. */
export interface RevisionOptions extends ProjectOptions, AnswerOptions, ScriptOptions {
  /** Write one without comparing. */
  readonly empty?: boolean;
  /** Try the script on a scratch database before it is written; true by default. */
  readonly verify?: boolean;
  /** Asked where a question is open; without it an open question is an error. */
  readonly prompt?: Prompt;
}

/** A proof, with the digest of the body that was proved. */
export interface Verified extends Omit<Proof, "faults"> {
  readonly digest: string;
}

/** What `revision` wrote. */
export interface RevisionResult {
  /** Null where nothing differs. */
  readonly revision: string | null;
  /** Absolute; null where nothing differs, and under `dryRun`. */
  readonly path: string | null;
  readonly downRevision: string | readonly string[] | null;
  readonly operations: readonly LeafOperation[];
  readonly hazards: readonly Hazard[];
  readonly decisions: readonly Decision[];
  /** Rows of the connected database that `upgrade` would refuse. */
  readonly preflight: readonly Misfit[];
  /** What trying the script on a scratch database showed; null where it was not tried. */
  readonly verified: Verified | null;
  /** The script's text; null where nothing differs. */
  readonly script: string | null;
  /** Where it would stand, relative to the working directory; for messages. */
  readonly file: string | null;
  readonly notes: readonly string[];
  /** Null under `empty`, where nothing is connected. */
  readonly types: TypeCodec | null;
}

/** Compares the entities with the database and writes the difference as a reversible revision script. */
export async function revision(options: RevisionOptions): Promise<RevisionResult> {
  const project = await openProject(options);
  const header = await chooseHeader(project, options);
  if (options.empty) return writeEmpty(project, header, options);
  return withComparison(project, async (session) => {
    const graph = await project.graph();
    const pending = pendingRevisions(graph, await session.context.currentHeads());
    if (pending.length > 0) throw new PendingRevisionsError(pending);
    const difference = await decide(session, options);
    if (difference.operations.length === 0) return nothingToDo(session, difference);
    return writeDifference(session, header, difference, options);
  });
}

/** Compares until no question is open: asks where somebody can be asked, throws UndecidedError where nobody can. */
async function decide(session: ComparisonSession, options: RevisionOptions): Promise<Difference> {
  let answers: Answers = readAnswers(options, session.project.config.renames ?? "ask");
  for (;;) {
    const difference = await compareProject(session, answers);
    if (difference.decisions.length === 0) return difference;
    if (!options.prompt) throw new UndecidedError(difference.decisions);
    answers = await askDecisions(difference.decisions, answers, options.prompt);
  }
}

function nothingToDo({ dialect, warnings }: ComparisonSession, difference: Difference): RevisionResult {
  return {
    revision: null,
    path: null,
    downRevision: null,
    operations: [],
    hazards: [],
    decisions: [],
    preflight: [],
    verified: null,
    script: null,
    file: null,
    notes: [...warnings, ...differenceNotes(difference)],
    types: dialect.types,
  };
}

async function writeDifference(
  session: ComparisonSession,
  header: NewRevisionHeader,
  difference: Difference,
  given: RevisionOptions,
): Promise<RevisionResult> {
  const options = { ...given, now: given.now ?? new Date() };
  const { project, context, dialect, facts, warnings } = session;
  const { operations, live } = difference;
  const hazards = findHazards(operations, dialect.rules(facts));
  const body: ScriptBody = {
    upgrade: operations,
    downgrade: reverse(operations),
    hazards,
    types: dialect.types,
    server: serverLabel(dialect, facts),
    verified: null,
  };
  const draft = await draftScript(project, header, options, body);
  const asked = !options.dryRun && options.verify !== false;
  const trial = asked ? await proveNewRevision(session, difference, { ...draft, header }) : undefined;
  const verified = trial?.kind === "proved" ? verifiedBy(trial.proof, draft) : null;
  const final = verified
    ? await draftScript(project, header, options, { ...body, verified: inHeader(verified) })
    : draft;
  return {
    ...writeDraft(header, final, options),
    verified,
    operations: flatten(operations),
    hazards,
    preflight: await context.findMisfits([{ revision: null, operations }], live),
    notes: [...warnings, ...differenceNotes(difference), ...trialNotes(trial)],
    types: dialect.types,
  };
}

function verifiedBy({ faults: _, ...proof }: Proof, { text, path }: Draft): Verified {
  return { ...proof, digest: digestScript(text, path) };
}

function inHeader(verified: Verified): string {
  return `${claimsOf({ ...verified, faults: [] }).join(", ")} (${verified.digest})`;
}

function trialNotes(trial: Trial | undefined): readonly string[] {
  if (trial?.kind === "notTried") return [`not verified: ${trial.reason}`];
  return trial?.proof.remarks ?? [];
}

async function writeEmpty(
  project: Project,
  header: NewRevisionHeader,
  options: RevisionOptions,
): Promise<RevisionResult> {
  const draft = await draftScript(project, header, options, { upgrade: [], downgrade: [], hazards: [] });
  const written = writeDraft(header, draft, options);
  return { ...written, verified: null, operations: [], hazards: [], preflight: [], notes: [], types: null };
}
