import type { Decision } from "@typeorm-autogen/compare";
import type { Hazard } from "@typeorm-autogen/hazards";

/** `questions`: something is pending, and only a person can say what. */
export type WatchState = "starting" | "in-sync" | "pending" | "questions" | "error";

/** The database that is compared with, without credentials. */
export interface WatchedDatabase {
  /** `postgres`, `sqlite`. */
  readonly dialect: string;
  /** Kind and version as people say them: `PostgreSQL 15`. */
  readonly server: string;
  readonly name: string;
}

/** Why there is no comparison. Line and column count from 1. */
export interface WatchProblem {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** One operation in words: `+` adds, `-` takes away, `~` changes. */
export interface PendingOperation {
  readonly sign: "+" | "-" | "~";
  readonly words: string;
  /** Rows or values are gone afterwards. */
  readonly destructive: boolean;
}

/** What is pending on one table. */
export interface PendingTable {
  /** Its name, with its schema where it is not the default one; null for what belongs to no table. */
  readonly table: string | null;
  /** Names of the columns of a table that is created. */
  readonly columns?: readonly string[];
  readonly operations: readonly PendingOperation[];
  readonly hazards: readonly Hazard[];
  /** The statements of these operations. */
  readonly sql: readonly string[];
}

/** A draft revision that is kept up to date. */
export interface WatchedDraft {
  readonly id: string;
  readonly file: string;
}

/** What a comparison found. */
export interface WatchedDifference {
  readonly database: WatchedDatabase;
  /** Ids of the heads of the scripts. */
  readonly heads: readonly string[];
  /** Ids that the database stands at. */
  readonly current: readonly string[];
  /** Ids of the revisions that wait for `upgrade`, oldest first. */
  readonly waiting: readonly string[];
  readonly draft: WatchedDraft | null;
  readonly questions: readonly Decision[];
  readonly tables: readonly PendingTable[];
  /** All statements, in the order in which they would run. */
  readonly sql: readonly string[];
  /** For people: what makes the comparison less than it seems. */
  readonly warnings: readonly string[];
  /** How many tables the entities declare. */
  readonly tableCount: number;
}

/**
 * Everything there is to show at one moment; plain data. After a problem it still says what the last comparison found.
 */
export interface WatchSnapshot extends Omit<WatchedDifference, "database"> {
  /** Counts from 1, and only where something else is to be seen than before. */
  readonly sequence: number;
  /** When it was taken, ISO 8601. */
  readonly at: string;
  readonly state: WatchState;
  /** Null until it was reached. */
  readonly database: WatchedDatabase | null;
  readonly problems: readonly WatchProblem[];
  /** Milliseconds from the first of the saves to this. */
  readonly took: number;
}

/** Before anything was loaded. */
export const firstSnapshot: WatchSnapshot = {
  sequence: 0,
  at: new Date(0).toISOString(),
  state: "starting",
  database: null,
  heads: [],
  current: [],
  waiting: [],
  draft: null,
  problems: [],
  questions: [],
  tables: [],
  sql: [],
  warnings: [],
  tableCount: 0,
  took: 0,
};
