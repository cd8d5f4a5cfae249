import {
  resolveTarget,
  UnsuitableTargetError,
  type Revision,
  type RevisionGraph,
} from "@typeorm-autogen/revisions";
import { withMigration } from "./open-migration.js";
import type { Project } from "./project.js";

/** A revision with its place in the graph. */
export interface RevisionEntry extends Revision {
  /** Nothing follows it. */
  readonly isHead: boolean;
  /** Nothing follows it or depends on it. */
  readonly isEffectiveHead: boolean;
  /** Several follow it. */
  readonly isBranchPoint: boolean;
  /** It follows several. */
  readonly isMergePoint: boolean;
  /** Ids of those that follow it. */
  readonly children: readonly string[];
  /** Ids of those that depend on it. */
  readonly dependents: readonly string[];
  /** The labels that hold there, inherited ones included. */
  readonly labels: readonly string[];
  /** Whether the database stands there; null when it was not asked. */
  readonly isCurrent: boolean | null;
}

/** Describes a revision of the graph; `current` are the database's version rows, null where it was not asked. */
export function revisionEntry(
  graph: RevisionGraph,
  revision: Revision,
  current: readonly string[] | null = null,
): RevisionEntry {
  const { children, dependents, parents, labels } = graph.node(revision.id);
  return {
    ...revision,
    isHead: children.length === 0,
    isEffectiveHead: children.length === 0 && dependents.length === 0,
    isBranchPoint: children.length > 1,
    isMergePoint: parents.length > 1,
    children: children.map(({ id }) => id),
    dependents: dependents.map(({ id }) => id),
    labels: [...labels],
    isCurrent: current && current.includes(revision.id),
  };
}

/** Reads the version rows without writing anything. */
export async function currentHeads(project: Project): Promise<readonly string[]> {
  return withMigration(project, { readOnly: true }, ({ context }) => context.currentHeads());
}

/** The version rows, if one of some words counts from them, as `current`, `-1` and `current:head` do; else none. */
export async function rowsFor(project: Project, words: readonly string[]): Promise<readonly string[]> {
  return words.some(countsFromDatabase) ? currentHeads(project) : [];
}

function countsFromDatabase(word: string): boolean {
  return (
    /(?:^|[@:])\s*current\s*(?:[+-]\d+\s*)?(?:$|:)/.test(word) || /^(?:[^:]*@)?\s*[+-]\d+\s*$/.test(word)
  );
}

/**
 * The revisions that a word of the command line names: `head`, `heads`, `current`, an id or its beginning, `-1`.
 * Connects only where the word counts from the database. Throws what resolveTarget throws, and UnsuitableTargetError
 * for `base`.
 */
export async function namedRevisions(
  project: Project,
  whole: RevisionGraph,
  target: string,
): Promise<readonly RevisionEntry[]> {
  const current = await rowsFor(project, [target]);
  const graph = whole.at(current, [target]);
  const { nodes } = resolveTarget(graph, target, current);
  if (nodes.length === 0)
    throw new UnsuitableTargetError(target, "means base, which is no revision; `autogen history` lists them");
  return nodes.map(({ revision }) => revisionEntry(graph, revision));
}
