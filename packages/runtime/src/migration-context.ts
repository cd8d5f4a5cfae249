import {
  UnsupportedError,
  type Connection,
  type ConnectionTarget,
  type Dialect,
  type RunnerLock,
  type ServerFacts,
} from "@typeorm-autogen/dialect";
import { createLoader } from "@typeorm-autogen/load";
import { equalNames, formatName, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { NotAppliedError, type RevisionGraph, type Step } from "@typeorm-autogen/revisions";
import { UnfinishedRevisionError, type Direction } from "./errors.js";
import type { EditedScript, OnEvent } from "./events.js";
import { ensureTables } from "./ensure-tables.js";
import { inTransaction } from "./in-transaction.js";
import { defaultOwnTables, placeOwnTables, type OwnTables } from "./own-tables.js";
import { findDependents, type DependentInTheWay } from "./find-dependents.js";
import { findMisfits, readPending } from "./find-misfits.js";
import type { Misfit } from "./misfit.js";
import { refuseMisfits } from "./refuse-misfits.js";
import { refuseCommitting, refuseNested } from "./refuse-nested.js";
import { findEditedScripts, loadSteps, planSteps } from "./plan.js";
import { previewSteps, type PreviewedStep } from "./preview.js";
import { runSteps, type AppliedStep, type RunStepsOptions, type TransactionMode } from "./run-steps.js";
import type { LoadScript } from "./script.js";
import type { Session } from "./session.js";
import { stampRows } from "./stamp-rows.js";
import { findUnfinished, finishedOperations, readSteps, type LoggedStep } from "./step-log.js";
import type { PendingWork } from "./walk-rows.js";
import { defaultTimeouts, type Timeouts } from "./timeouts.js";
import { readVersions } from "./version-table.js";

/** What a context runs on. */
export interface MigrationContextOptions {
  readonly dialect: Dialect;
  readonly target: ConnectionTarget;
  /** A client of the dialect's driver that is open already: what `open` works on, and `close` leaves open. */
  readonly client?: unknown;
  readonly tables?: OwnTables;
  /** TypeORM's metadata table in this project; `typeorm_metadata` by default. */
  readonly metadataTable?: QualifiedName;
  /** How scripts are imported; by default as `@typeorm-autogen/load` does it, from the target's project. */
  readonly loadScript?: LoadScript;
  /** Those that differ from defaultTimeouts. */
  readonly timeouts?: Partial<Timeouts>;
  readonly onEvent?: OnEvent;
  /** What the command line hands to scripts as `op.x`. */
  readonly x?: Readonly<Record<string, string>>;
  /** What a transaction holds; `each` by default. See TransactionMode. */
  readonly transaction?: TransactionMode;
  /** Called inside the transaction of each step: what throws here undoes the step. */
  readonly onApplied?: (step: AppliedStep) => void | Promise<void>;
}

/** The tables that Autogen keeps, and those of them that were missing. */
export interface EnsuredTables {
  readonly tables: readonly QualifiedName[];
  readonly created: readonly QualifiedName[];
}

/** How a run is made. */
export interface RunOptions {
  /** Look first for rows that the pending operations would refuse, and run nothing where there are some. */
  readonly preflight?: boolean;
}

/** What an applied revision does besides what it did, and the checksum of the text that says so. */
export interface Amendment {
  readonly revision: string;
  readonly operations: readonly Operation[];
  /** See checksumText. */
  readonly checksum: string;
}

/** What a run did. */
export interface RunResult {
  /** The steps that ran, in order. */
  readonly steps: readonly Step[];
  /** The version rows afterwards. */
  readonly heads: readonly string[];
  readonly editedScripts: readonly EditedScript[];
}

/** One database and the revisions that were run on it. Open it, use it, close it; one thing at a time. */
export class MigrationContext {
  readonly #session: Session;
  readonly #options: MigrationContextOptions;
  readonly #timeouts: Timeouts;
  readonly #loadScript: LoadScript;

  private constructor(session: Session, options: MigrationContextOptions) {
    this.#session = session;
    this.#options = options;
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
    const loader = createLoader(options.target.projectDir);
    this.#loadScript = options.loadScript ?? ((file) => loader.import(file));
  }

  /** Connects, or takes the client that it is given. Throws what the dialect's connect and borrow throw. */
  static async open(options: MigrationContextOptions): Promise<MigrationContext> {
    const { dialect } = options;
    const { lock, statement } = { ...defaultTimeouts, ...options.timeouts };
    const target = { ...options.target, limits: { lock, statement } };
    const connection = await connectOrBorrow(dialect, target, options.client);
    try {
      return MigrationContext.on(connection, await dialect.facts(connection, target), { ...options, target });
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Works on a connection that is open already, outside any transaction. `close` closes it. */
  static on(connection: Connection, facts: ServerFacts, options: MigrationContextOptions): MigrationContext {
    const { dialect, target, onEvent = () => {} } = options;
    const tables = placeOwnTables(options.tables ?? defaultOwnTables, facts);
    const metadataTable = options.metadataTable ?? { schema: null, name: "typeorm_metadata" };
    const x = options.x ?? {};
    const session = { connection, dialect, target, tables, metadataTable, onEvent, facts, x };
    return new MigrationContext(session, options);
  }

  /** The connection that everything runs on. */
  get connection(): Connection {
    return this.#session.connection;
  }

  /** What its server is. */
  get facts(): ServerFacts {
    return this.#session.facts;
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    await this.#session.connection.close();
  }

  /** The version rows; empty where the table does not exist. Writes nothing. */
  async currentHeads(): Promise<readonly string[]> {
    const { connection, dialect, tables } = this.#session;
    if (!(await dialect.hasTable(connection, tables.version))) return [];
    return readVersions(connection, dialect, tables.version);
  }

  /** The step table, oldest row first; empty where it does not exist. Writes nothing. */
  async appliedLog(): Promise<readonly LoggedStep[]> {
    const { connection, dialect, tables } = this.#session;
    if (!(await dialect.hasTable(connection, tables.step))) return [];
    return readSteps(connection, dialect, tables.step);
  }

  /** Applied revisions whose script changed since. Writes nothing; throws DatabaseAheadError. */
  async editedScripts(graph: RevisionGraph): Promise<readonly EditedScript[]> {
    return findEditedScripts(graph, await this.currentHeads(), await this.appliedLog());
  }

  /** Throws UnfinishedRevisionError where a run broke off in the middle of a revision. Writes nothing. */
  async refuseUnfinished(): Promise<void> {
    refuseUnfinished(await this.appliedLog(), []);
  }

  /** What `upgrade` or `downgrade` would run now. Writes nothing; throws what the graph throws. */
  async plan(graph: RevisionGraph, direction: Direction, target: string): Promise<readonly Step[]> {
    return planSteps(graph, direction, target, await this.currentHeads());
  }

  /** What these steps would do, statement by statement, as far as that can be told without running. Writes nothing. */
  async preview(steps: readonly Step[]): Promise<readonly PreviewedStep[]> {
    const loaded = await loadSteps(steps, this.#loadScript);
    const { connection } = this.#session;
    await connection.begin("read");
    try {
      return await previewSteps(this.#session, loaded);
    } finally {
      await connection.rollback().catch(() => {});
    }
  }

  /**
   * Runs the scripts that lead to the target, one transaction for each. Every script is loaded before the first one
   * runs. Throws MigrationFailedError, DependentsInTheWayError, RowsInTheWayError, LockTimeoutError, and what graph and loader throw.
   */
  async upgrade(graph: RevisionGraph, target: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#run(graph, "upgrade", target, options);
  }

  /** The rows that these operations, done one after the other, would refuse. Writes nothing. */
  async findMisfits(work: readonly PendingWork[], live?: Schema): Promise<readonly Misfit[]> {
    return findMisfits(this.#session, work, live ?? (await readPending(this.#session, work)));
  }

  /** What reads that which these operations drop, and would make them fail. Writes nothing. */
  async findDependents(work: readonly PendingWork[]): Promise<readonly DependentInTheWay[]> {
    return findDependents(this.#session, work);
  }

  /** Takes revisions back, newest first, down to the target. Throws as upgrade does. */
  async downgrade(graph: RevisionGraph, target: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#run(graph, "downgrade", target, options);
  }

  /**
   * Runs operations on top of an applied revision, whose script says from now on that they are part of it, and logs it
   * under that script's checksum; the version rows stay. Where an amendment was interrupted, the same one goes on where
   * it stood. Throws as upgrade does, and NotAppliedError.
   */
  async amend(
    graph: RevisionGraph,
    { revision: id, operations, checksum }: Amendment,
    { preflight }: RunOptions = {},
  ): Promise<void> {
    refuseCommitting(this.#session);
    await this.#locked(async () => {
      const rows = await this.currentHeads();
      const revision = graph.get(id);
      if (!graph.applied(rows).includes(revision)) throw new NotAppliedError(id, rows);
      const step = { direction: "upgrade", revision, before: rows, after: rows, changes: [] } as const;
      refuseUnfinished(await this.appliedLog(), [step]);
      const job = { step, script: operations, checksum };
      if (preflight) await refuseMisfits(this.#session, [job]);
      await ensureTables(this.#session);
      await runSteps(graph, [job], this.#session, this.#runStepsOptions());
    });
  }

  /**
   * Writes the version rows that say the targets are applied, running nothing. `purge` forgets the rows that are there
   * first, also those that no script declares. Returns the rows afterwards.
   */
  async stamp(
    graph: RevisionGraph,
    targets: readonly string[],
    options: { readonly purge?: boolean } = {},
  ): Promise<readonly string[]> {
    const { connection } = this.#session;
    refuseCommitting(this.#session);
    return this.#locked(async () => {
      await ensureTables(this.#session);
      return inTransaction(connection, async () => {
        const plan = await stampRows(this.#session, graph, targets, options.purge ?? false);
        await this.#options.onApplied?.({ ...plan, direction: "stamp", revision: null, connection });
        return plan.after;
      });
    });
  }

  /** Creates the version and step tables where they are missing, and nothing else. */
  async ensureTables(): Promise<EnsuredTables> {
    const { version, step } = this.#session.tables;
    refuseCommitting(this.#session);
    return this.#locked(async () => ({
      tables: [version, step],
      created: await ensureTables(this.#session),
    }));
  }

  async #run(
    graph: RevisionGraph,
    direction: Direction,
    target: string,
    { preflight }: RunOptions,
  ): Promise<RunResult> {
    return this.#locked(async () => {
      // What another runner did while this one waited counts.
      const heads = await this.currentHeads();
      const steps = planSteps(graph, direction, target, heads);
      const log = await this.appliedLog();
      refuseUnfinished(log, steps);
      const editedScripts = await findEditedScripts(graph, heads, log);
      this.#announce(direction, steps, editedScripts);
      const loaded = await loadSteps(steps, this.#loadScript);
      await refuseNested(this.#session, loaded, this.#options.transaction ?? "each");
      if (preflight) await refuseMisfits(this.#session, loaded);
      await ensureTables(this.#session);
      const ran = await runSteps(graph, loaded, this.#session, this.#runStepsOptions());
      return { steps: ran, heads: await this.currentHeads(), editedScripts };
    });
  }

  #runStepsOptions(): RunStepsOptions {
    const { onApplied } = this.#options;
    // Inside the caller's transaction nobody could tell afterwards which of several revisions are in it.
    const transaction = this.#session.connection.nested ? "all" : (this.#options.transaction ?? "each");
    return { transaction, retries: this.#timeouts.retries, ...(onApplied && { onApplied }) };
  }

  #announce(direction: Direction, steps: readonly Step[], scripts: readonly EditedScript[]): void {
    const { onEvent } = this.#session;
    if (scripts.length > 0) onEvent({ kind: "editedScripts", scripts });
    onEvent({ kind: "planned", direction, revisions: steps.map((step) => step.revision) });
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    const { connection, dialect } = this.#session;
    const lock = await dialect.lock(connection, this.#lockName(), this.#timeouts.runner);
    try {
      return await work();
    } finally {
      await release(lock);
    }
  }

  // The server keeps such locks per database, so the name needs none; runs with different version tables do not meet.
  #lockName(): string {
    return `the runner lock of ${formatName(this.#session.tables.version)}`;
  }
}

async function connectOrBorrow(
  dialect: Dialect,
  target: ConnectionTarget,
  client: unknown,
): Promise<Connection> {
  if (client === undefined) return dialect.connect(target);
  if (dialect.borrow) return dialect.borrow(client, target);
  throw new UnsupportedError(dialect.label, "a connection that is handed over", "leave it out");
}

// Only what goes on with it may run on a database that stands in the middle of a revision.
function refuseUnfinished(log: readonly LoggedStep[], steps: readonly Step[]): void {
  for (const { revision, direction, progress } of findUnfinished(log)) {
    if (direction === "stamp") continue;
    if (!steps.some((step) => step.revision.id === revision && step.direction === direction))
      throw new UnfinishedRevisionError(revision, direction, progress ? finishedOperations(progress) : 0);
  }
}

// The lock ends with the connection anyway, and what failed before is more interesting than a failing release.
async function release(lock: RunnerLock): Promise<void> {
  await lock.release().catch(() => {});
}

/** Whether a table is one of Autogen's own. */
export function isOwnTable(tables: OwnTables, name: QualifiedName): boolean {
  return equalNames(tables.version, name) || equalNames(tables.step, name);
}
