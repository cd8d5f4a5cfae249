import {
  AmbiguousRevisionError,
  DatabaseAheadError,
  MultipleHeadsError,
  UnknownRevisionError,
} from "./graph-errors.js";
import { linkRevisions, type LinkedRevisions } from "./link-revisions.js";
import type { Revision } from "./revision.js";
import { ancestorsOf, type RevisionNode } from "./revision-node.js";
import { InsideSquashError, standingRevisions } from "./standing-revisions.js";

const shortestPrefix = 4;

/**
 * The revisions of a project and how they follow each other. Several bases, heads, forks and merges are all legal.
 * "Oldest first" means an order in which they can be applied: parents and dependencies first, else by file name.
 */
export class RevisionGraph {
  readonly #all: readonly Revision[];
  readonly #hidden: ReadonlyMap<string, string>;
  readonly #linked: LinkedRevisions;
  readonly #places: ReadonlyMap<RevisionNode, number>;

  /**
   * A squashed revision stands in the place of those that it replaces; `at` tells where it does not. Throws
   * DuplicateRevisionError, DuplicateLabelError, MissingParentError, RevisionCycleError, and what standingRevisions throws.
   */
  constructor(revisions: Iterable<Revision>, rows: readonly string[] = [], targets: readonly string[] = []) {
    this.#all = [...revisions];
    const standing = standingRevisions(this.#all, rows, targets);
    this.#hidden = standing.hidden;
    this.#linked = linkRevisions(standing);
    this.#places = new Map(this.#linked.order.map((node, place) => [node, place]));
  }

  /**
   * The graph as it holds for a database with these version rows that shall go to these targets: what a squashed
   * revision replaced is part of it where a row or a target lies inside that range. Throws InsideSquashError.
   */
  at(rows: readonly string[], targets: readonly string[] = []): RevisionGraph {
    const replaced = this.#all.flatMap(({ replaces }) => replaces);
    if (replaced.length === 0) return this;
    const names = targets
      .flatMap((target) => target.split(/[@:]/))
      .map((part) => part.replace(/[+-]\d+$/, ""));
    const named = names.flatMap((name) =>
      replaced.filter((id) => id === name || this.#isBeginning(name, id)),
    );
    return new RevisionGraph(this.#all, rows, named);
  }

  #isBeginning(name: string, id: string): boolean {
    return (
      name.length >= shortestPrefix &&
      id.startsWith(name) &&
      !this.#linked.order.some((node) => node.id.startsWith(name))
    );
  }

  get size(): number {
    return this.#linked.order.length;
  }

  /** All revisions, oldest first. */
  get revisions(): readonly Revision[] {
    return this.#linked.order.map((node) => node.revision);
  }

  /** The revisions that nothing follows. One that others only depend on is a head too, but not an effective one. */
  heads(kind: "all" | "effective" = "all"): readonly Revision[] {
    const heads = this.headNodes().filter((node) => kind === "all" || node.dependents.length === 0);
    return heads.map((node) => node.revision);
  }

  /** The one head, or null where there is no revision yet; throws MultipleHeadsError. */
  head(): Revision | null {
    const [head, ...others] = this.heads();
    if (others.length > 0)
      throw new MultipleHeadsError(
        "head",
        this.heads().map((revision) => revision.id),
      );
    return head ?? null;
  }

  /** The revisions that follow none. */
  bases(): readonly Revision[] {
    return this.baseNodes().map((node) => node.revision);
  }

  /** The revisions that several others follow. */
  branchPoints(): readonly Revision[] {
    return this.#linked.order.filter((node) => node.children.length > 1).map((node) => node.revision);
  }

  /** What is applied in a database with these version rows, oldest first; throws DatabaseAheadError. */
  applied(versions: readonly string[]): readonly Revision[] {
    const applied = ancestorsOf(this.nodesAt(versions), "all");
    return this.#linked.order.filter((node) => applied.has(node)).map((node) => node.revision);
  }

  /** Whether this is a whole id or a label. */
  has(name: string): boolean {
    const { byId, byLabel, byAlias } = this.#linked;
    return byId.has(name) || byLabel.has(name) || byAlias.has(name) || this.#hidden.has(name);
  }

  /**
   * The revision with this id, label, or beginning of an id (at least 4 characters). Throws UnknownRevisionError and
   * AmbiguousRevisionError.
   */
  get(name: string): Revision {
    return this.node(name).revision;
  }

  /** Like `get`, with the neighbours: parents, children, dependencies, dependents, and all labels that hold there. */
  node(name: string): RevisionNode {
    const { byId, byLabel, byAlias } = this.#linked;
    const exact = byId.get(name) ?? byLabel.get(name) ?? byAlias.get(name);
    if (exact) return exact;
    const squash = this.#hidden.get(name);
    if (squash !== undefined) throw new InsideSquashError(name, squash, "only that one can be named here");
    if (name.length < shortestPrefix)
      throw new UnknownRevisionError(name, "a beginning of an id has at least 4 characters");
    const matches = this.#linked.order.filter((node) => node.id.startsWith(name));
    const [match, second] = matches;
    if (!match) throw new UnknownRevisionError(name);
    if (second) throw new AmbiguousRevisionError(name, matches.map((node) => node.id).sort());
    return match;
  }

  /** The nodes of version rows, which are whole ids; throws DatabaseAheadError naming those that no script declares. */
  nodesAt(versions: readonly string[]): readonly RevisionNode[] {
    const unknown = versions.filter((version) => !this.#linked.byId.has(version));
    if (unknown.length > 0) throw new DatabaseAheadError(unknown);
    return versions.flatMap((version) => this.#linked.byId.get(version) ?? []);
  }

  /** All nodes, oldest first. */
  orderNodes(): readonly RevisionNode[] {
    return this.#linked.order;
  }

  headNodes(): readonly RevisionNode[] {
    return this.#linked.order.filter((node) => node.children.length === 0);
  }

  baseNodes(): readonly RevisionNode[] {
    return this.#linked.order.filter((node) => node.parents.length === 0);
  }

  /** The ids of some nodes, each once, oldest first. */
  idsInOrder(nodes: Iterable<RevisionNode>): readonly string[] {
    const place = (node: RevisionNode): number => this.#places.get(node) ?? 0;
    return [...new Set(nodes)].sort((a, b) => place(a) - place(b)).map((node) => node.id);
  }
}
