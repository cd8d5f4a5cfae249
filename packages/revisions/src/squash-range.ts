import { AutogenError } from "@typeorm-autogen/errors";
import { DuplicateRevisionError } from "./graph-errors.js";
import { historyRange } from "./history-range.js";
import type { NewRevisionHeader } from "./new-revision-header.js";
import type { Revision } from "./revision.js";
import type { RevisionGraph } from "./revision-graph.js";
import { checkRevisionId } from "./revision-name.js";
import { ancestorsOf, type RevisionNode } from "./revision-node.js";

/** A range of revisions that cannot become one. */
export class SquashRangeError extends AutogenError {
  constructor(range: string, problem: string) {
    super("squash-range", `The range ${JSON.stringify(range)} cannot become one revision: ${problem}.`, {
      range,
    });
  }
}

/** What becomes one revision, and that one's header. */
export interface SquashPlan {
  /** Oldest first. */
  readonly revisions: readonly Revision[];
  readonly header: NewRevisionHeader;
}

/**
 * Plans to make one revision of a range `start:end`, both included, where the database stands at `current`. What stands outside may follow or need the range's
 * last revision only, since nothing else of it will be left to name. Throws SquashRangeError, what historyRange throws,
 * DuplicateRevisionError, InvalidRevisionIdError.
 */
export function planSquash(
  graph: RevisionGraph,
  range: string,
  id: string,
  current: readonly string[] = [],
): SquashPlan {
  checkRevisionId(id, "The new revision");
  if (graph.has(id)) throw DuplicateRevisionError.ofNew(id, graph.get(id));
  const revisions = historyRange(graph, range, current).toReversed();
  if (!range.includes(":") || revisions.length < 2)
    throw new SquashRangeError(
      range,
      "it takes two or more, as in first:last (`autogen history` lists them)",
    );
  const nodes = new Set(revisions.map((revision) => graph.node(revision.id)));
  checkEnds(range, nodes);
  const outside = (list: readonly RevisionNode[]) => list.filter((node) => !nodes.has(node));
  const parents = topmost([...nodes].flatMap((node) => outside(node.parents)));
  const brought = ancestorsOf(parents, "all");
  const needs = [...nodes].flatMap((node) => outside(node.dependencies)).filter((node) => !brought.has(node));
  return {
    revisions,
    header: {
      id,
      downRevisions: graph.idsInOrder(parents),
      replaces: revisions.flatMap((revision) => [...revision.replaces, revision.id]),
      branchLabels: revisions.flatMap(({ branchLabels }) => branchLabels),
      dependsOn: graph.idsInOrder(needs),
    },
  };
}

/** Those of some revisions to which none of the others leads back. */
function topmost(nodes: readonly RevisionNode[]): readonly RevisionNode[] {
  const below = ancestorsOf(
    nodes.flatMap(({ parents }) => parents),
    "lineage",
  );
  return nodes.filter((node) => !below.has(node));
}

function checkEnds(range: string, nodes: ReadonlySet<RevisionNode>): void {
  const next = ({ children, dependents }: RevisionNode) => [...children, ...dependents];
  const [last, ...others] = [...nodes].filter((node) => !next(node).some((other) => nodes.has(other)));
  if (!last || others.length > 0) {
    const ends = [last, ...others].map((node) => node?.id).join(", ");
    throw new SquashRangeError(range, `it has several ends, ${ends}; join them first, or name one of them`);
  }
  for (const node of nodes) {
    const user = node === last ? undefined : next(node).find((other) => !nodes.has(other));
    if (!user) continue;
    const problem = `${user.id}, outside of it, follows or needs ${node.id}; let the range end at ${node.id} or begin after it`;
    throw new SquashRangeError(range, problem);
  }
}
