/** Everything that the page shows at one moment, as it is sent: text in it hides nothing and steers nothing. */
export interface PageState {
  readonly sequence: number;
  /** When it was taken, ISO 8601. */
  readonly at: string;
  readonly state: "starting" | "in-sync" | "pending" | "questions" | "error";
  /** Milliseconds from the save to this. */
  readonly took: number;
  /** Server and name of the database; null until it was reached. */
  readonly database: { readonly server: string; readonly name: string } | null;
  readonly heads: readonly string[];
  readonly waiting: readonly string[];
  readonly draft: string | null;
  readonly problems: readonly PageProblem[];
  readonly questions: readonly PageQuestion[];
  readonly warnings: readonly string[];
  readonly groups: readonly PageGroup[];
  readonly sql: readonly string[];
  readonly tables: readonly PageTable[];
}

/** Why there is no comparison. */
interface PageProblem {
  readonly message: string;
  /** File, line and column, as editors take them; empty where nobody knows. */
  readonly place: string;
}

/** Something that only a person can say. */
export interface PageQuestion {
  readonly text: string;
  /** Options of the command line that answer it. */
  readonly answers: readonly string[];
}

/** What is pending on one table, or on none. */
export interface PageGroup {
  readonly table: string | null;
  readonly operations: readonly {
    readonly sign: "+" | "-" | "~";
    readonly words: string;
    readonly destructive: boolean;
  }[];
  readonly hazards: readonly PageHazard[];
  readonly sql: readonly string[];
}

/** What to know about an operation before it runs. */
export interface PageHazard {
  readonly level: "error" | "warning" | "info";
  readonly rule: string;
  readonly object: string;
  readonly message: string;
  readonly lock: string;
  readonly safe: string;
  /** Why somebody accepted it; empty where nobody did. */
  readonly accepted: string;
}

/** What becomes of a table or of a line of it. */
export type PageChange = "added" | "removed" | "changed" | "same";

/** A table, with its place in the diagram. */
export interface PageTable {
  readonly name: string;
  /** Its name before, where it is renamed; else empty. */
  readonly was: string;
  readonly change: PageChange;
  readonly lines: readonly {
    readonly change: PageChange;
    readonly text: string;
    /** The line before, where it changes; else empty. */
    readonly was: string;
  }[];
  /** What its box shows. */
  readonly rows: readonly PageRow[];
  readonly keys: readonly PageKey[];
  readonly width: number;
  readonly height: number;
  readonly at: Point;
  /** Its place among what changes alone; null where it is not shown there. */
  readonly amongChanges: Point | null;
}

/** A line of a table's box. */
export interface PageRow {
  readonly change: PageChange;
  readonly name: string;
  readonly type: string;
  readonly isKey: boolean;
}

/** A foreign key: the table it refers to, and the row of the box that it starts from. */
export interface PageKey {
  readonly to: string;
  readonly row: number | null;
  readonly change: PageChange;
}

/** A place in the diagram, in its own units: pixels, where it is neither enlarged nor reduced. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
