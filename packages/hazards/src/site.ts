import type { Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import type { QualifiedName, Schema } from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";
import type { Hazard } from "./hazard.js";

/** What a rule finds, before levels and acceptances: those of the catalogue apply. */
export type Finding = Omit<Hazard, "level" | "operation" | "accepted">;

/** One operation where it stands among the others. */
export interface Site {
  readonly op: LeafOperation;
  readonly index: number;
  /** The first of the operations that share its transaction, so far as the operations tell. */
  readonly since: number;
  /** Every operation of the set, containers opened. */
  readonly all: readonly LeafOperation[];
  /** The schema before this operation; null where nobody knows it. */
  readonly before: Schema | null;
  readonly dialect: Dialect;
  readonly facts: ServerFacts;
  /**
   * Tables that the same set of revisions created: nobody uses them yet. In SQL text of several statements `at` says how much
   * of it, from 0 to 1, has run.
   */
  readonly isNew: (table: QualifiedName, at?: number) => boolean;
  /** It stands in an autocommit block. */
  readonly isAlone: boolean;
}
