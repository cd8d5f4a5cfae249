import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionLostError, isPassing, type Connection } from "@typeorm-autogen/dialect";
import { planUpgrade, type Revision, type RevisionGraph, type Step } from "@typeorm-autogen/revisions";
import { ConcurrentChangeError, MigrationFailedError, RevisionTakenError, type Direction } from "./errors.js";
import { RevisionRun, type LoadedStep } from "./revision-run.js";
import type { Session } from "./session.js";
import { readLastStep } from "./step-log.js";
import { pauseBefore } from "./timeouts.js";
import { changeVersions, readVersions } from "./version-table.js";

/**
 * What a transaction holds: each revision, all revisions of a run, or none of what scripts run as SQL (each directive is
 * a transaction then, and each `op.execute` stands outside). MySQL and MariaDB commit every statement of DDL anyway.
 */
export type TransactionMode = "each" | "all" | "none";

/** A step that was just applied; its transaction is still open. */
export interface AppliedStep {
  readonly direction: Direction | "stamp";
  /** Null for a stamp. */
  readonly revision: Revision | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly connection: Connection;
}

/** How steps are run. */
export interface RunStepsOptions {
  readonly transaction: TransactionMode;
  /** How often a transaction is tried once more that other sessions kept from its end. */
  readonly retries: number;
  /** Called inside the transaction of each step: what throws here undoes the step. */
  readonly onApplied?: (step: AppliedStep) => void | Promise<void>;
}

/** Runs steps in their transactions; gives those that no other runner did meanwhile. Throws MigrationFailedError. */
export async function runSteps(
  graph: RevisionGraph,
  jobs: readonly LoadedStep[],
  session: Session,
  options: RunStepsOptions,
): Promise<readonly Step[]> {
  const own = options.transaction === "none" ? jobs.map((job) => ({ ...job, outside: true as const })) : jobs;
  const transactions = options.transaction === "all" ? [own] : own.map((job) => [job]);
  const ran: Step[] = [];
  for (const transaction of transactions) {
    if (transaction.length === 0) continue;
    ran.push(...(await runPatiently(graph, transaction, session, options)));
  }
  return ran;
}

// What other sessions kept from its end is undone, or gone on with where it was committed, as a next run would.
async function runPatiently(
  graph: RevisionGraph,
  jobs: readonly LoadedStep[],
  session: Session,
  options: RunStepsOptions,
): Promise<readonly Step[]> {
  for (let retry = 1; ; retry++) {
    try {
      return await new Transaction(graph, session, options).run(jobs);
    } catch (error) {
      if (retry > options.retries || !mayRepeat(error, jobs)) throw error;
      const pause = pauseBefore(retry);
      session.onEvent({ kind: "retry", error: error as Error, retry, of: options.retries, pause });
      await sleep(pause);
    }
  }
}

// Where some of several revisions stay, the next run begins behind them.
function mayRepeat(error: unknown, jobs: readonly LoadedStep[]): boolean {
  if (!(error instanceof MigrationFailedError)) return isPassing(error);
  const kept = jobs.length > 1 && !sameVersions(error.failure.standsAt ?? [], jobs[0]?.step.before ?? []);
  return !kept && (isPassing(error.cause) || error.cause instanceof RevisionTakenError);
}

/** One transaction and the steps in it. */
class Transaction {
  readonly #graph: RevisionGraph;
  readonly #session: Session;
  readonly #options: RunStepsOptions;
  readonly #finished: (() => void)[] = [];
  #run: RevisionRun | undefined;
  /** What the version rows say if everything that is not committed is undone. */
  #standsAt: readonly string[] = [];

  constructor(graph: RevisionGraph, session: Session, options: RunStepsOptions) {
    this.#graph = graph;
    this.#session = session;
    this.#options = options;
  }

  async run(jobs: readonly LoadedStep[]): Promise<readonly Step[]> {
    const { connection } = this.#session;
    this.#standsAt = jobs[0]?.step.before ?? [];
    await connection.begin("migrate");
    let committing = false;
    try {
      const ran: Step[] = [];
      for (const job of jobs) ran.push(...(await this.#runStep(job)));
      committing = true;
      await connection.commit();
      for (const tell of this.#finished) tell();
      return ran;
    } catch (error) {
      await connection.rollback().catch(() => {});
      const unknown = committing && error instanceof ConnectionLostError;
      throw this.#run?.failure(error, unknown ? null : this.#standsAt) ?? error;
    }
  }

  /** The step as it was run; nothing where another runner did it meanwhile. */
  async #runStep(job: LoadedStep): Promise<readonly Step[]> {
    const { connection, dialect, tables, onEvent } = this.#session;
    const { direction, revision } = job.step;
    this.#run = undefined;
    const rows = await readVersions(connection, dialect, tables.version);
    const step = fitStep(this.#graph, job.step, rows);
    if (!step) {
      this.#finished.push(() => onEvent({ kind: "revisionSkipped", direction, revision }));
      return [];
    }
    onEvent({ kind: "revisionStarted", direction, revision });
    const last = await readLastStep(connection, dialect, tables.step, revision.id);
    const run = new RevisionRun(this.#session, { ...job, step }, last, () => (this.#standsAt = step.before));
    this.#run = run;
    await run.perform();
    await changeVersions(connection, dialect, tables.version, step.changes);
    await this.#tellApplied(step);
    const { statements, durationMs } = run.at;
    this.#finished.push(() =>
      onEvent({ kind: "revisionFinished", direction, revision, statements, durationMs }),
    );
    return [step];
  }

  // A failed statement that the callback swallowed has undone the transaction on PostgreSQL, where COMMIT then says
  // nothing and rolls back; reading the rows once more fails instead.
  async #tellApplied(step: Step): Promise<void> {
    if (!this.#options.onApplied) return;
    const { connection, dialect, tables } = this.#session;
    await this.#options.onApplied({ ...step, connection });
    const rows = await readVersions(connection, dialect, tables.version);
    if (!sameVersions(rows, step.after)) throw new ConcurrentChangeError(step.revision.id, step.after, rows);
  }
}

/** The step as it applies to the rows that are really there, or undefined where it was done meanwhile. */
function fitStep(graph: RevisionGraph, step: Step, rows: readonly string[]): Step | undefined {
  if (sameVersions(rows, step.before)) return step;
  const pending = planUpgrade(graph, step.revision.id, rows);
  const applied = pending.length === 0;
  if (applied === (step.direction === "upgrade")) return undefined;
  const [fitted, ...others] = pending;
  if (step.direction === "upgrade" && fitted && others.length === 0) return fitted;
  throw new ConcurrentChangeError(step.revision.id, step.before, rows);
}

function sameVersions(a: readonly string[], b: readonly string[]): boolean {
  const names = new Set(a);
  return names.size === b.length && b.every((version) => names.has(version));
}
