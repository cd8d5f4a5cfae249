import {
  DuplicateLabelError,
  DuplicateRevisionError,
  MissingParentError,
  RevisionCycleError,
} from "./graph-errors.js";
import type { Revision } from "./revision.js";
import { descendantsOf, type RevisionNode } from "./revision-node.js";
import { InsideSquashError, type StandingRevisions } from "./standing-revisions.js";

/** Nodes by name, and in an order in which they can be applied. */
export interface LinkedRevisions {
  readonly byId: ReadonlyMap<string, RevisionNode>;
  readonly byLabel: ReadonlyMap<string, RevisionNode>;
  /** Ids that mean another revision, see standingRevisions. */
  readonly byAlias: ReadonlyMap<string, RevisionNode>;
  /** Parents and dependencies first; else the order in which the revisions came. */
  readonly order: readonly RevisionNode[];
}

interface Draft extends RevisionNode {
  readonly parents: Draft[];
  readonly children: Draft[];
  readonly dependencies: Draft[];
  readonly dependents: Draft[];
  readonly labels: Set<string>;
}

/**
 * Connects revisions. Throws DuplicateRevisionError, DuplicateLabelError, MissingParentError, RevisionCycleError: on
 * a graph with one of these faults no command could know what is applied.
 */
export function linkRevisions({ revisions, aliases, hidden }: StandingRevisions): LinkedRevisions {
  const byId = draftsById(revisions);
  const byAlias = draftsByAlias(byId, aliases);
  const byLabel = draftsByLabel(byId);
  const find: Find = (name, { id }) => {
    const squash = hidden.get(name);
    if (squash === undefined) return byId.get(name) ?? byAlias.get(name);
    const cure = `let it follow ${squash}, or delete ${squash} and squash again up to ${name}`;
    throw new InsideSquashError(name, squash, `${id} follows or needs it: ${cure}`);
  };
  for (const draft of byId.values()) connect(draft, find, byLabel);
  const order = applicableOrder([...byId.values()]);
  for (const draft of order) if (draft.dependencies.length > 0) dropImplied(draft);
  for (const draft of byId.values())
    for (const label of draft.revision.branchLabels) spreadLabel(draft, label);
  return { byId, byLabel, byAlias, order };
}

type Find = (name: string, by: Revision) => Draft | undefined;

function draftsByAlias(
  byId: ReadonlyMap<string, Draft>,
  aliases: ReadonlyMap<string, string>,
): ReadonlyMap<string, Draft> {
  const byAlias = new Map<string, Draft>();
  for (const [name, id] of aliases) {
    // A squashed revision may be replaced itself.
    const draft = byId.get(id) ?? byId.get(aliases.get(id) ?? "");
    if (draft) byAlias.set(name, draft);
  }
  return byAlias;
}

function draftsById(revisions: Iterable<Revision>): Map<string, Draft> {
  const byId = new Map<string, Draft>();
  for (const revision of revisions) {
    const { id } = revision;
    const known = byId.get(id);
    if (known) throw new DuplicateRevisionError(id, [known.revision.path, revision.path]);
    const empty = { parents: [], children: [], dependencies: [], dependents: [] };
    byId.set(id, { revision, id, labels: new Set(), ...empty });
  }
  return byId;
}

function draftsByLabel(byId: ReadonlyMap<string, Draft>): Map<string, Draft> {
  const byLabel = new Map<string, Draft>();
  for (const draft of byId.values()) {
    for (const label of new Set(draft.revision.branchLabels)) {
      const other = byLabel.get(label) ?? byId.get(label);
      if (other) throw new DuplicateLabelError(label, [other.id, draft.id]);
      byLabel.set(label, draft);
    }
  }
  return byLabel;
}

function connect(draft: Draft, find: Find, byLabel: ReadonlyMap<string, Draft>): void {
  const { downRevisions, dependsOn } = draft.revision;
  for (const id of new Set(downRevisions)) {
    const parent = find(id, draft.revision);
    if (!parent) throw new MissingParentError(draft.revision, id, "downRevision");
    draft.parents.push(parent);
    parent.children.push(draft);
  }
  for (const name of new Set(dependsOn)) {
    const dependency = find(name, draft.revision) ?? byLabel.get(name);
    if (!dependency) throw new MissingParentError(draft.revision, name, "dependsOn");
    draft.dependencies.push(dependency);
  }
}

interface Visit {
  readonly draft: Draft;
  readonly before: readonly Draft[];
  next: number;
}

/** Depth first without recursion: a history is easily longer than the call stack is deep. */
function applicableOrder(drafts: readonly Draft[]): readonly Draft[] {
  const done = new Set<Draft>();
  const open = new Set<Draft>();
  const order: Draft[] = [];
  const path: Visit[] = [];
  const enter = (draft: Draft): void => {
    if (done.has(draft)) return;
    if (open.has(draft)) throw cycleFrom(draft, path);
    open.add(draft);
    path.push({ draft, before: [...draft.parents, ...draft.dependencies], next: 0 });
  };
  for (const draft of drafts) {
    enter(draft);
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const before = visit.before[visit.next++];
      if (before) {
        enter(before);
        continue;
      }
      path.pop();
      done.add(visit.draft);
      order.push(visit.draft);
    }
  }
  return order;
}

function cycleFrom(draft: Draft, path: readonly Visit[]): RevisionCycleError {
  const start = path.findIndex((visit) => visit.draft === draft);
  return new RevisionCycleError(path.slice(start).map((visit) => visit.draft.id));
}

/** Keeps only the dependencies that neither its parents nor its other dependencies bring along. */
function dropImplied(draft: Draft): void {
  const implied = impliedBy([...draft.parents, ...draft.dependencies]);
  const kept = draft.dependencies.filter(
    (dependency) => !implied.has(dependency) && !draft.parents.includes(dependency),
  );
  draft.dependencies.splice(0, Infinity, ...kept);
  for (const dependency of kept) dependency.dependents.push(draft);
}

function impliedBy(nodes: readonly Draft[]): ReadonlySet<Draft> {
  const reached = new Set(nodes.flatMap((node) => [...node.parents, ...node.dependencies]));
  for (const node of reached)
    for (const before of [...node.parents, ...node.dependencies]) reached.add(before);
  return reached;
}

/** A label holds for all descendants, and back to where the branch begins: before a fork or a merge. */
function spreadLabel(from: Draft, label: string): void {
  for (const node of descendantsOf([from], "lineage")) (node.labels as Set<string>).add(label);
  for (
    let node: Draft | undefined = from;
    node && node.children.length < 2 && node.parents.length < 2;
    node = node.parents[0]
  ) {
    node.labels.add(label);
  }
}
