import type { Fault } from "@typeorm-autogen/dialect";
import type { Schema } from "@typeorm-autogen/model";
import { evolve, EvolveError, flatten } from "@typeorm-autogen/ops";
import { ServerWouldRefuseError } from "./errors.js";
import type { Session } from "./session.js";
import type { PendingWork } from "./walk-rows.js";

/**
 * Throws ServerWouldRefuseError where the server would refuse, or break, what these operations leave, one revision after
 * the other. Raw SQL may change anything: from it on nothing is told, nor where an operation does not fit the schema.
 */
export function refuseFaults(
  { dialect, facts }: Pick<Session, "dialect" | "facts">,
  work: readonly PendingWork[],
  live: Schema,
): void {
  let state = live;
  const found: (Fault & { readonly revision: string | null })[] = [];
  for (const { revision, operations } of work) {
    if (!dialect.faults || !operations || flatten(operations).some(({ kind }) => kind === "execute")) break;
    try {
      const faults = dialect.faults(state, operations, facts);
      found.push(...faults.map((fault) => ({ ...fault, revision })));
      state = evolve(state, operations);
    } catch (error) {
      if (error instanceof EvolveError) break;
      throw error;
    }
  }
  if (found.length > 0) throw new ServerWouldRefuseError(found);
}
