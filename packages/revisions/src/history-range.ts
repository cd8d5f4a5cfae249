import { NotAncestorError, RelativeTargetError } from "./graph-errors.js";
import { resolveTarget } from "./resolve-target.js";
import type { Revision } from "./revision.js";
import type { RevisionGraph } from "./revision-graph.js";
import { ancestorsOf, type RevisionNode } from "./revision-node.js";

/**
 * The revisions of a range `start:end`, newest first, both ends included: what the end contains and the start does
 * not. Either side may be left out (base, heads). A start of `-N` counts back from the end (without one, from the
 * heads), an end of `+N` forward from the start. A single target is that revision alone. Throws what resolveTarget
 * throws, and NotAncestorError.
 */
export function historyRange(
  whole: RevisionGraph,
  range: string,
  current: readonly string[] = [],
): readonly Revision[] {
  const graph = whole.at(current, [range]);
  const [first = "", second] = range.trim().split(":");
  if (second === undefined)
    return [...resolveTarget(graph, first, current).nodes].map((node) => node.revision);
  const { start, end } = endsOf(graph, first.trim(), second.trim(), current);
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
  if (first.startsWith("+") || second.startsWith("-")) {
    throw new RelativeTargetError(
      `${first}:${second}`,
      "counts outwards. Write -N before the colon, +N after it",
    );
  }
  if (second.startsWith("+")) {
    const start = first === "" ? [] : resolve(first, current);
    return { start, end: resolve(second, ids(start)) };
  }
  const end = second === "" ? graph.headNodes() : resolve(second, current);
  return { start: first === "" ? [] : resolve(first, first.startsWith("-") ? ids(end) : current), end };
}
