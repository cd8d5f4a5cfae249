import { emptySchema, type Schema } from "@typeorm-autogen/model";
import { evolve, EvolveError, type Operation } from "@typeorm-autogen/ops";
import type { Revision, Step } from "@typeorm-autogen/revisions";
import { keepsSchema } from "./keeps-schema.js";
import { nameObject } from "./name-object.js";
import { OfflineQueryError, OfflineStateError } from "./errors.js";
import type { OfflineOptions } from "./offline.js";
import { recordOffline } from "./record-offline.js";

/** The schema that the revisions build, worked out in memory; what they do by raw SQL nobody can tell. */
export class ReplayedState {
  readonly #applied: readonly Revision[];
  readonly #options: OfflineOptions;
  /** Operations since the applied revisions, of which nobody has asked yet. */
  readonly #waiting: (readonly [Operation, Revision])[] = [];
  #schema: Schema | undefined;
  /** Why it is not known. */
  #lost: string | undefined;

  /** `applied`: the revisions behind what is written, oldest first. */
  constructor(applied: readonly Revision[], options: OfflineOptions) {
    this.#applied = applied;
    this.#options = options;
  }

  /** The schema before an operation, or null where its compilation does not need one. Throws OfflineStateError. */
  async before(operation: Operation, { revision, direction }: Step): Promise<Schema | null> {
    if (!this.#options.dialect.needsState(operation)) return null;
    this.#schema ??= await this.#replay();
    for (const [done, by] of this.#waiting.splice(0)) this.#apply(done, by);
    if (this.#lost === undefined) return this.#schema;
    // The script says what the table is like; who else means it, nobody can tell, and the server will say.
    if (operation.kind === "alterTable" && operation.batch?.copyFrom) return emptySchema;
    const object = `${operation.kind} of ${nameObject(operation)}`;
    throw new OfflineStateError(revision.id, revision.path, direction, object, this.#lost);
  }

  /** Takes an operation into account. */
  follow(operation: Operation, revision: Revision): void {
    this.#waiting.push([operation, revision]);
  }

  async #replay(): Promise<Schema> {
    this.#schema = emptySchema;
    for (const revision of this.#applied) {
      try {
        const operations = await recordOffline(revision, "upgrade", this.#options);
        for (const operation of operations) this.#apply(operation, revision);
      } catch (error) {
        if (!(error instanceof OfflineQueryError)) throw error;
        this.#lost ??= `revision ${revision.id} asks the database`;
      }
    }
    return this.#schema;
  }

  #apply(operation: Operation, { id }: Revision): void {
    if (this.#lost !== undefined || this.#schema === undefined) return;
    if (operation.kind === "execute" && !keepsSchema(operation.sql, this.#options.dialect.lexicon))
      this.#lost = `revision ${id} changes the schema by SQL of its own`;
    try {
      this.#schema = evolve(this.#schema, [operation]);
    } catch (error) {
      if (!(error instanceof EvolveError)) throw error;
      this.#lost = `revision ${id} builds on what no revision made (${error.message})`;
    }
  }
}
