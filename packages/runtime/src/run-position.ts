import type { Statement } from "@typeorm-autogen/dialect";
import type { Operation } from "@typeorm-autogen/ops";
import type { Step } from "@typeorm-autogen/revisions";
import { ResumeMismatchError } from "./errors.js";
import { extendDigest } from "./progress-digest.js";
import { RevisionLog } from "./revision-log.js";
import type { Session } from "./session.js";
import { finishedOperations, type LoggedStep, type Progress, type StepOutcome } from "./step-log.js";

/** Where a run of one revision stands among its operations, and what of that is committed and said in the step table. */
export class RunPosition {
  /** What an earlier run in the same direction reached before it died. */
  readonly resumed: Progress | undefined;
  /** Whether that run committed the last statement that it began. */
  readonly resumesCommitted: boolean;
  readonly #session: Session;
  readonly #step: Step;
  readonly #log: RevisionLog;
  readonly #onCommit: () => void;
  #statements = 0;
  #operations = 0;
  #committedOperations: number;
  // False at first: the transaction may hold revisions before this one.
  #isClean = false;
  #digest = "";
  #digestBefore = "";

  /** `last` is the revision's latest row of the step table; `onCommit` hears when something is committed on the way. */
  constructor(
    session: Session,
    { step, checksum }: { readonly step: Step; readonly checksum: string },
    last: LoggedStep | undefined,
    onCommit: () => void,
  ) {
    this.#session = session;
    this.#step = step;
    this.#onCommit = onCommit;
    const unfinished =
      last && last.outcome !== "done" && last.direction === step.direction ? last : undefined;
    this.resumed = unfinished?.progress ?? undefined;
    this.resumesCommitted = unfinished?.outcome === "committed";
    this.#log = new RevisionLog(session, step, checksum, last, unfinished?.step ?? 0);
    this.#committedOperations = this.resumed
      ? finishedOperations(this.resumed) + Math.min(this.resumed.statement, 1)
      : 0;
  }

  /** Operations of the script that were gone through, in this run or an earlier one. */
  get operations(): number {
    return this.#operations;
  }

  /** Those that are committed whatever comes, the last of them perhaps in part. */
  get committedOperations(): number {
    return this.#committedOperations;
  }

  /** Statements that this run executed. */
  get statements(): number {
    return this.#statements;
  }

  /** Whole milliseconds since the run began. */
  get durationMs(): number {
    return this.#log.durationMs;
  }

  /** Nothing that this run did waits for a commit. */
  get isClean(): boolean {
    return this.#isClean;
  }

  /** The next operation begins. Throws ResumeMismatchError where an earlier run met another one at this place. */
  begin(operation: Operation): void {
    this.#digestBefore = this.#digest;
    this.#digest = extendDigest(this.#digest, operation);
    if (this.resumed?.operation === this.#operations && this.resumed.digest !== this.#digest)
      throw this.#mismatch(this.resumed);
  }

  /** The operation that began is through. */
  end(): void {
    this.#operations += 1;
  }

  /** Something is about to happen in the transaction. */
  touch(): void {
    this.#isClean = false;
  }

  /** So many statements were executed. */
  count(statements: number): void {
    this.#statements += statements;
  }

  /** So many operations are committed by now, the last of them perhaps in part. */
  committed(operations: number): void {
    this.#committedOperations = operations;
    this.#isClean = true;
    this.#onCommit();
  }

  /** The point at which the operation stands whose statements these are, but for the statement. */
  here(statements: readonly Statement[]): Omit<Progress, "statement"> {
    const { transactionalDdl } = this.#session.dialect.capabilities;
    const recorded = !transactionalDdl && statements.length > 1;
    return { operation: this.#operations, digest: this.#digest, ...(recorded && { plan: statements }) };
  }

  /** An operation whose first statement failed may be corrected: it stands behind this point. */
  beforeOperation(): Progress {
    return { operation: this.#operations - 1, statement: 0, digest: this.#digestBefore, complete: true };
  }

  /** Appends a row to the step table, in whatever transaction is open. */
  async write(outcome: StepOutcome, progress: Progress): Promise<void> {
    await this.#log.write(outcome, progress, this.#statements);
  }

  /** Says that nothing was done: the first statement of all failed, and left nothing behind. */
  async forget(): Promise<void> {
    await this.#log.forget();
  }

  /** Says how far the operation is committed, in the place of what was said so before. */
  async replace(more: Partial<Progress>): Promise<void> {
    await this.#log.replace({ ...this.here([]), statement: 0, ...more }, this.#statements);
  }

  /** Says that the revision is through. Throws ResumeMismatchError where an earlier run came further than its end. */
  async finish(): Promise<void> {
    if (this.resumed && this.#operations <= this.resumed.operation) throw this.#mismatch(this.resumed);
    await this.#log.end(this.#statements);
  }

  #mismatch({ operation }: Progress): ResumeMismatchError {
    const { revision } = this.#step;
    return new ResumeMismatchError(revision.id, revision.path, operation);
  }
}
