import { AutogenError } from "@typeorm-autogen/errors";
import type { Revision } from "./revision.js";

/** Two scripts that claim one id. */
export class DuplicateRevisionError extends AutogenError {
  readonly id: string;
  readonly files: readonly string[];

  constructor(
    id: string,
    files: readonly string[],
    cure: string = "Delete one, or give it another id and adapt what follows it",
  ) {
    const message = `Revision ${id} stands in two files: ${files.join(" and ")}. ${cure}.`;
    super("duplicate-revision", message, { id, files });
    this.id = id;
    this.files = files;
  }

  /** The same of a new one, whose id, or a label, is that of a revision which is there. */
  static ofNew(id: string, { path }: Revision): DuplicateRevisionError {
    return new DuplicateRevisionError(id, [path, "the new revision"], "Give the new one another --rev-id");
  }
}

/** One label that two revisions declare, or that is also an id. */
export class DuplicateLabelError extends AutogenError {
  readonly label: string;
  readonly ids: readonly string[];

  constructor(label: string, ids: readonly string[]) {
    const message = `The branch label ${JSON.stringify(label)} names more than one thing: ${ids.join(" and ")}. Keep it in one revision.`;
    super("duplicate-label", message, { label, ids });
    this.label = label;
    this.ids = ids;
  }
}

/** A revision that follows, or depends on, one that is in no script. */
export class MissingParentError extends AutogenError {
  readonly id: string;
  readonly missing: string;

  constructor(revision: Revision, missing: string, relation: "downRevision" | "dependsOn") {
    const cure = "Restore that script (is a merge or a --version-path missing?), or correct the header";
    const message = `${revision.path}: ${relation} names ${JSON.stringify(missing)}, which no script declares. ${cure}.`;
    super("missing-parent", message, { id: revision.id, missing, relation, file: revision.path });
    this.id = revision.id;
    this.missing = missing;
  }
}

/** Revisions that follow or depend on each other in a circle. */
export class RevisionCycleError extends AutogenError {
  /** The circle, each id a parent or dependency of the one before; the first is not repeated at the end. */
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    const circle = [...ids, ids[0] ?? ""].join(" -> ");
    const message = `Revisions follow or depend on each other in a circle: ${circle}. Correct downRevision or dependsOn in one of them.`;
    super("revision-cycle", message, { ids });
    this.ids = ids;
  }
}

/** A target that no revision answers to. */
export class UnknownRevisionError extends AutogenError {
  readonly target: string;

  constructor(target: string, reason?: string) {
    const cure = "`autogen history` lists the revisions";
    super(
      "unknown-revision",
      `No revision is called ${JSON.stringify(target)}${reason ? ` (${reason})` : ""}. ${cure}.`,
      {
        target,
      },
    );
    this.target = target;
  }
}

/** A prefix that several ids share. */
export class AmbiguousRevisionError extends AutogenError {
  readonly target: string;
  readonly matches: readonly string[];

  constructor(target: string, matches: readonly string[]) {
    const message = `${JSON.stringify(target)} is the beginning of several ids: ${matches.join(", ")}. Write more of the one you mean.`;
    super("ambiguous-revision", message, { target, matches });
    this.target = target;
    this.matches = matches;
  }
}

/** `head` where there are several. */
export class MultipleHeadsError extends AutogenError {
  readonly heads: readonly string[];

  /** `offset`: what the target counts from there. */
  constructor(target: string, heads: readonly string[], offset: number | null = null) {
    const cure =
      offset === null
        ? "Name one of them, say `heads` for all, or unite them with `autogen merge heads`"
        : `Count from one of them, as in ${heads[0]}${offset < 0 ? "" : "+"}${offset}`;
    super("multiple-heads", `${JSON.stringify(target)} is not one revision: ${heads.join(", ")}. ${cure}.`, {
      target,
      heads,
    });
    this.heads = heads;
  }
}

/** `branch@revision` where the revision is not on that branch. */
export class NotOnBranchError extends AutogenError {
  readonly branch: string;
  readonly target: string;

  constructor(branch: string, target: string) {
    const cure = "`autogen history -v` shows the labels of each revision";
    super("not-on-branch", `${target} is not on the branch ${JSON.stringify(branch)}. ${cure}.`, {
      branch,
      target,
    });
    this.branch = branch;
    this.target = target;
  }
}

/** A relative target that leads past an end, through a fork, or in the wrong direction. */
export class RelativeTargetError extends AutogenError {
  readonly target: string;

  constructor(target: string, problem: string) {
    super("relative-target", `The target ${JSON.stringify(target)} ${problem}.`, { target });
    this.target = target;
  }
}

/** A target that this command cannot take, such as `base` for an upgrade. */
export class UnsuitableTargetError extends AutogenError {
  readonly target: string;

  constructor(target: string, problem: string) {
    super("unsuitable-target", `The target ${JSON.stringify(target)} ${problem}.`, { target });
    this.target = target;
  }
}

/** Versions in the database that no script declares: the database is ahead of the scripts. */
export class DatabaseAheadError extends AutogenError {
  readonly versions: readonly string[];

  constructor(versions: readonly string[]) {
    const cure =
      "Get the scripts of the version that was deployed there (git pull?), or `autogen stamp --purge` if they are gone";
    super(
      "database-ahead",
      `The database stands at ${versions.join(", ")}, which no script declares. ${cure}.`,
      { versions },
    );
    this.versions = versions;
  }
}

/** A downgrade to a revision that is not applied. */
export class NotAppliedError extends AutogenError {
  readonly id: string;

  constructor(id: string, current: readonly string[]) {
    const stands = current.length === 0 ? "at base" : `at ${current.join(", ")}`;
    const cure = "`autogen upgrade` leads forward; `autogen history` shows the order";
    super("not-applied", `Revision ${id} is not applied: the database stands ${stands}. ${cure}.`, {
      id,
      current,
    });
    this.id = id;
  }
}

/** A range whose start is not among what leads to its end. */
export class NotAncestorError extends AutogenError {
  readonly from: string;
  readonly to: string;

  constructor(from: string, to: string) {
    super(
      "not-ancestor",
      `${from} does not lead to ${to}. Swap the ends of the range, or name revisions of one branch.`,
      {
        from,
        to,
      },
    );
    this.from = from;
    this.to = to;
  }
}

/** Targets of one stamp of which one already contains another. */
export class OverlappingTargetsError extends AutogenError {
  readonly ids: readonly [string, string];

  constructor(ancestor: string, descendant: string) {
    const message = `Stamping ${descendant} says that ${ancestor} is applied too. Name only ${descendant}, or only ${ancestor}.`;
    super("overlapping-targets", message, { ids: [ancestor, descendant] });
    this.ids = [ancestor, descendant];
  }
}

/** A new revision on one that already has a successor, without `--splice`. */
export class NotAHeadError extends AutogenError {
  readonly id: string;

  constructor(id: string, children: readonly string[]) {
    const message = `${children.join(", ")} already follows ${id}, so a new revision there starts a branch. Say --splice if you want that, else name a head (\`autogen heads\` lists them).`;
    super("not-a-head", message, { id, children });
    this.id = id;
  }
}

/** A merge of revisions of which one already contains another. */
export class OverlappingParentsError extends AutogenError {
  readonly ids: readonly [string, string];

  constructor(ancestor: string, descendant: string) {
    const message = `${descendant} already contains ${ancestor}, so nothing can join the two. Name only ${descendant}, or heads of different branches.`;
    super("overlapping-parents", message, { ids: [ancestor, descendant] });
    this.ids = [ancestor, descendant];
  }
}
