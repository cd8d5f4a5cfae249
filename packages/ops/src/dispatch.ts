import { UnknownOperationError } from "./own-operations.js";
import type { Operation, OperationKind, OperationMap } from "./operation-map.js";

/** One function for each kind of operation; a missing one does not compile. */
export type OperationTable<Result, Context = undefined> = {
  readonly [Kind in OperationKind]: (operation: OperationMap[Kind], context: Context) => Result;
};

/** Calls the table's function for the kind of this operation. Throws UnknownOperationError for one that is not built in. */
export function dispatch<Result, Context>(
  table: OperationTable<Result, Context>,
  operation: Operation,
  context: Context,
): Result {
  const handle = table[operation.kind] as ((operation: Operation, context: Context) => Result) | undefined;
  if (!handle) throw new UnknownOperationError(operation.kind);
  return handle(operation, context);
}
