import { fork, type ChildProcess } from "node:child_process";
import { AutogenError } from "@typeorm-autogen/errors";
import type { JobResult, KnownProject, WatchJobs } from "./jobs.js";
import type { JobAnswer, JobRequest } from "./serve-jobs.js";
import type { WatchProblem } from "./snapshot.js";

/** How child processes are made. */
export interface WorkerOptions {
  /** The module that serves the jobs. */
  readonly entry: URL;
  /** What its jobs are made of. */
  readonly argument: unknown;
}

/** A job failed in its child process, or with it. */
export class JobError extends AutogenError {
  readonly problem: WatchProblem;

  constructor(problem: WatchProblem) {
    super(problem.code, problem.message);
    this.problem = problem;
  }
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

// What one save makes fits into it, so that less is copied while somebody waits. Megabytes.
const roomForTheYoung = ["--min-semi-space-size=16", "--max-semi-space-size=32"];

/** A child process that does jobs. It ends with this process, whatever ends that. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #files = new Set<string>();
  #said = "";
  #isStopped = false;
  #requests = 0;
  /** Settles when the child has loaded what no save changes. */
  readonly ready: Promise<unknown>;

  constructor({ entry, argument }: WorkerOptions, known?: KnownProject) {
    this.#child = fork(entry, [], {
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      execArgv: [...process.execArgv, ...roomForTheYoung],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#said = `${this.#said}${chunk.toString()}`.slice(-4000)));
    this.#child.on("message", (answer: JobAnswer) => this.#settle(answer));
    this.#child.on("error", () => this.#lose());
    this.#child.on("exit", () => this.#lose());
    this.ready = this.#ask((id) => ({ id, argument, known }));
    this.ready.catch(() => {});
  }

  /** The project's files that the child has loaded, or tried to. */
  get files(): readonly string[] {
    return [...this.#files];
  }

  /** Does one job, after those that were asked for earlier. Throws JobError. */
  async run<Name extends keyof WatchJobs>(
    name: Name,
    ...[input]: Parameters<WatchJobs[Name]>
  ): Promise<JobResult<Name>> {
    await this.ready;
    return (await this.#ask((id) => ({ id, name, input }))) as JobResult<Name>;
  }

  /** Ends the child. */
  stop(): void {
    this.#isStopped = true;
    this.#child.kill("SIGKILL");
    this.#lose();
  }

  #ask(request: (id: number) => JobRequest): Promise<unknown> {
    const id = ++this.#requests;
    return new Promise((resolve, reject) => {
      if (this.#isStopped || !this.#child.connected) return reject(this.#lost());
      this.#pending.set(id, { resolve, reject });
      this.#child.send(request(id), (error) => error && this.#lose());
    });
  }

  #settle({ id, result, problem, files }: JobAnswer): void {
    for (const file of files) this.#files.add(file);
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (problem) pending?.reject(new JobError(problem));
    else pending?.resolve(result);
  }

  #lose(): void {
    for (const { reject } of this.#pending.values()) reject(this.#lost());
    this.#pending.clear();
  }

  #lost(): JobError {
    const last = this.#said.trim().split("\n").at(-1) ?? "";
    return new JobError({
      code: "worker-gone",
      message: `the process that loads the project ended${last === "" ? "" : `: ${last}`}; save again to try again`,
    });
  }
}
