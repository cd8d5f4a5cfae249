import {
  apart,
  type compileAnywhere,
  type DdlContext,
  type Dialect,
  type Statement,
} from "@typeorm-autogen/dialect";
import { evolve, type Operation } from "@typeorm-autogen/ops";

/** The statements of operations that follow each other, each compiled against the schema that those before it leave. */
export function compileOperations(
  operations: readonly Operation[],
  dialect: Dialect,
  context: DdlContext,
  compile: typeof compileAnywhere = (into, operation, here) => into.compile(operation, here),
): readonly Statement[] {
  let { state } = context;
  return operations.flatMap((operation, at) => {
    const compiled = compile(dialect, operation, { ...context, state });
    if (state) state = evolve(state, [operation]);
    return operations[at - 1]?.kind === "autocommit" ? apart(compiled) : compiled;
  });
}
