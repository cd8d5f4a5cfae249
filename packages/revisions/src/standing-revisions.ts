import { AutogenError } from "@typeorm-autogen/errors";
import type { Revision } from "./revision.js";

/** One revision that two squashed ones claim to replace. */
export class OverlappingSquashesError extends AutogenError {
  constructor(id: string, squashes: readonly string[]) {
    const message = `Revision ${id} is replaced by ${squashes.join(" and by ")}, and neither replaces the other. Delete one of those scripts.`;
    super("overlapping-squashes", message, { id, squashes });
  }
}

/** The database stands, or shall stand, inside a range of which only the squashed revision is left. */
export class InsideSquashError extends AutogenError {
  constructor(id: string, squash: string, problem: string) {
    const message = `Revision ${id} lies inside the range that ${squash} replaces, and ${problem}.`;
    super("inside-squash", message, { id, squash });
  }
}

/** The revisions that count, and what the ids of the others mean. */
export interface StandingRevisions {
  readonly revisions: readonly Revision[];
  /** Ids that mean another revision. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Ids inside the range of a squashed revision that counts, and that one's id. */
  readonly hidden: ReadonlyMap<string, string>;
}

interface Draft {
  readonly counting: Map<string, Revision>;
  readonly aliases: Map<string, string>;
  readonly hidden: Map<string, string>;
}

/**
 * What of a history with squashed revisions counts for a database with these version rows that shall go to these
 * targets. A squashed revision counts instead of what it replaces, unless a row or a target lies among that: then those
 * count, and its own id means the last of them. Where their scripts are gone, a row at the last of them still counts as
 * the squashed revision. Throws OverlappingSquashesError, InsideSquashError.
 */
export function standingRevisions(
  all: readonly Revision[],
  rows: readonly string[],
  targets: readonly string[],
): StandingRevisions {
  const byId = new Map(all.map((revision) => [revision.id, revision]));
  // Two scripts of one id are left for whoever links them to complain about.
  if (byId.size < all.length) return { revisions: all, aliases: new Map(), hidden: new Map() };
  const draft: Draft = { counting: new Map(byId), aliases: new Map(), hidden: new Map() };
  for (const squash of outerFirst(all)) {
    if (draft.counting.has(squash.id)) settle(squash, lastOf(squash, byId), draft, { rows, targets });
  }
  return { ...draft, revisions: [...draft.counting.values()] };
}

/** The ids that mean the end of its range: the last that it replaces, and the last that this one replaced itself. */
function lastOf(squash: Revision, byId: ReadonlyMap<string, Revision>): readonly string[] {
  const last = squash.replaces.at(-1);
  if (last === undefined) return [];
  const inner = byId.get(last);
  return [last, ...(inner ? lastOf(inner, byId) : [])];
}

function settle(
  squash: Revision,
  ends: readonly string[],
  { counting, aliases, hidden }: Draft,
  { rows, targets }: { readonly rows: readonly string[]; readonly targets: readonly string[] },
): void {
  const { id, replaces } = squash;
  const [last = id] = ends;
  const built = rows.includes(id);
  const row = rows.find((name) => replaces.includes(name));
  const inside = row ?? targets.find((name) => !ends.includes(name) && replaces.includes(name));
  if (inside === undefined || (built && row !== undefined)) {
    for (const replaced of replaces) {
      counting.delete(replaced);
      if (ends.includes(replaced)) aliases.set(replaced, id);
      else hidden.set(replaced, id);
    }
  } else if (built) {
    throw new InsideSquashError(
      inside,
      id,
      `${id} built this database in one: name ${id}, or what it follows`,
    );
  } else if (counting.has(inside)) {
    counting.delete(id);
    aliases.set(id, last);
  } else if (ends.includes(inside)) {
    for (const replaced of [id, ...replaces]) counting.delete(replaced);
    counting.set(inside, { ...squash, id: inside });
    for (const name of [id, ...ends]) if (name !== inside) aliases.set(name, inside);
  } else {
    const cure = "restore those (git has them), run `autogen upgrade` there, then delete them again";
    throw new InsideSquashError(inside, id, `the scripts of that range are gone: ${cure}`);
  }
}

/** Squashed revisions, those that replace others of them first. Throws OverlappingSquashesError. */
function outerFirst(all: readonly Revision[]): readonly Revision[] {
  const squashes = all.filter(({ replaces }) => replaces.length > 0);
  const within = (inner: Revision, outer: Revision): boolean => outer.replaces.includes(inner.id);
  const byReplaced = new Map<string, Revision>();
  for (const squash of squashes) {
    for (const id of squash.replaces) {
      const other = byReplaced.get(id);
      if (other && !within(other, squash) && !within(squash, other))
        throw new OverlappingSquashesError(id, [other.id, squash.id]);
      byReplaced.set(id, squash);
    }
  }
  // What replaces another squashed revision replaces all that it does, and itself.
  return squashes.toSorted((a, b) => b.replaces.length - a.replaces.length);
}
