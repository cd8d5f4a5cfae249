import type { Revision } from "./revision.js";

/** One revision with its neighbours. Lineage goes by parents and children, order also by what depends on what. */
export interface RevisionNode {
  readonly revision: Revision;
  readonly id: string;
  readonly parents: readonly RevisionNode[];
  readonly children: readonly RevisionNode[];
  /** What it must come after without following it, without what its ancestors bring along anyway. */
  readonly dependencies: readonly RevisionNode[];
  readonly dependents: readonly RevisionNode[];
  /** Its own labels and those that it inherits. */
  readonly labels: ReadonlySet<string>;
}

/** Which edges a walk follows. */
export type Edges = "lineage" | "all";

/** Everything that must be applied before some nodes, themselves included. */
export function ancestorsOf(nodes: Iterable<RevisionNode>, edges: Edges): ReadonlySet<RevisionNode> {
  return reach(nodes, (node) => (edges === "all" ? [...node.parents, ...node.dependencies] : node.parents));
}

/** Everything that cannot be applied without some nodes, themselves included. */
export function descendantsOf(nodes: Iterable<RevisionNode>, edges: Edges): ReadonlySet<RevisionNode> {
  return reach(nodes, (node) => (edges === "all" ? [...node.children, ...node.dependents] : node.children));
}

/** What leads to a node, and what it leads to, itself included. */
export function lineageOf(node: RevisionNode, edges: Edges = "lineage"): ReadonlySet<RevisionNode> {
  return new Set([...ancestorsOf([node], edges), ...descendantsOf([node], edges)]);
}

/** Whether one of two nodes leads to the other. */
export function sharesLineage(a: RevisionNode, b: RevisionNode, edges: Edges = "lineage"): boolean {
  return ancestorsOf([a], edges).has(b) || ancestorsOf([b], edges).has(a);
}

/** Those of some nodes that no other of them stands on, by lineage and dependency. */
export function effectiveHeads(applied: ReadonlySet<RevisionNode>): readonly RevisionNode[] {
  return [...applied].filter(
    (node) => ![...node.children, ...node.dependents].some((next) => applied.has(next)),
  );
}

function reach(
  start: Iterable<RevisionNode>,
  next: (node: RevisionNode) => Iterable<RevisionNode>,
): ReadonlySet<RevisionNode> {
  const reached = new Set(start);
  // A set visits what is added to it while it is walked.
  for (const node of reached) for (const neighbour of next(node)) reached.add(neighbour);
  return reached;
}
