import { AutogenError } from "@typeorm-autogen/errors";
import type { TypeCodec } from "@typeorm-autogen/model";
import { directives } from "./directives.js";
import { operationsFacade } from "./operations.js";
import { keepOperations, type AnyOperationDefinition } from "./own-operations.js";

/** An own operation has a name that is taken, or no script could call. */
export class OperationNameError extends AutogenError {
  constructor(kind: string, problem: string) {
    super("operation-name", `an own operation cannot be called ${JSON.stringify(kind)}: ${problem}`, {
      kind,
    });
  }
}

/**
 * Makes own operations known to every part of this process: `op.kind(…)` in scripts, reverse, rendering, DDL. Throws
 * OperationNameError where a kind is no name, is built in, or comes twice.
 */
export function registerOperations(definitions: readonly AnyOperationDefinition[]): void {
  if (definitions.length === 0) return;
  const kinds = new Set<string>();
  const builtIn = builtInCalls();
  for (const { kind } of definitions) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(kind))
      throw new OperationNameError(kind, "write it as a method, such as createFunction");
    if (builtIn.has(kind)) throw new OperationNameError(kind, "it is built in; choose another name");
    if (kinds.has(kind))
      throw new OperationNameError(kind, "two plugins define it; leave one of them out of the configuration");
    kinds.add(kind);
  }
  keepOperations(definitions);
}

function builtInCalls(): ReadonlySet<string> {
  const never = () => Promise.reject(new Error("not connected"));
  const types: TypeCodec = { parse: (name) => ({ name }), print: ({ name }) => name };
  const host = {
    types,
    lexicon: {},
    literal: String,
    split: () => [],
    database: { name: "", version: "", defaultSchema: null },
    connected: false,
    flush: never,
    query: never,
    execute: never,
  };
  return new Set([...Object.keys(directives), ...Object.keys(operationsFacade(host, [], []))]);
}
