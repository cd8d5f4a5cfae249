import { equalNames, formatName, type Sequence } from "@typeorm-autogen/model";
import type { IfExists, IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError } from "./errors.js";
import { added, removed } from "./evolve-table.js";

/** Creates a sequence that stands alone. */
export interface CreateSequence extends IfNotExists {
  readonly kind: "createSequence";
  readonly sequence: Sequence;
}

/** Drops a sequence that stands alone; the number it had reached is lost. */
export interface DropSequence extends IfExists {
  readonly kind: "dropSequence";
  readonly sequence: Sequence;
}

export const createSequence: Directive<CreateSequence> = {
  reverse: (op) => ({ kind: "dropSequence", sequence: op.sequence }),
  evolve: (schema, op) => ({
    ...schema,
    sequences: added(
      schema.sequences,
      op.sequence,
      (other) => equalNames(other, op.sequence),
      () => new EvolveError(op.kind, `sequence ${formatName(op.sequence)}`, "exists already"),
    ),
  }),
};

export const dropSequence: Directive<DropSequence> = {
  reverse: (op) => ({ kind: "createSequence", sequence: op.sequence }),
  evolve: (schema, op) => ({
    ...schema,
    sequences: removed(
      schema.sequences,
      (other) => equalNames(other, op.sequence),
      () => new EvolveError(op.kind, `sequence ${formatName(op.sequence)}`, "does not exist"),
    ),
  }),
};
