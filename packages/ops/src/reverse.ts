import type { Directive } from "./directive.js";
import { directives } from "./directives.js";
import type { Operation } from "./operation-map.js";

/** The operations that undo these, last first. Throws IrreversibleError, naming the first that cannot be undone. */
export function reverse(operations: readonly Operation[]): readonly Operation[] {
  return operations.toReversed().map((operation) => {
    const directive = directives[operation.kind] as Directive<Operation>;
    return directive.reverse(operation);
  });
}
