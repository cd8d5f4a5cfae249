import { ConnectionLostError, type PreflightSql, type Row } from "@typeorm-autogen/dialect";
import { introspect } from "@typeorm-autogen/introspect";
import type { Schema } from "@typeorm-autogen/model";
import type { Misfit } from "./misfit.js";
import { reasonOf } from "./reason-of.js";
import { attemptRows, showRows, type RowCheck } from "./row-check.js";
import { schemasIn } from "./schema-state.js";
import type { Session } from "./session.js";
import { planChecks, type PendingWork } from "./walk-rows.js";

/** How many rows in the way are counted before a count says "at least". */
const enough = 100;

/**
 * Looks through the rows that there are now for those that these operations would refuse, each by a bounded query, in
 * a transaction that only reads. What a query cannot be asked (for want of a right, of a function) is passed over:
 * the server will tell.
 */
export async function findMisfits(
  session: Session,
  work: readonly PendingWork[],
  live: Schema,
): Promise<readonly Misfit[]> {
  const { dialect, facts, connection } = session;
  const preflight = dialect.preflight(facts);
  if (work.every(({ operations }) => !operations?.length)) return [];
  await connection.begin("read");
  try {
    const plans = planChecks(work, live, dialect, preflight);
    const misfits: Misfit[] = [];
    for (const { revision, checks } of plans) {
      for (const check of checks) {
        const misfit = await lookFor(check, revision, session, preflight);
        if (misfit) misfits.push(misfit);
      }
    }
    return misfits;
  } finally {
    await connection.rollback().catch(() => {});
  }
}

/** The schema that these operations meet, in normal form, read in a transaction of its own. */
export async function readPending(
  { connection, dialect, facts, metadataTable }: Session,
  work: readonly PendingWork[],
): Promise<Schema> {
  const schemas = schemasIn(work.flatMap(({ operations }) => operations ?? []));
  await connection.begin("read");
  try {
    const scope = { schemas: [...schemas], metadataTable };
    return dialect.normalise(await introspect(dialect.reader(connection, facts), scope), facts);
  } finally {
    await connection.rollback().catch(() => {});
  }
}

async function lookFor(
  check: RowCheck,
  revision: string | null,
  session: Session,
  preflight: PreflightSql,
): Promise<Misfit | undefined> {
  const { kind, table, columns, problem } = check;
  const misfit = { revision, kind, table, columns, problem };
  if (check.costly && preflight.limitTime === undefined) return undefined;
  if (check.condition !== undefined || check.attempt === undefined) {
    const query = showRows(check, session.dialect);
    const found = await ask(`${query} LIMIT ${enough + 1}`, session, check.costly && preflight.limitTime);
    if (!(found instanceof Error) && found.length > 0) return { ...misfit, ...counted(found, check), query };
  }
  if (check.attempt === undefined) return undefined;
  const query = attemptRows(check, session.dialect);
  const answer = await ask(query, session);
  if (!(answer instanceof Error) || !preflight.blamesRow(answer)) return undefined;
  const said = `${problem}: ${reasonOf(answer)}`;
  return { ...misfit, problem: said, rows: null, more: true, example: null, query };
}

function counted(found: readonly Row[], { unique }: RowCheck): Pick<Misfit, "rows" | "more" | "example"> {
  const more = found.length > enough;
  const shown = found.slice(0, enough);
  const { rows: _, ...values } = found[0] ?? {};
  if (!unique) return { rows: shown.length, more, example: found[0] ?? null };
  return { rows: shown.reduce((sum, row) => sum + Number(row["rows"]), 0), more, example: values };
}

/**
 * The rows, or the error of a statement that failed; a failed statement ends the transaction on some servers. What bounds
 * the time of this one does not bound the next.
 */
async function ask(
  sql: string,
  { connection }: Session,
  limitTime?: string,
): Promise<readonly Row[] | Error> {
  try {
    if (limitTime === undefined) return await connection.query(sql);
    await connection.execute(limitTime);
    const rows = await connection.query(sql);
    await connection.rollback();
    await connection.begin("read");
    return rows;
  } catch (error) {
    if (error instanceof ConnectionLostError) throw error;
    await connection.rollback();
    await connection.begin("read");
    return error as Error;
  }
}
