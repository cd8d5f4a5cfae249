import {
  MultipleHeadsError,
  NotOnBranchError,
  RelativeTargetError,
  UnknownRevisionError,
  UnsuitableTargetError,
} from "./graph-errors.js";
import type { RevisionGraph } from "./revision-graph.js";
import { parseIdentifier, type Identifier } from "./parse-identifier.js";
import { ancestorsOf, lineageOf, sharesLineage, type RevisionNode } from "./revision-node.js";

/** What a target means. */
export interface ResolvedTarget {
  /** The revisions; none for `base`. */
  readonly nodes: readonly RevisionNode[];
  /** The revision that names the branch in `branch@…`, or that the target counts back from, as in `-1`. */
  readonly branch: RevisionNode | null;
  readonly identifier: Identifier;
}

/** Splits a target, whose names are those of this graph. */
export function identifierIn(graph: RevisionGraph, text: string): Identifier {
  return parseIdentifier(text.trim(), (name) => graph.has(name));
}

/**
 * Finds what a target means, where the database stands at `current`. Throws UnknownRevisionError,
 * AmbiguousRevisionError, MultipleHeadsError, NotOnBranchError, RelativeTargetError, DatabaseAheadError, and
 * UnsuitableTargetError for a range.
 */
export function resolveTarget(
  graph: RevisionGraph,
  text: string,
  current: readonly string[],
): ResolvedTarget {
  const identifier = identifierIn(graph, text);
  checkWritten(identifier);
  const branch = identifier.branch === null ? null : graph.node(identifier.branch);
  const { symbol, offset } = identifier;
  if (offset === null) return { nodes: namedNodes(graph, identifier, branch, current), branch, identifier };
  const start =
    symbol === ""
      ? onlyTip(graph, identifier, branch, current)
      : singleStart(identifier, namedNodes(graph, identifier, branch, current));
  const end = walk(graph, identifier, offset, branch, start);
  return { nodes: end ? [end] : [], branch: branch ?? (symbol === "" ? start : null), identifier };
}

function checkWritten({ text, branch, symbol, offset }: Identifier): void {
  if (text.includes(":"))
    throw new UnsuitableTargetError(text, "is a range, where one revision is wanted (--sql takes ranges)");
  if (branch === "") throw new UnknownRevisionError(text, "nothing stands before the @");
  if (symbol !== "" || offset !== null) return;
  throw new UnknownRevisionError(text, branch === null ? "it is empty" : "nothing stands after the @");
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
  const node = graph.node(symbol);
  if (branch && !sharesLineage(node, branch)) throw new NotOnBranchError(identifier.branch ?? "", node.id);
  return [node];
}

function onlyHead(identifier: Identifier, heads: readonly RevisionNode[]): readonly RevisionNode[] {
  if (heads.length > 1) throw severalHeads(identifier, heads);
  return heads;
}

function severalHeads({ text, offset }: Identifier, heads: readonly RevisionNode[]): MultipleHeadsError {
  return new MultipleHeadsError(
    text,
    heads.map((head) => head.id),
    offset,
  );
}

function onBranch(nodes: readonly RevisionNode[], branch: RevisionNode | null): readonly RevisionNode[] {
  if (!branch) return nodes;
  const lineage = lineageOf(branch);
  return nodes.filter((node) => lineage.has(node));
}

function singleStart(identifier: Identifier, nodes: readonly RevisionNode[]): RevisionNode | null {
  if (nodes.length > 1) throw severalHeads(identifier, nodes);
  return nodes[0] ?? null;
}

/** Where the database stands on a branch: what is applied there and has no applied successor. */
function onlyTip(
  graph: RevisionGraph,
  identifier: Identifier,
  branch: RevisionNode | null,
  current: readonly string[],
): RevisionNode | null {
  const rows = graph.nodesAt(current);
  const own = onBranch(rows, branch);
  const candidates = own.length > 0 || !branch ? own : impliedTips(identifier, rows, branch);
  if (candidates.length < 2) return candidates[0] ?? null;
  const ids = candidates.map((node) => node.id).join(", ");
  const cure = "Name a branch, as in label@-1, or start from an id, as in id+1";
  throw new RelativeTargetError(identifier.text, `is relative to several revisions: ${ids}. ${cure}`);
}

/**
 * Where a branch stands that has no row of its own: at what others depend on, or, where nothing of it is applied, at what
 * it goes on from.
 */
function impliedTips(
  identifier: Identifier,
  rows: readonly RevisionNode[],
  branch: RevisionNode,
): readonly RevisionNode[] {
  const applied = [...ancestorsOf(rows, "all")];
  const tips = onBranch(tipsOf(applied), branch);
  if (tips.length > 0) return tips;
  const below = tipsOf(onBranch(applied, branch));
  if (below.length === 0 || (identifier.offset ?? 0) >= 0) return below;
  const problem = "counts back on a branch of which nothing is applied. `autogen current` shows what is";
  throw new RelativeTargetError(identifier.text, problem);
}

function tipsOf(nodes: readonly RevisionNode[]): readonly RevisionNode[] {
  const all = new Set(nodes);
  return nodes.filter((node) => !node.children.some((child) => all.has(child)));
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
    const neighbours = offset > 0 ? (node ? node.children : graph.baseNodes()) : (node?.parents ?? []);
    const next = neighbours.length > 1 ? onBranch(neighbours, branch) : neighbours;
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
