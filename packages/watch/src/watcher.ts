import { basename } from "node:path";
import type { ComparedTable } from "@typeorm-autogen/autogenerate";
import { noAnswers, type Answers } from "@typeorm-autogen/compare";
import { FileFollower, settle } from "./follow-files.js";
import type { DeclaredProject, JobResult, OpenedProject, WatchJobs } from "./jobs.js";
import {
  firstSnapshot,
  type WatchedDifference,
  type WatchProblem,
  type WatchSnapshot,
  type WatchState,
} from "./snapshot.js";
import { JobError, Worker, type WorkerOptions } from "./worker.js";

/** What is watched, and who is told. */
export interface WatcherOptions extends WorkerOptions {
  /** Told at the start of each check. */
  readonly onCheck?: () => void;
  /** Told at the end of each check; `isNews` where there is something else to see than before. */
  readonly onSnapshot: (snapshot: WatchSnapshot, isNews: boolean) => void;
  /** Told after it, where there is something else to see, also of all tables; where nobody asks they are not compared. */
  readonly onTables?: (snapshot: WatchSnapshot, tables: readonly ComparedTable[]) => void;
}

/** Milliseconds without a further save before the files are read. */
const quiet = 25;
/** Milliseconds between two looks at the database; longer while it cannot be reached. */
const pause = 2000;
const longestPause = 30_000;

/** Follows a project: its files and its database. Writes to neither. */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #follower: FileFollower;
  #snapshot = firstSnapshot;
  /** What was found last, as text. */
  #found = "";
  #tables = "[]";
  #answers = noAnswers;
  #fresh: Worker | undefined;
  #keeper: Worker | undefined;
  #opened: OpenedProject | undefined;
  #files: readonly string[] = [];
  #folders: readonly string[] = [];
  #savedAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #poll: NodeJS.Timeout | undefined;
  #pause = pause;
  #changed: string[] = [];
  #work = Promise.resolve();
  #isQueued = false;
  #isChecking = false;
  /** How often everything was given up that had been loaded. */
  #forgotten = 0;
  /** When the files were read last. */
  #readAt = 0;
  #closed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#follower = new FileFollower((file) => this.#hear(file));
  }

  /** What there is to show now. */
  get snapshot(): WatchSnapshot {
    return this.#snapshot;
  }

  /** What a person has said since the start. */
  get answers(): Answers {
    return this.#answers;
  }

  /** Looks for the first time, and follows from then on. */
  start(): void {
    this.checkAgain();
    this.#pollLater();
  }

  /** Remembers what a person said, and compares again. */
  answer(answers: Answers): void {
    this.#answers = answers;
    this.#schedule(0);
  }

  /** Loads everything anew and compares, whether or not something changed. */
  checkAgain(): void {
    this.#forget();
    this.#schedule(0);
  }

  /** Does a job in a child process in which nothing of the project is loaded yet, and looks again afterwards. Throws JobError. */
  async runOnce<Name extends keyof WatchJobs>(
    name: Name,
    ...input: Parameters<WatchJobs[Name]>
  ): Promise<JobResult<Name>> {
    const worker = this.#takeWorker();
    try {
      return await worker.run(name, ...input);
    } finally {
      worker.stop();
      this.#schedule(0);
    }
  }

  /** Stops following and ends the child processes. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#poll);
    this.#forget();
    await this.#follower.close();
  }

  #forget(): void {
    this.#forgotten++;
    this.#fresh?.stop();
    this.#keeper?.stop();
    this.#fresh = undefined;
    this.#keeper = undefined;
  }

  #hear(file: string): void {
    if (this.#opened?.configuration.includes(file) || basename(file).startsWith(".env")) this.#forget();
    this.#changed.push(file);
    this.#schedule(quiet);
  }

  #schedule(wait: number): void {
    if (this.#closed) return;
    this.#savedAt ??= Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isQueued) this.#work = this.#work.then(() => this.#check());
      this.#isQueued = true;
    }, wait);
  }

  async #check(): Promise<void> {
    this.#isQueued = false;
    await settle(this.#changed.splice(0));
    if (this.#closed) return;
    this.#isChecking = true;
    const since = this.#savedAt ?? Date.now();
    this.#savedAt = undefined;
    this.#options.onCheck?.();
    this.#readAt = Date.now();
    const forgotten = this.#forgotten;
    const found = await this.#compare().catch(problemIn);
    this.#follower.follow({ files: this.#files, folders: this.#folders });
    this.#follower.curious = "problem" in found;
    this.#prepareWorker();
    // What a further save overtook may be half a save; what was given up in the middle has failed for that.
    const isOvertaken = "problem" in found && (this.#changed.length > 0 || forgotten !== this.#forgotten);
    if (!this.#closed && !isOvertaken) await this.#tell(found, since);
    else this.#savedAt ??= since;
    this.#isChecking = false;
  }

  async #compare(isFirst = true): Promise<Found> {
    const keeper = (this.#keeper ??= new Worker(this.#options));
    try {
      this.#prepareWorker();
      const opened = await keeper.run("open");
      this.#opened = opened;
      // The server is asked while the entities load.
      const looking = keeper.run("hasChanged");
      looking.catch(() => {});
      const declared = await this.#declare(opened);
      // Options that are others each time (a time, a random name) are none to connect anew for.
      if (declared.connection !== opened.connection && isFirst) {
        this.#drop(keeper);
        return await this.#compare(false);
      }
      await looking;
      const { declaration } = declared;
      const difference = await keeper.run("compare", { declaration, answers: this.#answers });
      return { difference };
    } catch (error) {
      this.#note(keeper.files, []);
      this.#drop(keeper);
      throw error;
    }
  }

  #takeWorker(): Worker {
    const worker = this.#fresh ?? this.#newWorker();
    this.#fresh = undefined;
    return worker;
  }

  #newWorker(): Worker {
    const { facts, driver } = this.#opened ?? {};
    return new Worker(this.#options, facts && driver ? { facts, driver, files: this.#files } : undefined);
  }

  #prepareWorker(): void {
    if (!this.#closed) this.#fresh ??= this.#newWorker();
  }

  async #declare({ facts }: OpenedProject): Promise<DeclaredProject> {
    const worker = this.#takeWorker();
    try {
      const declared = await worker.run("declare", facts);
      this.#files = [];
      this.#folders = [];
      this.#note(worker.files, declared.folders);
      return declared;
    } catch (error) {
      this.#note(worker.files, []);
      throw error;
    } finally {
      worker.stop();
    }
  }

  #drop(keeper: Worker): void {
    keeper.stop();
    if (this.#keeper === keeper) this.#keeper = undefined;
  }

  #note(files: readonly string[], folders: readonly string[]): void {
    this.#files = [...new Set([...this.#files, ...files])];
    this.#folders = [...new Set([...this.#folders, ...folders])];
  }

  async #tell(found: Found, since: number): Promise<void> {
    const text = JSON.stringify(found);
    const isNews = text !== this.#found;
    const now = Date.now();
    this.#found = text;
    this.#snapshot = {
      ...this.#snapshot,
      ...(isNews && newsOf(found)),
      sequence: this.#snapshot.sequence + (isNews ? 1 : 0),
      at: new Date(now).toISOString(),
      took: now - since,
    };
    this.#options.onSnapshot(this.#snapshot, isNews);
    await this.#tellTables(isNews);
  }

  async #tellTables(isNews: boolean): Promise<void> {
    const { onTables } = this.#options;
    if (!onTables) return;
    // After a problem they are those that were compared last.
    const isCompared = this.#snapshot.state !== "error";
    const tables = isCompared ? await this.#keeper?.run("tables").catch(() => undefined) : undefined;
    const isOther = tables !== undefined && tables !== this.#tables;
    if (isOther) this.#tables = tables;
    if (isNews || isOther) onTables(this.#snapshot, JSON.parse(this.#tables) as readonly ComparedTable[]);
  }

  #pollLater(): void {
    this.#poll = setTimeout(
      () => void this.#look().finally(() => this.#closed || this.#pollLater()),
      this.#pause,
    );
  }

  // While nothing can be reached, all is tried again, less and less often.
  async #look(): Promise<void> {
    const { state } = this.#snapshot;
    if (this.#isChecking) return;
    if (this.#follower.hasMissed(this.#readAt)) return this.#schedule(0);
    if (this.#keeper === undefined && state === "error") {
      this.#pause = Math.min(this.#pause * 2, longestPause);
      this.#schedule(0);
      return;
    }
    this.#pause = pause;
    const keeper = this.#keeper;
    const hasChanged = await keeper?.run("hasChanged").catch(() => keeper === this.#keeper);
    if (hasChanged) this.#schedule(0);
  }
}

/** A WatchedDifference as JSON, or why there is none. */
type Found = { readonly difference: string } | { readonly problem: WatchProblem };

function problemIn(error: unknown): Found {
  if (error instanceof JobError) return { problem: error.problem };
  throw error;
}

function newsOf(found: Found): Partial<WatchSnapshot> {
  if ("problem" in found) return { problems: [found.problem], state: "error" };
  const difference = JSON.parse(found.difference) as WatchedDifference;
  return { ...difference, problems: [], state: stateOf(difference) };
}

function stateOf({ questions, tables }: WatchedDifference): WatchState {
  if (questions.length > 0) return "questions";
  return tables.length > 0 ? "pending" : "in-sync";
}
