import type { DdlContext, Dialect, Statement } from "@typeorm-autogen/dialect";
import { evolve, type Operation } from "@typeorm-autogen/ops";

/** The statements of operations that follow each other, each compiled against the schema that those before it leave. */
export function compileOperations(
  operations: readonly Operation[],
  dialect: Dialect,
  context: DdlContext,
): readonly Statement[] {
  let { state } = context;
  return operations.flatMap((operation) => {
    const statements = dialect.compile(operation, { ...context, state });
    if (state) state = evolve(state, [operation]);
    return statements;
  });
}
