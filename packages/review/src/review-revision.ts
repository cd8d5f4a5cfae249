import { describeOperation } from "@typeorm-autogen/autogenerate";
import type { Dialect, DdlContext } from "@typeorm-autogen/dialect";
import { isAutogenError } from "@typeorm-autogen/errors";
import { findHazards, readAcceptances, type HazardPolicy } from "@typeorm-autogen/hazards";
import type { QualifiedName, Schema } from "@typeorm-autogen/model";
import { evolve, evolveIfKnown, flatten, isOpaque, type Operation } from "@typeorm-autogen/ops";
import { touchedTables } from "./touched-tables.js";
import { placeHazards } from "./place-hazards.js";
import type { ReviewedProof, ReviewedRevision, StatementList } from "./report.js";

/** A revision as it was read and recorded. */
export interface RevisionToReview {
  readonly revision: string;
  readonly message: string;
  /** As the report names it. */
  readonly file: string;
  readonly downRevisions: readonly string[];
  readonly source: string;
  /** What upgrade records, or why it could not be recorded. */
  readonly upgrade: readonly Operation[] | { readonly unread: string };
  readonly downgrade: readonly Operation[] | { readonly unread: string };
  readonly proof: { readonly claims: readonly string[]; readonly edited: boolean } | null;
}

/** What reviewing a revision depends on. */
export interface ReviewSite {
  readonly dialect: Dialect;
  readonly context: Omit<DdlContext, "state">;
  /** The schema before the revision; null where nobody can tell it without a database. */
  readonly state: Schema | null;
  /** The schema after it, where a database told. */
  readonly after?: Schema;
  /** Tables that earlier revisions of the set made. */
  readonly newTables: readonly QualifiedName[];
  readonly policy: HazardPolicy;
}

/** A reviewed revision, and the schema that it leaves. */
export interface RevisionReview {
  readonly reviewed: ReviewedRevision;
  readonly after: Schema | null;
}

/** Reviews one revision. Reads nothing but what is given; throws what acceptances in its comments throw. */
export function reviewRevision(revision: RevisionToReview, site: ReviewSite): RevisionReview {
  const { dialect, context, state, newTables } = site;
  const { types } = dialect;
  const upgrade = "unread" in revision.upgrade ? [] : revision.upgrade;
  const operations = flatten(upgrade);
  const after = site.after ?? ("unread" in revision.upgrade ? null : evolveIfKnown(state, upgrade));
  const accept = [...(site.policy.accept ?? []), ...readAcceptances(revision.source, revision.file)];
  const policy = { ...site.policy, accept };
  const hazards = findHazards(upgrade, { dialect, facts: context.facts, state, newTables, policy });
  const words = operations.map((operation) => describeOperation(operation, types));
  const { file, message, downRevisions, proof } = revision;
  return {
    after,
    reviewed: {
      revision: revision.revision,
      message,
      file,
      downRevisions,
      operations,
      words,
      sql: statements(revision.upgrade, state, site),
      undo: statements(revision.downgrade, after, site),
      undoWords:
        "unread" in revision.downgrade
          ? null
          : flatten(revision.downgrade).map((operation) => describeOperation(operation, types)),
      tables: state && after ? touchedTables(state, after, operations, types) : [],
      hazards: placeHazards(hazards, operations, revision.source),
      proof: proofOf(proof),
      claims: proof?.claims ?? [],
      unread: "unread" in revision.upgrade ? revision.upgrade.unread : null,
      misfit: site.after ? null : misfit(state, upgrade),
    },
  };
}

/** Why operations cannot run on a schema; null where they can, or nobody knows. */
function misfit(state: Schema | null, operations: readonly Operation[]): string | null {
  if (state === null || operations.some(isOpaque)) return null;
  try {
    evolve(state, operations);
    return null;
  } catch (error) {
    if (isAutogenError(error)) return error.message;
    throw error;
  }
}

function proofOf(proof: RevisionToReview["proof"]): ReviewedProof {
  if (proof === null) return "none";
  return proof.edited ? "edited" : "proved";
}

function statements(
  operations: RevisionToReview["upgrade"],
  before: Schema | null,
  { dialect, context }: ReviewSite,
): StatementList {
  if ("unread" in operations) return { unknown: operations.unread };
  let state = before;
  try {
    const list = operations.flatMap((operation) => {
      const compiled = dialect.compile(operation, { ...context, state });
      state = evolveIfKnown(state, [operation]);
      return compiled.map(({ sql }) => sql);
    });
    return { statements: list };
  } catch (error) {
    if (isAutogenError(error)) return { unknown: error.message };
    throw error;
  }
}
