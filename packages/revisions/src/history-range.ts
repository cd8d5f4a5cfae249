import { NotAncestorError, RelativeTargetError } from "./graph-errors.js";
import { identifierIn, resolveTarget } from "./resolve-target.js";
import type { Revision } from "./revision.js";
import type { RevisionGraph } from "./revision-graph.js";
import { ancestorsOf, descendantsOf, type RevisionNode } from "./revision-node.js";

/**
 * The revisions of a range `start:end`, newest first, both ends included: what the end contains and the start does
 * not. Either side may be left out: the base, and those heads that the start leads to. A start of `-N` counts back from
 * the end (without one, from the heads), an end of `+N` forward from the start; both may name a branch. A single target is that revision alone. Throws what resolveTarget
 * throws, and NotAncestorError.
 */
export function historyRange(
  whole: RevisionGraph,
  range: string,
  current: readonly string[] = [],
): readonly Revision[] {
  const graph = whole.at(current, [range]);
  const text = range.trim();
  const colon = text.indexOf(":");
  if (colon < 0) return resolveTarget(graph, text, current).nodes.map((node) => node.revision);
  const { start, end } = endsOf(graph, text.slice(0, colon).trim(), text.slice(colon + 1).trim(), current);
  const within = new Set(ancestorsOf(end, "lineage"));
  for (const node of start) {
    if (!within.has(node))
      throw new NotAncestorError(node.id, end.map((node) => node.id).join(", ") || "base");
  }
  const before = ancestorsOf(start, "lineage");
  const kept = graph
    .orderNodes()
    .filter((node) => within.has(node) && (!before.has(node) || start.includes(node)));
  return kept.toReversed().map((node) => node.revision);
}

interface Ends {
  readonly start: readonly RevisionNode[];
  readonly end: readonly RevisionNode[];
}

function endsOf(graph: RevisionGraph, first: string, second: string, current: readonly string[]): Ends {
  const resolve = (text: string, from: readonly string[]): readonly RevisionNode[] =>
    resolveTarget(graph, text, from).nodes;
  const ids = (nodes: readonly RevisionNode[]): readonly string[] => nodes.map((node) => node.id);
  const back = countedFrom(graph, first);
  const forward = countedFrom(graph, second);
  if (back > 0 || forward < 0) {
    throw new RelativeTargetError(
      `${first}:${second}`,
      "counts outwards. Write -N before the colon, +N after it",
    );
  }
  const start = (): readonly RevisionNode[] => (first === "" ? [] : resolve(first, current));
  if (forward > 0) return { start: start(), end: resolve(second, ids(start())) };
  if (back === 0)
    return { start: start(), end: second === "" ? headsAbove(graph, start()) : resolve(second, current) };
  const end = second === "" ? graph.headNodes() : resolve(second, current);
  const counted = resolve(first, ids(end));
  return { start: counted, end: second === "" ? headsAbove(graph, counted) : end };
}

function headsAbove(graph: RevisionGraph, start: readonly RevisionNode[]): readonly RevisionNode[] {
  const above = descendantsOf(start, "lineage");
  return graph.headNodes().filter((head) => start.length === 0 || above.has(head));
}

/** How far a side counts from the other one, as in `-2` and `label@+1`; 0 where it names a revision itself. */
function countedFrom(graph: RevisionGraph, side: string): number {
  const { symbol, offset } = identifierIn(graph, side);
  return symbol === "" ? (offset ?? 0) : 0;
}
