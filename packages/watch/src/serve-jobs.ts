import type { KnownProject, WatchJobs } from "./jobs.js";
import { problemOf } from "./problem.js";
import type { WatchProblem } from "./snapshot.js";

/** A parent's request: the first one says what the jobs are made of, the others name one. */
export type JobRequest =
  | { readonly id: number; readonly argument: unknown; readonly known: KnownProject | undefined }
  | { readonly id: number; readonly name: keyof WatchJobs; readonly input: unknown };

/** A child's answer. */
export interface JobAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly problem?: WatchProblem;
  /** The project's files that this process has loaded or tried to load. */
  readonly files: readonly string[];
}

/** What the jobs of a child process are made of. */
export interface JobService {
  /** Makes the jobs; the argument comes from the parent. */
  readonly jobs: (argument: unknown) => Promise<WatchJobs>;
  readonly loadedFiles: () => readonly string[];
  /** What a person or a script may read of an error, passwords hidden. */
  readonly explain: (error: unknown) => Readonly<Record<string, unknown>>;
}

/** Does the jobs that the parent process asks for, one after the other, until the parent is gone. */
export function serveJobs({ jobs: make, loadedFiles, explain }: JobService): void {
  let jobs: WatchJobs | undefined;
  const run = async (request: JobRequest): Promise<unknown> => {
    if ("argument" in request) {
      jobs = await make(request.argument);
      return jobs.warm(request.known);
    }
    if (!jobs) throw new TypeError("The first request says what the jobs are made of.");
    return jobs[request.name](request.input as never);
  };
  let last: Promise<void> = Promise.resolve();
  const answer = async (request: JobRequest): Promise<void> => {
    const { id } = request;
    try {
      const result = await run(request);
      send({ id, result, files: loadedFiles() });
    } catch (error) {
      send({ id, problem: problemOf(explain(error)), files: loadedFiles() });
    }
  };
  // Not by process.exit, which is refused while the project's files are being loaded.
  const leave = () => void process.kill(process.pid, "SIGKILL");
  process.on("disconnect", leave);
  // What the parent asked for before it went would still come, and nobody would hear of its end.
  if (!process.connected) leave();
  process.on("message", (request: JobRequest) => {
    last = last.then(() => answer(request));
  });
}

function send(answer: JobAnswer): void {
  process.send?.(answer);
}
