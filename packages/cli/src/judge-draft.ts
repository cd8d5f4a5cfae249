import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { claimsOf, describeOperation, type Difference } from "@typeorm-autogen/autogenerate";
import { findHazards } from "@typeorm-autogen/hazards";
import { emptySchema, type Schema } from "@typeorm-autogen/model";
import { evolveIfKnown, flatten, NotConnectedError } from "@typeorm-autogen/ops";
import type { Revision } from "@typeorm-autogen/revisions";
import { readAnswers } from "./answers.js";
import { compareProject, type ComparisonSession } from "./compare-project.js";
import { recordScript, schemaDifference, type TwoWays } from "./compose-draft.js";
import { holdsDraft, type DraftDesk } from "./draft-desk.js";
import { DraftDiffersError, EmptyDraftError } from "./draft-errors.js";
import { beginJournal, renderDraft } from "./draft-script.js";
import { finishText } from "./finish-text.js";
import { scriptPath } from "./write-script.js";
import { proveNewRevision, trialNotes, verifiedBy, type Trial } from "./prove-new-revision.js";
import type { RevisionResult } from "./revision.js";

/** A draft as it is once it is finished. */
export interface JudgedDraft {
  readonly text: string;
  readonly path: string;
  /** Whether the connected database holds it. */
  readonly applied: boolean;
  readonly found: Pick<RevisionResult, "operations" | "hazards" | "notes" | "types" | "verified">;
}

/** How a draft is finished. */
interface Finish {
  readonly message: string;
  readonly verify?: boolean;
  readonly dryRun?: boolean;
  readonly now?: Date;
}

/** What a draft does, as far as its script tells without a database. */
interface Way {
  readonly held: TwoWays | null;
  /** The schema below it; null where nobody knows. */
  readonly before: Schema | null;
  /** The schema that it leads to; null where nobody knows. */
  readonly reached: Schema | null;
}

/**
 * Looks whether a draft leads where its database stands, tries it on a scratch database, and writes the text that it has
 * from then on. Throws EmptyDraftError, DraftDiffersError, ProofFailedError.
 */
export async function judgeDraft(
  desk: DraftDesk & { readonly draft: Revision },
  session: ComparisonSession,
  options: Finish,
): Promise<JudgedDraft> {
  const { project, graph, draft } = desk;
  const applied = holdsDraft(graph, draft, (await session.context?.currentHeads()) ?? []);
  const entities = await compareProject(session, readAnswers({}, "never"));
  const way = await findWay(desk, session, entities.live, applied);
  if (applied && way.reached) await refuseDifferent(session, draft, way.reached, entities.live);
  const write = await finishedText(desk, session, way, options);
  const unproved = { header: draft, path: write.path, text: await write.text(null) };
  const { dryRun, verify = true } = options;
  const asked = verify && !dryRun;
  const trial = asked ? await prove(session, entities, way, unproved) : undefined;
  const proof = trial?.kind === "proved" ? trial.proof : null;
  const text = proof ? await write.text(claimsOf(proof)) : unproved.text;
  const operations = way.held?.upgrade ?? [];
  const { dialect, facts } = session;
  const policy = project.config.hazards ?? {};
  return {
    text,
    path: write.path,
    applied,
    found: {
      verified: proof && verifiedBy(proof, { text, path: write.path }),
      operations: flatten(operations),
      hazards: findHazards(operations, { dialect, facts, state: way.before, policy }),
      notes: [...session.warnings, ...aheadNotes(applied, entities), ...trialNotes(trial)],
      types: dialect.types,
    },
  };
}

async function findWay(
  desk: DraftDesk & { readonly draft: Revision },
  session: ComparisonSession,
  live: Schema,
  applied: boolean,
): Promise<Way> {
  const held = await recordScript(desk.project, session, desk.draft.path).catch(nullIfItAsks);
  if (held?.upgrade.length === 0) throw new EmptyDraftError(desk.draft);
  const before = applied ? (await beginJournal(desk, session, live, held)).base : live;
  return { held, before, reached: held && evolveIfKnown(before, held.upgrade) };
}

function nullIfItAsks(error: unknown): null {
  if (error instanceof NotConnectedError) return null;
  throw error;
}

async function refuseDifferent(
  session: ComparisonSession,
  draft: Revision,
  reached: Schema,
  live: Schema,
): Promise<void> {
  const missing = flatten(await schemaDifference(session, reached, live));
  if (missing.length === 0) return;
  const words = missing.map((operation) => {
    const { subject, sign, text } = describeOperation(operation, session.dialect.types);
    return `${sign} ${subject === null ? "" : `${subject}: `}${text}`;
  });
  throw new DraftDiffersError(draft, words);
}

interface FinishedText {
  readonly path: string;
  text(claims: readonly string[] | null): Promise<string>;
}

async function finishedText(
  { project, draft }: DraftDesk & { readonly draft: Revision },
  session: ComparisonSession,
  { held, before }: Way,
  { message, now = new Date() }: Finish,
): Promise<FinishedText> {
  const extension = extname(draft.path);
  const path = await scriptPath(project, draft, { message, createdAt: now, beside: draft.id, extension });
  const source = readFileSync(draft.path, "utf8");
  return {
    path,
    text: async (claims) => {
      // Where a template says what stands where, only writing it anew changes all of that.
      if (project.config.template === undefined || !held)
        return finishText(source, path, { message, createdAt: now, claims });
      const { id, downRevisions, branchLabels, dependsOn, format } = draft;
      const header = { id, downRevisions, branchLabels, dependsOn };
      const options = { message, now, format, beside: id };
      return (await renderDraft(session, header, before ?? emptySchema, held, options)).text;
    },
  };
}

async function prove(
  session: ComparisonSession,
  entities: Difference,
  { held, before, reached }: Way,
  script: Parameters<typeof proveNewRevision>[2],
): Promise<Trial> {
  if (!held || !before || !reached)
    return { kind: "notTried", reason: "what it does only running it would tell; autogen verify tries it" };
  const difference = { ...entities, live: before, declared: reached, operations: held.upgrade };
  return proveNewRevision(session, difference, { ...script, byOperations: true });
}

function aheadNotes(applied: boolean, { operations }: Difference): readonly string[] {
  const count = flatten(operations).length;
  if (!applied || count === 0) return [];
  return [
    `the entities are ahead of it by ${count} ${count === 1 ? "operation" : "operations"}, which the next revision takes`,
  ];
}
