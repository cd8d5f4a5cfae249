import {
  MultipleHeadsError,
  NotOnBranchError,
  RelativeTargetError,
  UnknownRevisionError,
} from "./graph-errors.js";
import type { RevisionGraph } from "./revision-graph.js";
import { parseIdentifier, type Identifier } from "./parse-identifier.js";
import { ancestorsOf, sharesLineage, type RevisionNode } from "./revision-node.js";

/** What a target means. */
export interface ResolvedTarget {
  /** The revisions; none for `base`. */
  readonly nodes: readonly RevisionNode[];
  /** The revision that names the branch in `branch@…`. */
  readonly branch: RevisionNode | null;
  readonly identifier: Identifier;
}

/**
 * Finds what a target means, where the database stands at `current`. Throws UnknownRevisionError,
 * AmbiguousRevisionError, MultipleHeadsError, NotOnBranchError, RelativeTargetError, DatabaseAheadError.
 */
export function resolveTarget(
  graph: RevisionGraph,
  text: string,
  current: readonly string[],
): ResolvedTarget {
  const identifier = parseIdentifier(text.trim(), (name) => graph.has(name));
  const branch = identifier.branch === null ? null : graph.node(identifier.branch);
  const nodes =
    identifier.offset === null
      ? namedNodes(graph, identifier, branch, current)
      : relativeNodes(graph, identifier, identifier.offset, branch, current);
  return { nodes, branch, identifier };
}

function namedNodes(
  graph: RevisionGraph,
  identifier: Identifier,
  branch: RevisionNode | null,
  current: readonly string[],
): readonly RevisionNode[] {
  const { symbol } = identifier;
  if (symbol === "base") return [];
  if (symbol === "heads") return onBranch(graph.headNodes(), branch);
  if (symbol === "current") return onBranch(graph.nodesAt(current), branch);
  if (symbol === "head") return onlyHead(identifier, onBranch(graph.headNodes(), branch));
  if (symbol === "") throw new UnknownRevisionError(identifier.text, "nothing stands after the @");
  const node = graph.node(symbol);
  if (branch && !sharesLineage(node, branch)) throw new NotOnBranchError(identifier.branch ?? "", node.id);
  return [node];
}

function onlyHead(identifier: Identifier, heads: readonly RevisionNode[]): readonly RevisionNode[] {
  if (heads.length > 1)
    throw new MultipleHeadsError(
      identifier.text,
      heads.map((head) => head.id),
    );
  return heads;
}

function onBranch(nodes: readonly RevisionNode[], branch: RevisionNode | null): readonly RevisionNode[] {
  return branch ? nodes.filter((node) => sharesLineage(node, branch)) : nodes;
}

function relativeNodes(
  graph: RevisionGraph,
  identifier: Identifier,
  offset: number,
  branch: RevisionNode | null,
  current: readonly string[],
): readonly RevisionNode[] {
  const start =
    identifier.symbol === ""
      ? onlyTip(graph, identifier, branch, current)
      : singleStart(identifier, namedNodes(graph, identifier, branch, current));
  const end = walk(graph, identifier, offset, branch, start);
  return end ? [end] : [];
}

function singleStart(identifier: Identifier, nodes: readonly RevisionNode[]): RevisionNode | null {
  if (nodes.length > 1)
    throw new MultipleHeadsError(
      identifier.text,
      nodes.map((node) => node.id),
    );
  return nodes[0] ?? null;
}

/** Where the database stands on a branch: what is applied there and has no applied successor. */
function onlyTip(
  graph: RevisionGraph,
  identifier: Identifier,
  branch: RevisionNode | null,
  current: readonly string[],
): RevisionNode | null {
  const applied = ancestorsOf(graph.nodesAt(current), "all");
  const tips = [...applied].filter((node) => !node.children.some((child) => applied.has(child)));
  const candidates = onBranch(tips, branch);
  if (candidates.length < 2) return candidates[0] ?? null;
  const ids = candidates.map((node) => node.id).join(", ");
  const cure = "Name a branch, as in label@-1, or start from an id, as in id+1";
  throw new RelativeTargetError(identifier.text, `is relative to several revisions: ${ids}. ${cure}`);
}

function walk(
  graph: RevisionGraph,
  identifier: Identifier,
  offset: number,
  branch: RevisionNode | null,
  start: RevisionNode | null,
): RevisionNode | null {
  let node = start;
  for (let step = 1; step <= Math.abs(offset); step++) {
    const next =
      offset > 0 ? onBranch(node ? node.children : graph.baseNodes(), branch) : (node?.parents ?? []);
    if (next.length > 1) throw forkAhead(identifier, node, next);
    const reachesBase = offset < 0 && node !== null && next.length === 0;
    if (next.length === 0 && !reachesBase) throw overshoot(identifier, step - 1);
    node = next[0] ?? null;
  }
  return node;
}

function forkAhead(
  identifier: Identifier,
  at: RevisionNode | null,
  next: readonly RevisionNode[],
): RelativeTargetError {
  const ids = next.map((node) => node.id).join(", ");
  const place = at ? at.id : "base";
  return new RelativeTargetError(
    identifier.text,
    `has more than one way to go from ${place}: ${ids}. Name the one you mean`,
  );
}

function overshoot(identifier: Identifier, possible: number): RelativeTargetError {
  const end = (identifier.offset ?? 0) > 0 ? "head" : "base";
  const sum = possible === 1 ? "1 step is" : `${possible} steps are`;
  return new RelativeTargetError(
    identifier.text,
    `goes past the end: ${sum} possible. Say \`${end}\` for the end itself`,
  );
}
