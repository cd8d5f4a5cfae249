import type { Directive } from "./directive.js";
import { IrreversibleError } from "./errors.js";

/** Runs SQL as it is written. What it does to the schema is not known. */
export interface Execute {
  readonly kind: "execute";
  readonly sql: string;
}

export const execute: Directive<Execute> = {
  reverse: (op) => {
    throw new IrreversibleError(op.kind, "SQL text");
  },
  evolve: (schema) => schema,
};
