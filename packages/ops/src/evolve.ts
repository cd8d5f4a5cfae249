import type { Schema } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";
import { directives } from "./directives.js";
import type { Operation } from "./operation-map.js";

/**
 * The schema after these operations, computed in memory. Raw SQL is passed over: what it does is not known.
 * Throws EvolveError where an operation names what is not there, or creates what is.
 */
export function evolve(schema: Schema, operations: readonly Operation[]): Schema {
  return operations.reduce((state, operation) => {
    const directive = directives[operation.kind] as Directive<Operation>;
    return directive.evolve(state, operation);
  }, schema);
}
