import type { Dialect, ScratchServer } from "@typeorm-autogen/dialect";
import { isAutogenError } from "@typeorm-autogen/errors";
import type { Schema } from "@typeorm-autogen/model";
import type { Revision } from "@typeorm-autogen/revisions";
import type { Project } from "./project.js";
import { ScratchBench } from "./scratch-bench.js";
import { openScratchServer } from "./scratch-server.js";

interface Opened {
  readonly bench: ScratchBench;
  readonly server: ScratchServer;
}

/**
 * What revisions build, told by running them on a scratch database, which is opened when somebody first asks. Null from
 * then on where none can be had, or where a script fails on it.
 */
export class ScratchStates {
  readonly #project: Project;
  readonly #dialect: Dialect;
  #opened: Opened | undefined;
  #gaveUp = false;

  constructor(project: Project, dialect: Dialect) {
    this.#project = project;
    this.#dialect = dialect;
  }

  /** The schema after these revisions, which come before one another as a graph lists them. */
  async after(revisions: readonly Revision[]): Promise<Schema | null> {
    if (this.#gaveUp) return null;
    try {
      const { bench } = (this.#opened ??= await this.#open());
      return await bench.schemaAfter(revisions);
    } catch (error) {
      if (!isAutogenError(error)) throw error;
      this.#gaveUp = true;
      this.#project.detail(`tables after SQL text are not known: ${error.message}`);
      return null;
    }
  }

  async close(): Promise<void> {
    await this.#opened?.bench.close();
    await this.#opened?.server.close();
  }

  async #open(): Promise<Opened> {
    const server = await openScratchServer(this.#project, this.#dialect);
    try {
      return { server, bench: await ScratchBench.on(this.#project, server) };
    } catch (error) {
      await server.close();
      throw error;
    }
  }
}
