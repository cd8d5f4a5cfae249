import type { Row } from "@typeorm-autogen/dialect";
import {
  operationsFacade,
  type Operation,
  type Operations,
  type ScriptConnection,
  type ScriptFunction,
  type ScriptLanguage,
} from "@typeorm-autogen/ops";
import { QueryNotAwaitedError, type Direction } from "./errors.js";

/** What running a script needs: where its operations go, and who answers its questions. */
export interface ScriptSink {
  readonly language: ScriptLanguage;
  apply(operation: Operation): Promise<void>;
  query(sql: string, parameters: readonly unknown[]): Promise<readonly Row[]>;
  execute(sql: string, parameters: readonly unknown[]): Promise<number>;
}

/**
 * Runs a script's function and hands what it records to the sink, in order: before each answer that it awaits, and at
 * the end. The first failure of the sink is thrown even where the script swallows it. Throws QueryNotAwaitedError.
 */
export async function runScript(
  script: ScriptFunction,
  sink: ScriptSink,
  file: string,
  direction: Direction,
): Promise<void> {
  const recorded: Operation[] = [];
  const line = new Line();
  const flush = async (operations: readonly Operation[]): Promise<void> => {
    for (const operation of operations) await sink.apply(operation);
  };
  const op = operationsFacade(
    {
      ...sink.language,
      connected: true,
      flush: (operations) => line.enter(() => flush(operations)),
      query: (sql, parameters) => line.enter(() => sink.query(sql, parameters)),
      execute: (sql, parameters) => line.enter(() => sink.execute(sql, parameters)),
    },
    recorded,
  );
  const watched = new Set<Promise<unknown>>();
  let thrown: { readonly error: unknown } | undefined;
  try {
    await script(watchAnswers(op, watched));
  } catch (error) {
    thrown = { error };
  }
  const forgotten = watched.size > 0;
  line.close(forgotten || thrown !== undefined);
  await Promise.allSettled(watched);
  if (line.failure) throw line.failure.error;
  if (thrown) throw thrown.error;
  if (forgotten) throw new QueryNotAwaitedError(file, direction);
  await flush(recorded.splice(0));
}

/** Lets one piece of work in after the other; after a failure, or once it is closed, nobody. */
class Line {
  failure: { readonly error: unknown } | undefined;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  enter<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => this.#admit(work));
    this.#last = turn.catch(() => {});
    return turn;
  }

  close(closed: boolean): void {
    this.#closed = closed;
  }

  async #admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.failure) throw this.failure.error;
    if (this.#closed) throw new Error("the script has ended");
    try {
      return await work();
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}

// A promise that nobody awaits must neither end the process when it fails, nor go unnoticed.
function watchAnswers(op: Operations, watched: Set<Promise<unknown>>): Operations {
  const watch = <T>(answer: Promise<T>): Promise<T> => {
    const done = (): boolean => watched.delete(settled);
    const settled: Promise<unknown> = answer.then(done, done);
    watched.add(settled);
    return answer;
  };
  const { query, execute } = op.getBind();
  const bind: ScriptConnection = {
    query: (sql, parameters) => watch(query(sql, parameters)),
    execute: (sql, parameters) => watch(execute(sql, parameters)),
  };
  return { ...op, flush: () => watch(op.flush()), query: bind.query, getBind: () => bind };
}
