import {
  DuplicateLabelError,
  DuplicateRevisionError,
  NotAHeadError,
  OverlappingParentsError,
  UnsuitableTargetError,
} from "./graph-errors.js";
import { resolveTarget } from "./resolve-target.js";
import type { RevisionGraph } from "./revision-graph.js";
import { ancestorsOf, type RevisionNode } from "./revision-node.js";
import { checkBranchLabel, checkRevisionId } from "./revision-name.js";

/** What a user asks of a new revision; ids may be prefixes and labels. */
export interface NewRevisionRequest {
  readonly id: string;
  /** What it follows: `head` by default, `base` for a new base, several for a merge. */
  readonly heads?: readonly string[] | undefined;
  /** Whether it may follow a revision that has a successor, which starts a branch. */
  readonly splice?: boolean | undefined;
  readonly branchLabels?: readonly string[] | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  /** Where the database stands, for words that count from there. */
  readonly current?: readonly string[] | undefined;
}

/** The header of a new script, names resolved. */
export interface NewRevisionHeader {
  readonly id: string;
  readonly downRevisions: readonly string[];
  /** What it stands for, oldest first, where it is made of several. */
  readonly replaces?: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  /** It is a draft. */
  readonly draft?: boolean;
}

/**
 * Settles a new revision's place. Throws MultipleHeadsError where `head` is several, NotAHeadError without `splice`,
 * OverlappingParentsError, InvalidRevisionIdError, InvalidBranchLabelError, DuplicateRevisionError, DuplicateLabelError, and what resolving
 * throws.
 */
export function newRevisionHeader(graph: RevisionGraph, request: NewRevisionRequest): NewRevisionHeader {
  const { id, heads = ["head"], splice = false, branchLabels = [], dependsOn = [], current = [] } = request;
  checkRevisionId(id, "The new revision");
  if (graph.has(id)) throw DuplicateRevisionError.ofNew(id, graph.get(id));
  for (const label of branchLabels) checkNewLabel(graph, label, id);
  const parents = heads.flatMap((head) => resolveTarget(graph, head, current).nodes);
  checkApart(parents);
  const taken = splice ? undefined : parents.find((parent) => parent.children.length > 0);
  if (taken)
    throw new NotAHeadError(
      taken.id,
      taken.children.map((child) => child.id),
    );
  const downRevisions = graph.idsInOrder(parents);
  return {
    id,
    downRevisions,
    branchLabels,
    dependsOn: dependsOn.map((name) => dependencyName(graph, name, current)),
  };
}

function checkApart(parents: readonly RevisionNode[]): void {
  for (const parent of parents) {
    const below = ancestorsOf([parent], "lineage");
    const contained = parents.find((other) => other !== parent && below.has(other));
    if (contained) throw new OverlappingParentsError(contained.id, parent.id);
  }
}

function checkNewLabel(graph: RevisionGraph, label: string, id: string): void {
  checkBranchLabel(label, "The new revision");
  if (graph.has(label)) throw new DuplicateLabelError(label, [graph.get(label).id, id]);
}

/** A label stays a label in the script; anything else becomes a whole id. */
function dependencyName(graph: RevisionGraph, name: string, current: readonly string[]): string {
  if (graph.has(name)) return name;
  const [node, second] = resolveTarget(graph, name, current).nodes;
  if (node && !second) return node.id;
  throw new UnsuitableTargetError(name, "is not one revision, which a dependency has to be");
}
