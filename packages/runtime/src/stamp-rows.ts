import { planStamp, type RevisionGraph, type StampPlan } from "@typeorm-autogen/revisions";
import type { Session } from "./session.js";
import { findUnfinished, forgetProgress, logStep, readSteps } from "./step-log.js";
import { changeVersions, readVersions } from "./version-table.js";

/**
 * Changes the version rows so that they say that the targets are applied, and logs it; in the caller's transaction. What
 * was interrupted before is no longer gone on with: whoever stamps says where the database stands.
 */
export async function stampRows(
  session: Session,
  graph: RevisionGraph,
  targets: readonly string[],
  purge: boolean,
): Promise<StampPlan> {
  const { connection, dialect, tables } = session;
  const rows = await readVersions(connection, dialect, tables.version);
  if (purge) {
    const changes = rows.map((version) => ({ kind: "delete", version }) as const);
    await changeVersions(connection, dialect, tables.version, changes);
  }
  const plan = planStamp(graph, targets, purge ? [] : rows);
  await changeVersions(connection, dialect, tables.version, plan.changes);
  for (const { revision } of findUnfinished(await readSteps(connection, dialect, tables.step)))
    await forgetProgress(connection, dialect, tables.step, revision);
  const reached = plan.after.filter((revision) => !plan.before.includes(revision));
  for (const revision of reached) await logStamp(session, revision);
  return plan;
}

async function logStamp({ connection, dialect, tables }: Session, revision: string): Promise<void> {
  const now = new Date().toISOString();
  await logStep(connection, dialect, tables.step, {
    revision,
    direction: "stamp",
    step: 1,
    outcome: "done",
    checksum: null,
    statements: 0,
    progress: null,
    startedAt: now,
    finishedAt: now,
    durationMs: 0,
  });
}
