import { performance } from "node:perf_hooks";
import type { Step } from "@typeorm-autogen/revisions";
import type { Session } from "./session.js";
import { RevisionTakenError } from "./errors.js";
import {
  forgetProgress,
  forgetWord,
  logStep,
  readLastStep,
  type LoggedStep,
  type NewStep,
  type Progress,
  type StepOutcome,
} from "./step-log.js";

/** What one run of a revision writes into the step table. */
export class RevisionLog {
  readonly #session: Session;
  readonly #step: Step;
  readonly #checksum: string;
  readonly #startedAt: string = new Date().toISOString();
  readonly #started: number = performance.now();
  #part: number;
  /** The latest row as this run knows it. Its number tells nothing: a word that takes the place of another has the same. */
  #known: string;

  /** `last` is the revision's latest row of the step table, `part` its number where it is of this run's direction, or 0. */
  constructor(session: Session, step: Step, checksum: string, last: LoggedStep | undefined, part: number) {
    this.#session = session;
    this.#step = step;
    this.#checksum = checksum;
    this.#known = textOf(last);
    this.#part = part;
  }

  /** Whole milliseconds since the run began. */
  get durationMs(): number {
    return Math.round(performance.now() - this.#started);
  }

  /** Appends a row, in whatever transaction is open. Throws RevisionTakenError. */
  async write(outcome: StepOutcome, progress: Progress | null, statements: number): Promise<void> {
    await this.#refuseTaken();
    await this.#append(outcome, progress, statements);
  }

  // On SQLite a runner is kept out by the transaction alone, and a revision may commit on its way.
  async #refuseTaken(): Promise<void> {
    if ((await this.#latest()) !== this.#known) throw new RevisionTakenError(this.#step.revision.id);
  }

  async #latest(): Promise<string> {
    const { connection, dialect, tables } = this.#session;
    return textOf(await readLastStep(connection, dialect, tables.step, this.#step.revision.id));
  }

  async #append(outcome: StepOutcome, progress: Progress | null, statements: number): Promise<void> {
    const { connection, dialect, tables } = this.#session;
    if (outcome !== "committed") this.#part += 1;
    const step = {
      revision: this.#step.revision.id,
      direction: this.#step.direction,
      step: this.#part,
      outcome,
      checksum: this.#checksum,
      statements,
      progress,
      startedAt: this.#startedAt,
      finishedAt: outcome === "running" ? null : new Date().toISOString(),
      durationMs: outcome === "running" ? null : this.durationMs,
    };
    await logStep(connection, dialect, tables.step, step);
    this.#known = textOf(step);
  }

  /** Says that something is committed, in the place of what was said so before. */
  async replace(progress: Progress, statements: number): Promise<void> {
    const { connection, dialect, tables } = this.#session;
    await this.#refuseTaken();
    await forgetWord(connection, dialect, tables.step, {
      revision: this.#step.revision.id,
      step: this.#part,
    });
    await this.#append("committed", progress, statements);
  }

  /** Says that the revision is through. Where each statement is committed by itself, nobody asks for its way any more. */
  async end(statements: number): Promise<void> {
    if (!this.#session.dialect.capabilities.transactionalDdl) await this.forget();
    await this.write("done", null, statements);
  }

  /** Takes back what was said of a run that is not through. */
  async forget(): Promise<void> {
    const { connection, dialect, tables } = this.#session;
    await this.#refuseTaken();
    await forgetProgress(connection, dialect, tables.step, this.#step.revision.id);
    this.#part = 0;
    this.#known = await this.#latest();
  }
}

function textOf(step: NewStep | undefined): string {
  return JSON.stringify([step?.outcome, step?.progress, step?.startedAt, step?.finishedAt]);
}
