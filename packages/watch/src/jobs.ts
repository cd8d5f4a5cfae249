import type { Answers } from "@typeorm-autogen/compare";
import type { ServerFacts } from "@typeorm-autogen/dialect";

/** A project whose database is connected. */
export interface OpenedProject {
  readonly facts: ServerFacts;
  /** The DataSource's `type`. */
  readonly driver: string;
  /** A digest of what the connection is made with: another one asks for another connection. */
  readonly connection: string;
  /** The files that make up the configuration. */
  readonly configuration: readonly string[];
}

/** What is known of a project from the last time that it was loaded. */
export interface KnownProject extends Pick<OpenedProject, "facts" | "driver"> {
  readonly files: readonly string[];
}

/** What the entities declare now. */
export interface DeclaredProject {
  /** A Declaration, written by writeDeclaration: it passes through a process that need not read it. */
  readonly declaration: string;
  readonly connection: string;
  /** Folders in which a new file counts, with all that is in them: of entities that globs name, of revision scripts. */
  readonly folders: readonly string[];
}

/** What is compared with the database, and what a person has said meanwhile, beyond the command line. */
export interface CompareInput {
  readonly declaration: string;
  readonly answers: Answers;
}

/** What a revision is to be written of. */
export interface RevisionInput {
  readonly message: string;
  readonly answers: Answers;
}

/** What is to be applied to a development database. */
export interface ApplyInput {
  readonly answers: Answers;
  /** A person has agreed to what it destroys. */
  readonly confirmed: boolean;
}

/**
 * Everything that watching asks of a project. Each of them runs in a child process: `open`, `hasChanged`, `compare` and
 * `tables` in one that keeps the connection, each of the others in a fresh one that is thrown away, since neither Node nor TypeORM
 * forgets what was loaded.
 */
export interface WatchJobs {
  /** Loads what the others will need and that no save changes, so far as it is known from the last time. */
  warm(known: KnownProject | undefined): Promise<void>;
  open(): Promise<OpenedProject>;
  declare(facts: ServerFacts): Promise<DeclaredProject>;
  /** Whether the database's catalogue or version rows are other ones than the last time. */
  hasChanged(): Promise<boolean>;
  /** Compares with the database as `hasChanged` saw it last; a WatchedDifference as JSON. */
  compare(input: CompareInput): Promise<string>;
  /** Every table of the last comparison, as it is and as it will be; ComparedTables as JSON. */
  tables(): Promise<string>;
  /** Writes a revision of what differs, or finishes the draft that holds it; says for people what came of it. */
  revision(input: RevisionInput): Promise<string>;
  /** Applies what differs to a development database, and keeps it in a draft. */
  apply(input: ApplyInput): Promise<string>;
  /** Takes the last apply back. */
  undo(): Promise<string>;
}

/** The result of a job. */
export type JobResult<Name extends keyof WatchJobs> = Awaited<ReturnType<WatchJobs[Name]>>;
