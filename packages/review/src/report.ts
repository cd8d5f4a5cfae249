import type { ComparedTable, OperationInWords, TableLine } from "@typeorm-autogen/autogenerate";
import type { Hazard, HazardLevel } from "@typeorm-autogen/hazards";
import type { QualifiedName } from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";

/** A table that a revision touches, before and after. */
export interface TouchedTable extends Omit<ComparedTable, "change" | "lines"> {
  readonly change: "added" | "removed" | "changed";
  readonly lines: readonly Pick<TableLine, "change" | "text" | "was">[];
  /** Tables that it refers to. */
  readonly refersTo: readonly QualifiedName[];
}

/** A hazard with the place in the script that it is about. */
export interface PlacedHazard extends Hazard {
  /** Counted from 1. */
  readonly line: number;
}

/** What its header says that was proved. */
export type ReviewedProof = "proved" | "edited" | "none";

/** One revision, reviewed. */
export interface ReviewedRevision {
  readonly revision: string;
  readonly message: string;
  /** Relative to the repository, or to the working directory. */
  readonly file: string;
  readonly downRevisions: readonly string[];
  readonly operations: readonly LeafOperation[];
  readonly words: readonly OperationInWords[];
  /** The statements; null with a reason where only a connection can tell them. */
  readonly sql: StatementList;
  readonly undo: StatementList;
  /** What the way back does, in words; null where it cannot be told. */
  readonly undoWords: readonly OperationInWords[] | null;
  readonly tables: readonly TouchedTable[];
  readonly hazards: readonly PlacedHazard[];
  readonly proof: ReviewedProof;
  /** What was proved, as the header says it. */
  readonly claims: readonly string[];
  /** Why its operations could not be told without a database. */
  readonly unread: string | null;
  /** Why it cannot run after the revisions before it, where that is known: two branches may not fit each other. */
  readonly misfit: string | null;
}

/** Statements, or why there are none. */
export type StatementList = { readonly statements: readonly string[] } | { readonly unknown: string };

/** Something about the set of revisions, or about one of them as a file. */
export interface SetFinding {
  readonly rule: SetRule;
  readonly level: HazardLevel;
  readonly message: string;
  /** The file that it is about, if it is one. */
  readonly file?: string;
  readonly line?: number;
}

/** What can be wrong with revisions as files of a branch. */
type SetRule =
  | "several-heads"
  | "edited-revision"
  | "deleted-revision"
  | "same-object"
  | "not-in-sync"
  | "not-verified"
  | "edited-since-proof"
  | "not-read"
  | "does-not-fit";

/** A review: of every revision, and of all of them together. */
export interface Report {
  /** The server that the SQL is for: `PostgreSQL 15`. */
  readonly server: string;
  /** What the branch was compared with; null where revisions were named. */
  readonly base: string | null;
  readonly revisions: readonly ReviewedRevision[];
  readonly findings: readonly SetFinding[];
  /** Whether the entities agree with what all revisions build; null where nobody could tell. */
  readonly inSync: boolean | null;
}

/** How many findings of each level a report has; what was accepted counts apart. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly accepted: number;
}

/** Counts hazards and findings. */
export function countFindings({ revisions, findings }: Report): Counts {
  const hazards = revisions.flatMap((revision) => revision.hazards);
  const open = hazards.filter(({ accepted }) => accepted === undefined);
  const of = (level: HazardLevel) =>
    [...open, ...findings].filter((finding) => finding.level === level).length;
  return {
    error: of("error"),
    warning: of("warning"),
    info: of("info"),
    accepted: hazards.length - open.length,
  };
}
