import { AutogenError } from "@typeorm-autogen/errors";
import type { TypeCodec } from "@typeorm-autogen/model";
import type { Operation } from "./operation-map.js";
import { operationsFacade, type Operations, type RecordingHost } from "./operations.js";

/** A script asked the database while it was only being read. */
export class NotConnectedError extends AutogenError {
  constructor(call: string) {
    super(
      "not-connected",
      `op.${call}() needs a connection, and this run has none; run the script with upgrade or downgrade, or guard the call`,
      { call },
    );
  }
}

/** The direction functions of a loaded script. */
export type ScriptFunction = (op: Operations) => void | Promise<void>;

/**
 * Runs a script's function without a database and returns the operations that it records.
 * Throws NotConnectedError where the script wants to ask or flush.
 */
export async function record(
  script: ScriptFunction,
  types: TypeCodec,
  literal: RecordingHost["literal"],
): Promise<readonly Operation[]> {
  const recorded: Operation[] = [];
  const refuse = (call: string) => async (): Promise<never> => {
    throw new NotConnectedError(call);
  };
  await script(
    operationsFacade({ types, literal, flush: refuse("flush"), query: refuse("query") }, recorded),
  );
  return recorded;
}
