import { setTimeout as sleep } from "node:timers/promises";
import { formatName, type Schema } from "@typeorm-autogen/model";
import type { Backfill } from "@typeorm-autogen/ops";
import type { Revision } from "@typeorm-autogen/revisions";
import type { Session } from "./session.js";
import { tellingHolders } from "./watch-locks.js";
import { chunkSql, findChunkEnd, planWalk, type KeyValues } from "./walk-keys.js";

/** How far a backfill has come. */
export interface BackfillProgress {
  /** The key of the last row that was looked at, as SQL literals. */
  readonly after?: KeyValues;
  /** Rows that were changed. */
  readonly rows: number;
}

/** One backfill on its way. */
export interface BackfillJob {
  readonly operation: Backfill;
  readonly revision: Revision;
  readonly start: BackfillProgress;
  /** Writes down how far it has come, in the transaction that is open. */
  keep(progress: BackfillProgress): Promise<void>;
}

/**
 * Runs a backfill outside any transaction: each chunk and the word of it are committed together. Returns the number of
 * statements. Throws BackfillKeyError.
 */
export async function runBackfill(session: Session, schema: Schema, job: BackfillJob): Promise<number> {
  const { connection, dialect } = session;
  const { operation } = job;
  const walk = planWalk(operation, schema, dialect);
  let progress = job.start;
  for (let statements = 0; ; statements++) {
    await connection.begin("rows");
    try {
      const end = await findChunkEnd(connection, dialect, operation, walk, progress.after);
      if (end) {
        const sql = chunkSql(dialect, operation, walk, progress.after, end);
        session.onEvent({ kind: "statement", revision: job.revision, sql });
        const rows = await tellingHolders(session, () => connection.execute(sql));
        progress = { after: end, rows: progress.rows + rows };
        await job.keep(progress);
      }
      await connection.commit();
      tell(session, job, progress.rows, end === undefined);
      if (!end) return statements;
    } catch (error) {
      await connection.rollback().catch(() => {});
      throw error;
    }
    if (operation.pause) await sleep(operation.pause);
  }
}

function tell({ onEvent }: Session, { operation, revision }: BackfillJob, rows: number, done: boolean): void {
  onEvent({ kind: "backfill", revision, table: formatName(operation.table), rows, done });
}
