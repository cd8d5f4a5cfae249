import type { Answers } from "@typeorm-autogen/compare";
import type { ServerFacts } from "@typeorm-autogen/dialect";
import type { Declaration } from "@typeorm-autogen/entities";
import type { WatchedDifference } from "./snapshot.js";

/** A project whose database is connected. */
export interface OpenedProject {
  readonly facts: ServerFacts;
  /** A digest of what the connection is made with: another one asks for another connection. */
  readonly connection: string;
  /** The files that make up the configuration. */
  readonly configuration: readonly string[];
}

/** What the entities declare now. */
export interface DeclaredProject {
  readonly declaration: Declaration;
  readonly connection: string;
  /** Folders in which a new file counts, with all that is in them: of entities that globs name, of revision scripts. */
  readonly folders: readonly string[];
}

/** What is compared with the database, and what a person has said meanwhile, beyond the command line. */
export interface CompareInput {
  /** Absent: what was declared last. */
  readonly declaration?: Declaration;
  readonly answers: Answers;
}

/** What a revision is to be written of. */
export interface RevisionInput {
  readonly message: string;
  readonly answers: Answers;
}

/**
 * Everything that watching asks of a project. Each of them runs in a child process: `open`, `compare` and `hasChanged` in
 * one that keeps the connection, each of the others in a fresh one that is thrown away, since neither Node nor TypeORM
 * forgets what was loaded.
 */
export interface WatchJobs {
  /** Loads what the others will need and that no save changes. */
  warm(): Promise<void>;
  open(): Promise<OpenedProject>;
  declare(facts: ServerFacts): Promise<DeclaredProject>;
  /** Whether the database's catalogue or version rows are other ones than the last time. */
  hasChanged(): Promise<boolean>;
  /** Compares with the database as `hasChanged` saw it last. */
  compare(input: CompareInput): Promise<WatchedDifference>;
  /** Writes a revision of what differs; says for people what came of it. */
  revision(input: RevisionInput): Promise<string>;
}

/** The result of a job. */
export type JobResult<Name extends keyof WatchJobs> = Awaited<ReturnType<WatchJobs[Name]>>;
