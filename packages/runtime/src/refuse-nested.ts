import { CallersTransactionError } from "@typeorm-autogen/dialect";
import { previewSteps } from "./preview.js";
import type { LoadedStep } from "./revision-run.js";
import type { TransactionMode } from "./run-steps.js";
import type { Session } from "./session.js";

/**
 * Refuses what cannot be a part of the transaction that the caller has open on the connection, before anything runs. What
 * a script asks the database first is found out only when it runs. Throws CallersTransactionError.
 */
export async function refuseNested(
  session: Session,
  steps: readonly LoadedStep[],
  mode: TransactionMode,
): Promise<void> {
  const { connection } = session;
  if (!connection.nested || steps.length === 0) return;
  refuseCommitting(session);
  const outside = mode === "none" || steps.some((step) => step.outside);
  if (outside) throw new CallersTransactionError('transaction: "none"', "its SQL runs outside of any");
  await connection.begin("read");
  try {
    for (const { step, alone } of await previewSteps(session, steps))
      if (alone !== null) throw outsideError(`${step.direction} of revision ${step.revision.id}`, alone);
  } finally {
    await connection.rollback();
  }
}

/** Where every statement of DDL commits, nothing that may hold one can be a part. Throws CallersTransactionError. */
export function refuseCommitting({ connection, dialect, facts }: Session): void {
  if (!connection.nested || dialect.capabilities.transactionalDdl) return;
  const label = dialect.serverLabel?.(facts) ?? dialect.label;
  throw new CallersTransactionError("this", `${label} commits it with the first statement of DDL`);
}

/** A statement that would have to be committed by itself. */
export function outsideError(what: string, sql: string): CallersTransactionError {
  return new CallersTransactionError(what, `it has to commit by itself: ${sql}`);
}
