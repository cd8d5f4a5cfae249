import type { Row } from "@typeorm-autogen/dialect";
import type { Naming } from "./naming.js";

/** A step that was just applied, taken back or stamped. Its transaction is still open. */
export interface AppliedStep {
  readonly direction: "upgrade" | "downgrade" | "stamp";
  /** Null for a stamp. */
  readonly revision: { readonly id: string; readonly message: string; readonly file: string } | null;
  /** The heads that the database stood at. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly tenant: string | null;
  readonly environment: string | null;
  /** The `-x KEY=VALUE` of the command line. */
  readonly x: Readonly<Record<string, string>>;
  /** Runs one statement in the step's transaction and returns its rows. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

/** Called in the transaction of each step: what throws here undoes the step. */
export type OnApply = (step: AppliedStep) => void | Promise<void>;

/** How scripts run. */
export interface RunConfig {
  readonly onApply?: OnApply;
  /** Who runs migrations: Autogen its own scripts, or TypeORM its classes, which `revision` then writes. */
  readonly runner?: "autogen" | "typeorm";
  readonly versionTable?: { readonly name?: string; readonly schema?: string };
  /** A server on which scratch databases may be made: `revision` and `verify` prove scripts there. */
  readonly scratch?: { readonly url?: string };
  /** What a transaction holds: each revision, all of a run, or none of what scripts run as SQL. */
  readonly transaction?: "each" | "all" | "none";
  /** How constraints that scripts leave without a name are called; by default as the server does. */
  readonly naming?: Naming;
}

/** How long a run waits, in milliseconds, and how often it tries again. An environment may have its own. */
export interface TimeoutConfig {
  /** For another runner. */
  readonly runnerTimeout?: number;
  /** For a lock that another session holds; 0 leaves it to the server. */
  readonly lockTimeout?: number;
  /** For one statement; 0 leaves it to the server. */
  readonly statementTimeout?: number;
  /** How often a revision is tried once more that a lock or a deadlock kept from its end. */
  readonly lockRetries?: number;
}
