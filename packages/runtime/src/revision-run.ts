import {
  ConnectionLostError,
  scriptLanguage,
  StatementError,
  UnsupportedError,
  type DdlContext,
  type Row,
  type Statement,
} from "@typeorm-autogen/dialect";
import type { Backfill, Execute, Operation, ScriptFunction } from "@typeorm-autogen/ops";
import type { Step } from "@typeorm-autogen/revisions";
import { runBackfill, type BackfillProgress } from "./backfill-run.js";
import { nameObject } from "./name-object.js";
import { MigrationFailedError, StatementInDoubtError, TransactionLeftError } from "./errors.js";
import { reasonOf } from "./reason-of.js";
import { SchemaState } from "./schema-state.js";
import { runScript } from "./script-host.js";
import { concernsOwnSchema } from "./own-tables.js";
import type { Session } from "./session.js";
import { leavesRemains, settleDoubt } from "./settle-doubt.js";
import { finishedOperations, type LoggedStep, type Progress } from "./step-log.js";
import { outsideError } from "./refuse-nested.js";
import { RunPosition } from "./run-position.js";
import { tellingHolders } from "./watch-locks.js";

/** A script that is ready to run. */
export interface LoadedStep {
  readonly step: Step;
  /** A script's function, or operations that stand in none. */
  readonly script: ScriptFunction | readonly Operation[];
  readonly checksum: string;
  /** Its SQL runs outside transactions, and each of its directives is one. */
  readonly outside?: true;
}

/** How an operation is run: in the revision's transaction, or outside it, and whether its SQL may run twice. */
interface Manner {
  readonly outside: boolean;
  readonly repeatable: boolean;
}

/**
 * One run of one revision, inside the transaction that its caller opened. Statements that cannot run in a transaction
 * end it, run, and begin the next; what was committed on the way stands in the step table, so that a run that died is
 * gone on with where it stood.
 */
export class RevisionRun {
  /** How far it has come. */
  readonly at: RunPosition;
  readonly #session: Session;
  readonly #job: LoadedStep;
  readonly #state: SchemaState;
  #now: { readonly operation: Operation; readonly sql: string | null } | undefined;

  /** `last` is the revision's latest row of the step table; `onCommit` hears when something is committed on the way. */
  constructor(session: Session, job: LoadedStep, last: LoggedStep | undefined, onCommit: () => void) {
    this.#session = session;
    this.#job = job;
    this.#state = new SchemaState(session);
    this.at = new RunPosition(session, job, last, onCommit);
  }

  /** Runs the script to its end and logs that it is done; the caller changes the version rows and commits. */
  async perform(): Promise<void> {
    const { script, step } = this.#job;
    const { dialect, facts, onEvent, x } = this.#session;
    const { resumed } = this.at;
    if (resumed)
      onEvent({ kind: "revisionResumed", revision: step.revision, operations: finishedOperations(resumed) });
    const sink = {
      language: { ...scriptLanguage(dialect, facts), x },
      apply: (operation: Operation) => this.#apply(operation),
      query: (sql: string, parameters: readonly unknown[]) => this.#query(sql, parameters),
      execute: (sql: string, parameters: readonly unknown[]) => this.#executeBound(sql, parameters),
    };
    if (typeof script === "function") await runScript(script, sink, step.revision.path, step.direction);
    else for (const operation of script) await this.#apply(operation);
    await this.#checkTransaction("ended");
    await this.at.finish();
  }

  /** The error to show for what stopped this run. */
  failure(error: unknown, standsAt: readonly string[] | null): MigrationFailedError {
    const { revision, direction } = this.#job.step;
    const operation = this.#now?.operation;
    return new MigrationFailedError(
      {
        revision: revision.id,
        file: revision.path,
        direction,
        operation: operation ? { kind: operation.kind, object: nameObject(operation) } : null,
        statement: this.#now?.sql ?? null,
        reason: reasonOf(error),
        standsAt,
        keptOperations: this.at.committedOperations,
      },
      error,
    );
  }

  async #apply(operation: Operation): Promise<void> {
    const own: Manner = { outside: this.#job.outside ?? false, repeatable: false };
    if (operation.kind === "backfill") return this.#backfill(operation);
    if (operation.kind !== "autocommit") return this.#applyOne(operation, own);
    this.#refuseNested("an autocommit block");
    const manner: Manner = { outside: true, repeatable: operation.repeatable ?? false };
    for (const inner of operation.operations)
      await (inner.kind === "backfill" ? this.#backfill(inner) : this.#applyOne(inner, manner));
  }

  async #backfill(operation: Backfill): Promise<void> {
    this.#refuseNested(`a backfill of ${nameObject(operation)}`);
    const { connection } = this.#session;
    const { revision } = this.#job.step;
    const { resumed, operations: index } = this.at;
    this.#beginOperation(operation);
    const own = resumed?.operation === index ? resumed : undefined;
    if ((!resumed || index >= resumed.operation) && !own?.complete) {
      const start = own?.backfill ?? { rows: 0 };
      const schema = await this.#state.read(operation);
      const keep = (reached: BackfillProgress) => this.at.replace({ backfill: reached });
      if (!own) await keep(start);
      await connection.commit();
      this.at.committed(index + 1);
      this.at.count(await runBackfill(this.#session, schema, { operation, revision, start, keep }));
      await connection.begin("migrate");
      await this.at.replace({ complete: true });
    }
    this.#endOperation();
  }

  #beginOperation(operation: Operation): void {
    this.#now = { operation, sql: null };
    this.at.begin(operation);
  }

  #endOperation(): void {
    this.at.end();
    this.#now = undefined;
  }

  async #applyOne(operation: Operation, manner: Manner): Promise<void> {
    const { resumed, operations: index } = this.at;
    this.#beginOperation(operation);
    if (!resumed || index > resumed.operation) await this.#runOperation(operation, 0, manner);
    else if (index === resumed.operation) await this.#resumeOperation(operation, resumed, manner);
    else if (setsSession(operation)) await this.#execute(operation.sql);
    this.#endOperation();
  }

  async #runOperation(operation: Operation, from: number, manner: Manner): Promise<void> {
    if (await this.#isIdle(operation)) return;
    const statements = this.#compile(operation, await this.#state.before(operation));
    await this.#runStatements(operation, statements, from, manner);
    this.#state.follow(operation);
    await this.#followFacts(operation);
  }

  // TypeORM's rows are kept up to date where TypeORM keeps them: a database that it never worked on has no such table.
  async #isIdle({ kind }: Operation): Promise<boolean> {
    const { dialect, connection, metadataTable } = this.#session;
    return kind === "setTypeormMetadata" && !(await dialect.hasTable(connection, metadataTable));
  }

  // SQL text that is to stand outside is one statement. A directive may be several, which belong together.
  async #runStatements(
    operation: Operation,
    statements: readonly Statement[],
    from: number,
    { outside }: Manner,
  ): Promise<void> {
    const isAlone = ({ alone }: Statement) => alone ?? (outside && operation.kind === "execute");
    for (const [at, statement] of statements.entries()) {
      if (at < from) continue;
      this.#now = { operation, sql: statement.sql };
      if (outside && at === 0 && !isAlone(statement)) await this.#commitBefore();
      if (isAlone(statement)) await this.#runAlone(operation, statements, at);
      else await this.#execute(statement.sql);
    }
    if (outside && !statements.every(isAlone)) await this.#commitOperation(statements);
  }

  // What came before a block is committed by itself, whatever becomes of the block.
  async #commitBefore(): Promise<void> {
    const { connection } = this.#session;
    if (this.at.isClean) return;
    if (this.at.operations > 0) await this.at.write("committed", this.at.beforeOperation());
    await connection.commit();
    this.at.committed(this.at.operations);
    await connection.begin("migrate");
  }

  async #commitOperation(statements: readonly Statement[]): Promise<void> {
    const { connection } = this.#session;
    const { plan: _, ...here } = this.at.here(statements);
    await this.at.write("committed", { ...here, statement: statements.length, complete: true });
    await connection.commit();
    this.at.committed(this.at.operations + 1);
    await connection.begin("migrate");
  }

  async #resumeOperation(operation: Operation, progress: Progress, manner: Manner): Promise<void> {
    if (progress.complete) return;
    const at = progress.statement;
    if (!this.#session.dialect.capabilities.transactionalDdl)
      return this.#resumeRecorded(operation, progress, manner);
    if (this.at.resumesCommitted) return this.#runOperation(operation, at, manner);
    const live = await this.#state.read(operation);
    // As it was compiled before it was interrupted: without the schema, if that was not needed.
    const state = this.#session.dialect.needsState(operation) ? live : null;
    const compile = (other: Operation) => this.#compile(other, state);
    const sql = compile(operation)[at]?.sql ?? "";
    const settlement = settleDoubt(operation, sql, live, compile);
    switch (settlement.kind) {
      case "replace":
        return this.#runOperation(settlement.operation, 0, manner);
      case "finished":
        return;
      case "skip":
        return this.#runOperation(operation, at + 1, manner);
      case "repeat":
        for (const first of settlement.first) await this.#runRemoval(first);
        return this.#runOperation(operation, at, manner);
      case "unknown":
        if (manner.repeatable) return this.#runOperation(operation, at, manner);
        throw new StatementInDoubtError(this.#job.step.revision.id, nameObject(operation), sql);
    }
  }

  // Where DDL commits by itself, and happens whole or not at all.
  async #resumeRecorded(operation: Operation, progress: Progress, manner: Manner): Promise<void> {
    const { plan, statement: at } = progress;
    const known =
      this.at.resumesCommitted || !(await this.#tookEffect(operation, progress, manner.repeatable));
    const from = known ? at : at + 1;
    if (plan) await this.#runStatements(operation, plan, from, manner);
    else if (from === 0) await this.#runOperation(operation, 0, manner);
  }

  async #tookEffect(
    operation: Operation,
    { plan, statement, fingerprint }: Progress,
    repeatable: boolean,
  ): Promise<boolean> {
    const { dialect, connection } = this.#session;
    const now = await dialect.fingerprint?.(connection, operation);
    if (now !== undefined && fingerprint !== undefined) return now !== fingerprint;
    if (repeatable) return false;
    const sql = plan?.[statement]?.sql ?? (operation.kind === "execute" ? operation.sql : "");
    throw new StatementInDoubtError(this.#job.step.revision.id, nameObject(operation), sql);
  }

  // What an interrupted statement left is taken away outside the transaction, as it was made; that may be repeated.
  async #runRemoval(operation: Operation): Promise<void> {
    const { connection } = this.#session;
    for (const { sql, alone } of this.#compile(operation, null)) {
      if (alone) await connection.commit();
      await this.#execute(sql);
      if (alone) await connection.begin("migrate");
    }
    this.#state.forget();
  }

  #refuseNested(what: string): void {
    const { revision, direction } = this.#job.step;
    if (this.#session.connection.nested) throw outsideError(`${direction} of revision ${revision.id}`, what);
  }

  async #runAlone(operation: Operation, statements: readonly Statement[], at: number): Promise<void> {
    const { connection } = this.#session;
    this.#refuseNested(statements[at]?.sql ?? "");
    if (connection.transactionsOnly)
      throw new UnsupportedError(this.#session.dialect.label, ...connection.transactionsOnly);
    const sql = statements[at]?.sql ?? "";
    const here = this.at.here(statements);
    const fingerprint = await this.#session.dialect.fingerprint?.(connection, operation);
    await this.at.write("running", {
      ...here,
      statement: at,
      ...(fingerprint !== undefined && { fingerprint }),
    });
    await connection.commit();
    this.at.committed(this.at.operations + Math.min(at, 1));
    try {
      await this.#execute(sql);
      if (operation.kind === "execute") await this.#checkTransaction("opened");
    } catch (error) {
      if (error instanceof TransactionLeftError) await connection.rollback();
      if (error instanceof TransactionLeftError || this.#leftNothing(error, operation, sql))
        await this.#logFailed({ ...here, statement: at });
      throw error;
    }
    this.at.committed(this.at.operations + 1);
    await this.at.write("committed", { ...here, statement: at + 1 });
    await connection.begin("migrate");
  }

  async #logFailed(progress: Progress): Promise<void> {
    if (progress.statement > 0) await this.at.write("committed", progress);
    else if (progress.operation > 0) await this.at.write("committed", this.at.beforeOperation());
    else await this.at.forget();
  }

  // Where DDL commits by itself, nobody can say that a script ended what it runs in.
  async #checkTransaction(what: "opened" | "ended"): Promise<void> {
    const { connection, dialect } = this.#session;
    if (what === "ended" && !dialect.capabilities.transactionalDdl) return;
    if ((await connection.isInTransaction()) === (what === "ended")) return;
    const { revision, direction } = this.#job.step;
    throw new TransactionLeftError(revision.path, direction, what);
  }

  #leftNothing(error: unknown, operation: Operation, sql: string): boolean {
    if (!(error instanceof StatementError) || error instanceof ConnectionLostError) return false;
    if (!this.#session.dialect.capabilities.transactionalDdl) return true;
    return !leavesRemains(operation, sql, (leaf) => this.#compile(leaf, null));
  }

  #tellStatement(sql: string): void {
    this.at.touch();
    this.#session.onEvent({ kind: "statement", revision: this.#job.step.revision, sql });
  }

  async #execute(sql: string): Promise<void> {
    this.#tellStatement(sql);
    await tellingHolders(this.#session, () => this.#session.connection.execute(sql));
    this.at.count(1);
  }

  async #query(sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> {
    this.#state.forget();
    this.#tellStatement(sql);
    return this.#session.connection.query(sql, parameters);
  }

  async #executeBound(sql: string, parameters: readonly unknown[]): Promise<number> {
    this.#state.forget();
    this.#tellStatement(sql);
    this.at.count(1);
    return tellingHolders(this.#session, () => this.#session.connection.execute(sql, parameters));
  }

  #compile(operation: Operation, state: DdlContext["state"]): readonly Statement[] {
    const { dialect, facts, metadataTable, tables } = this.#session;
    if (concernsOwnSchema(tables, operation)) return [];
    return dialect.compile(operation, { facts, state, metadataTable });
  }

  async #followFacts(operation: Operation): Promise<void> {
    const { dialect, connection, target } = this.#session;
    if (operation.kind !== "createExtension" && operation.kind !== "dropExtension") return;
    this.#session.facts = await dialect.facts(connection, target);
  }
}

// What a script set for its session went with the session that was interrupted.
function setsSession(operation: Operation): operation is Execute {
  return operation.kind === "execute" && /^\s*set\s+(?!global\b|persist)/i.test(operation.sql);
}
