import { NotAppliedError, OverlappingTargetsError, UnsuitableTargetError } from "./graph-errors.js";
import { identifierIn, resolveTarget, type ResolvedTarget } from "./resolve-target.js";
import type { Revision } from "./revision.js";
import type { RevisionGraph } from "./revision-graph.js";
import {
  ancestorsOf,
  descendantsOf,
  effectiveHeads,
  sharesLineage,
  type RevisionNode,
} from "./revision-node.js";
import { rowChanges, type RowChange } from "./version-rows.js";

/** One script to run, and what it does to the version table. */
export interface Step {
  readonly direction: "upgrade" | "downgrade";
  readonly revision: Revision;
  /** The version table's rows before and after, oldest revision first. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly changes: readonly RowChange[];
}

/** A move of the version table that runs no script. */
export interface StampPlan {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly changes: readonly RowChange[];
}

/**
 * The scripts that bring a database from `current` (its version rows) to a target, in order: the target's ancestors
 * and their dependencies, without what is applied. Throws what resolveTarget throws, and UnsuitableTargetError.
 */
export function planUpgrade(
  history: RevisionGraph,
  target: string,
  current: readonly string[],
): readonly Step[] {
  const graph = history.at(current, [target]);
  const { symbol, offset } = identifierIn(graph, target);
  if (symbol === "" && (offset ?? 0) < 0)
    throw new UnsuitableTargetError(target, "leads back; `autogen downgrade` does that");
  const { nodes } = resolveTarget(graph, target, current);
  if (symbol === "base") throw new UnsuitableTargetError(target, "is where `autogen downgrade` leads");
  const rows = graph.nodesAt(current);
  const applied = new Set(ancestorsOf(rows, "all"));
  const wanted = ancestorsOf(nodes, "all");
  const pending = graph.orderNodes().filter((node) => wanted.has(node) && !applied.has(node));
  return runSteps(graph, "upgrade", pending, rows, (heads, node) => {
    const covered = new Set([...node.parents, ...node.dependencies]);
    return [...heads.filter((head) => !covered.has(head)), node];
  });
}

/**
 * The scripts to take back so that a database at `current` stands at a target, newest first: what descends from or
 * depends on the target's children. `label@…` takes back that branch only. Throws what resolveTarget throws,
 * NotAppliedError and UnsuitableTargetError.
 */
export function planDowngrade(
  history: RevisionGraph,
  target: string,
  current: readonly string[],
): readonly Step[] {
  const graph = history.at(current, [target]);
  const { symbol, offset } = identifierIn(graph, target);
  if (symbol === "" && (offset ?? 0) > 0)
    throw new UnsuitableTargetError(target, "leads forward; `autogen upgrade` does that");
  const resolved = resolveTarget(graph, target, current);
  const rows = graph.nodesAt(current);
  const applied = new Set(ancestorsOf(rows, "all"));
  const dropped = descendantsOf(downgradeRoots(graph, resolved, applied, current), "all");
  const doomed = graph.orderNodes().filter((node) => dropped.has(node) && applied.has(node));
  return runSteps(graph, "downgrade", doomed.toReversed(), rows, (heads, node) => {
    applied.delete(node);
    const remaining = heads.filter((head) => head !== node);
    const uncovered = [...node.parents, ...node.dependencies].filter((below) =>
      isEffectiveHead(below, applied),
    );
    return [...new Set([...remaining, ...uncovered])];
  });
}

function isEffectiveHead(node: RevisionNode, applied: ReadonlySet<RevisionNode>): boolean {
  return ![...node.children, ...node.dependents].some((next) => applied.has(next));
}

function downgradeRoots(
  graph: RevisionGraph,
  { nodes, branch, identifier }: ResolvedTarget,
  applied: ReadonlySet<RevisionNode>,
  current: readonly string[],
): readonly RevisionNode[] {
  const [target, second] = nodes;
  if (second)
    throw new UnsuitableTargetError(identifier.text, "is several revisions; name the one to go back to");
  if (target && !applied.has(target)) throw new NotAppliedError(target.id, current);
  const roots = target ? target.children : graph.baseNodes();
  return branch ? roots.filter((root) => sharesLineage(root, branch)) : roots;
}

function runSteps(
  graph: RevisionGraph,
  direction: Step["direction"],
  nodes: readonly RevisionNode[],
  rows: readonly RevisionNode[],
  move: (heads: readonly RevisionNode[], node: RevisionNode) => readonly RevisionNode[],
): readonly Step[] {
  let heads = rows;
  return nodes.map((node) => {
    const before = graph.idsInOrder(heads);
    heads = move(heads, node);
    const after = graph.idsInOrder(heads);
    return { direction, revision: node.revision, before, after, changes: rowChanges(before, after) };
  });
}

/**
 * How the version table comes to say that the targets are applied, without running anything: rows of the targets'
 * lineage are replaced, other branches stay, `base` empties the table or, as `label@base`, one branch. Throws what
 * resolveTarget throws, and OverlappingTargetsError where one target already contains another.
 */
export function planStamp(
  history: RevisionGraph,
  targets: readonly string[],
  current: readonly string[],
): StampPlan {
  const graph = history.at(current, targets);
  const rows = graph.nodesAt(current);
  const resolved = targets.map((target) => resolveTarget(graph, target, current));
  const nodes = [...new Set(resolved.flatMap((target) => target.nodes))];
  for (const one of resolved) for (const other of resolved) if (one !== other) checkApart(one, other);
  const kept = rows.filter((row) => !resolved.some((target) => replaces(target, row)));
  const after = effectiveHeads(ancestorsOf([...kept, ...nodes], "all"));
  const ids = graph.idsInOrder(after);
  const before = graph.idsInOrder(rows);
  return { before, after: ids, changes: rowChanges(before, ids) };
}

// Within one target, such as `heads`, what depends on another simply covers it.
function checkApart({ nodes }: ResolvedTarget, other: ResolvedTarget): void {
  const below = ancestorsOf(nodes, "all");
  const contained = other.nodes.find((node) => below.has(node) && !nodes.includes(node));
  if (contained) {
    const over = nodes.find((node) => ancestorsOf([node], "all").has(contained));
    throw new OverlappingTargetsError(contained.id, over?.id ?? "");
  }
}

function replaces(target: ResolvedTarget, row: RevisionNode): boolean {
  if (target.nodes.length === 0) return target.branch === null || sharesLineage(row, target.branch);
  return target.nodes.some((node) => sharesLineage(node, row, "all"));
}
