import { DependentsInTheWayError, RowsInTheWayError } from "./errors.js";
import { findDependents } from "./find-dependents.js";
import { refuseFaults } from "./refuse-faults.js";
import { findMisfits, readPending } from "./find-misfits.js";
import { recordStep } from "./preview.js";
import type { LoadedStep } from "./revision-run.js";
import type { Session } from "./session.js";
import { readLastStep } from "./step-log.js";
import type { PendingWork } from "./walk-rows.js";

/**
 * Throws ServerWouldRefuseError, DependentsInTheWayError and RowsInTheWayError where the server, views or rows would make
 * one of these steps fail. One that was interrupted meets a schema that is
 * neither before it nor after it: from there on nothing is told. Writes nothing.
 */
export async function refuseMisfits(session: Session, steps: readonly LoadedStep[]): Promise<void> {
  const work: PendingWork[] = [];
  for (const step of steps) {
    const revision = step.step.revision.id;
    // A script that throws is told better by running it.
    const recorded = await recordStep(session, step).catch(() => null);
    const operations = (await wasInterrupted(session, revision)) ? null : recorded;
    work.push({ revision, operations });
  }
  if (work.every(({ operations }) => !operations?.length)) return;
  const dependents = await findDependents(session, work);
  if (dependents.length > 0) throw new DependentsInTheWayError(dependents);
  const live = await readPending(session, work);
  refuseFaults(session, work, live);
  const misfits = await findMisfits(session, work, live);
  if (misfits.length > 0) throw new RowsInTheWayError(misfits);
}

async function wasInterrupted({ connection, dialect, tables }: Session, revision: string): Promise<boolean> {
  if (!(await dialect.hasTable(connection, tables.step))) return false;
  const last = await readLastStep(connection, dialect, tables.step, revision);
  return last !== undefined && last.outcome !== "done";
}
