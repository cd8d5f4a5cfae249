import { AutogenError } from "@typeorm-autogen/errors";
import { planUpgrade, type Revision, type RevisionGraph } from "@typeorm-autogen/revisions";

/** A revision is only compared against a database that stands at the heads. */
export class PendingRevisionsError extends AutogenError {
  constructor(pending: readonly Revision[]) {
    const names = pending.map(({ id, message }) => `${id} (${message})`).join(", ");
    super("pending-revisions", `the database is behind the scripts: ${names}; run autogen upgrade first`, {
      pending: pending.map(({ id }) => id),
    });
  }
}

/** The revisions that the database at these version rows still lacks, oldest first. */
export function pendingRevisions(graph: RevisionGraph, current: readonly string[]): readonly Revision[] {
  if (graph.size === 0 && current.length === 0) return [];
  return planUpgrade(graph, "heads", current).map(({ revision }) => revision);
}
