import type { Schema } from "@typeorm-autogen/model";
import type { Operation, OperationKind, OperationMap } from "./operation-map.js";

/** What every directive can do besides being data. */
export interface Directive<Op> {
  /** The operation that undoes this one. Throws IrreversibleError where the data does not say how. */
  reverse(operation: Op): Operation;
  /** The schema after this operation. Throws EvolveError where the schema does not hold what it names. */
  evolve(schema: Schema, operation: Op): Schema;
}

/** The behaviour of every kind. */
export type DirectiveTable = { readonly [Kind in OperationKind]: Directive<OperationMap[Kind]> };
