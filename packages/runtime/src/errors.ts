import { ConnectionLostError, shortenSql, StatementError, type Fault } from "@typeorm-autogen/dialect";
import { AutogenError } from "@typeorm-autogen/errors";
import type { DependentInTheWay } from "./find-dependents.js";
import { describeMisfit, type Misfit } from "./misfit.js";

/** Which way a script is run. */
export type Direction = "upgrade" | "downgrade";

/** What a failed run was doing, and what it left. */
export interface MigrationFailure {
  readonly revision: string;
  readonly file: string;
  readonly direction: Direction;
  /** Kind and object of the operation, or null where the script itself or the bookkeeping failed. */
  readonly operation: { readonly kind: string; readonly object: string } | null;
  /** The statement that failed, or null. */
  readonly statement: string | null;
  /** What the server or the script said. */
  readonly reason: string;
  /** Heads that the database stands at now; null where the connection was lost while committing. */
  readonly standsAt: readonly string[] | null;
  /** Operations of this revision that stay, because a statement that cannot run in a transaction committed them. */
  readonly keptOperations: number;
}

/**
 * A revision could not be run. The message says what failed and what the database holds now. The code is that of the cause
 * where that has one of its own (`lock-wait`, `connection-lost`, `disk-full`, `not-permitted`), else `migration-failed`.
 */
export class MigrationFailedError extends AutogenError {
  readonly failure: MigrationFailure;

  constructor(failure: MigrationFailure, cause: unknown) {
    super(codeOf(cause), explainFailure(failure), { ...failure }, cause);
    this.failure = failure;
  }
}

function codeOf(cause: unknown): string {
  const own = cause instanceof ConnectionLostError || cause instanceof StatementError;
  return own && cause.code !== "statement-failed" ? cause.code : "migration-failed";
}

function explainFailure({
  revision,
  file,
  direction,
  operation,
  statement,
  reason,
  ...left
}: MigrationFailure) {
  const at = operation ? ` at ${operation.kind} of ${operation.object}` : "";
  const sql = statement === null ? "" : `, in: ${shortenSql(statement)}`;
  return `${direction} of revision ${revision} (${file}) failed${at}: ${reason}${sql}. ${explainState(left)}`;
}

function explainState({
  standsAt,
  keptOperations,
}: Pick<MigrationFailure, "standsAt" | "keptOperations">): string {
  if (standsAt === null)
    return "The connection was lost during the commit, so it is not known whether it took place: `autogen current` tells";
  const stands = `The database stands at ${formatHeads(standsAt)}`;
  if (keptOperations === 0) return `${stands}; nothing of this revision was kept`;
  const kept = keptOperations === 1 ? "its first operation" : `its first ${keptOperations} operations`;
  return `${stands}, and ${kept} had to be committed before the rest; deal with the cause, leave the script up to that point as it is, and run the same command again: it goes on from there`;
}

/** Heads for a sentence: `base` where there is none. */
export function formatHeads(heads: readonly string[]): string {
  return heads.length === 0 ? "base" : heads.join(", ");
}

/** Rows stand in the way of pending revisions; nothing was run. */
export class RowsInTheWayError extends AutogenError {
  constructor(misfits: readonly Misfit[]) {
    const lines = misfits.map((misfit) => {
      const revision = misfit.revision === null ? "" : ` (revision ${misfit.revision})`;
      return `  ${describeMisfit(misfit)}${revision}; see: ${misfit.query}`;
    });
    super(
      "rows-in-the-way",
      `rows stand in the way, so nothing was run; correct them, or change the revision, or leave it to the server with --no-preflight\n${lines.join("\n")}`,
      { misfits },
    );
  }
}

/** Views, policies or triggers read what pending revisions drop; nothing was run. */
export class DependentsInTheWayError extends AutogenError {
  constructor(dependents: readonly DependentInTheWay[]) {
    const lines = dependents.map(({ revision, object, dependent }) => {
      const which = revision === null ? "" : ` (revision ${revision})`;
      return `  ${dependent} reads ${object}${which}`;
    });
    super(
      "dependents-in-the-way",
      `something still reads what would be dropped, so nothing was run; drop or change it before, by op.execute in the script or by hand\n${lines.join("\n")}`,
      { dependents },
    );
  }
}

/** The server would refuse, or break, what revisions leave; nothing was run or written. */
export class ServerWouldRefuseError extends AutogenError {
  constructor(faults: readonly (Fault & { readonly revision: string | null })[]) {
    const lines = faults.map(({ object, problem, nextStep, revision }) => {
      const where = revision === null ? "" : ` (revision ${revision})`;
      return `  ${object}: ${problem}${where}; ${nextStep}`;
    });
    super("server-would-refuse", `the server cannot do this, so nothing was done\n${lines.join("\n")}`, {
      faults,
    });
  }
}

/** A script does not export the function for this direction. */
export class ScriptFunctionMissingError extends AutogenError {
  constructor(file: string, direction: Direction, exports: readonly string[], remark: string) {
    const seen = exports.length === 0 ? "it exports nothing" : `it exports ${exports.join(", ")}`;
    super(
      "script-function-missing",
      `${file} has no ${direction} function (${seen})${remark}; write: export function ${direction}(op: Operations): void { … }`,
      { file, direction, exports },
    );
  }
}

/** There is no key by which a backfill could walk the rows of its table. */
export class BackfillKeyError extends AutogenError {
  constructor(table: string, problem: string) {
    super(
      "backfill-key",
      `op.backfill cannot walk ${table}: it ${problem}; give it key: columns that are unique together and NOT NULL, or update the rows by op.execute`,
      { table },
    );
  }
}

/** A script wants to run in a way that there is none. */
export class ScriptTransactionError extends AutogenError {
  constructor(file: string, word: unknown) {
    super(
      "script-transaction",
      `${file} exports transaction = ${JSON.stringify(word)}; a script may only say export const transaction = "none", and leave it out otherwise`,
      { file },
    );
  }
}

/** A script began a transaction and left it open, or ended the one that it runs in. */
export class TransactionLeftError extends AutogenError {
  constructor(file: string, direction: Direction, what: "opened" | "ended") {
    const did =
      what === "opened"
        ? "began a transaction and left it open"
        : "ended the transaction that it runs in, so that what it did before is committed";
    super(
      "transaction-left",
      `${file} ${did} in ${direction}; take BEGIN, COMMIT and ROLLBACK out of its SQL: op.autocommitBlock runs statements outside the transaction`,
      { file, direction, what },
    );
  }
}

/** A script asked the database and did not wait for the answer. */
export class QueryNotAwaitedError extends AutogenError {
  constructor(file: string, direction: Direction) {
    super(
      "query-not-awaited",
      `${file} calls op.query() or op.flush() in ${direction} without await; make ${direction} async and await the call`,
      { file, direction },
    );
  }
}

/** A change of the version table did not touch exactly one row. */
export class VersionRowError extends AutogenError {
  constructor(table: string, change: string, rows: number) {
    super(
      "version-row",
      `${change} in ${table} touched ${rows} rows instead of 1; somebody changed the table meanwhile, look at it and correct it with autogen stamp`,
      { table, change, rows },
    );
  }
}

/** A run that was interrupted cannot go on, because the script changed before the point that it had reached. */
export class ResumeMismatchError extends AutogenError {
  constructor(revision: string, file: string, operations: number) {
    super(
      "resume-mismatch",
      `revision ${revision} was interrupted after ${operations} operations, and ${file} has changed among those since; restore it and run again, or finish by hand and stamp ${revision}`,
      { revision, file, operations },
    );
  }
}

/** A statement outside transactions was interrupted, and whether it took effect cannot be told. */
export class StatementInDoubtError extends AutogenError {
  constructor(revision: string, object: string, statement: string) {
    super(
      "statement-in-doubt",
      `revision ${revision} was interrupted while this ran outside a transaction (${object}): ${shortenSql(statement)}. Look whether it took effect, undo it if so, delete the row of that revision from the step table and run again; or finish by hand and stamp ${revision}`,
      { revision, object, statement },
    );
  }
}

/** A revision was interrupted, and what is asked for now would not end it. */
export class UnfinishedRevisionError extends AutogenError {
  constructor(revision: string, direction: Direction, operations: number) {
    super(
      "unfinished-revision",
      `the ${direction} of revision ${revision} was interrupted after ${operations} operations, and what is asked for now would not end it; end it first with autogen ${direction}, or undo by hand what it did and tell where the database stands with autogen stamp`,
      { revision, direction, operations },
    );
  }
}

/** The version rows are not what this run left there, in a way that it cannot follow. */
export class ConcurrentChangeError extends AutogenError {
  constructor(revision: string, expected: readonly string[], found: readonly string[]) {
    super(
      "concurrent-change",
      `at revision ${revision} the version table should say ${formatHeads(expected)}, but something else moved it to ${formatHeads(found)}; run the command again when no other runner is at work`,
      { revision, expected, found },
    );
  }
}

/** Another run went on with the same revision meanwhile, where no lock spans what a revision commits on its way. */
export class RevisionTakenError extends AutogenError {
  constructor(revision: string) {
    super(
      "concurrent-change",
      `another run is at work on revision ${revision} and went on with it; run the command again when that one is through`,
      { revision },
    );
  }
}

/** A script asks the database, and none is connected where SQL is only written. */
export class OfflineQueryError extends AutogenError {
  constructor(revision: string, file: string, direction: Direction, call: string) {
    super(
      "offline-query",
      `${direction} of revision ${revision} (${file}) calls op.${call}(), which needs a database, so no SQL can be written for it; run it connected, or leave it out of the range`,
      { revision, file, direction, call },
    );
  }
}

/** An operation needs to know how the database stands, and the revisions alone do not tell. */
export class OfflineStateError extends AutogenError {
  constructor(revision: string, file: string, direction: Direction, object: string, reason: string) {
    super(
      "offline-state",
      `${direction} of revision ${revision} (${file}) cannot be written as SQL: ${object} depends on how the database stands, and ${reason}; run it connected`,
      { revision, file, direction, object, reason },
    );
  }
}
