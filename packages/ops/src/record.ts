import { AutogenError } from "@typeorm-autogen/errors";
import type { Operation } from "./operation-map.js";
import { operationsFacade, type Operations } from "./operations.js";
import type { ScriptLanguage } from "./script-language.js";

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
  language: ScriptLanguage,
): Promise<readonly Operation[]> {
  const recorded: Operation[] = [];
  const refuse = (call: string) => async (): Promise<never> => {
    throw new NotConnectedError(call);
  };
  const host = { ...language, connected: false, flush: refuse("flush") };
  const asking = { query: refuse("query"), execute: refuse("getBind().execute") };
  await script({ ...operationsFacade({ ...host, ...asking }, recorded), query: asking.query });
  return recorded;
}
