import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";
import { IrreversibleError } from "./errors.js";

/**
 * Gives columns of existing rows a value, some rows at a time, each chunk in a transaction of its own: no row is locked
 * for long, and a run that died goes on behind the last chunk. What came before is committed first.
 */
export interface Backfill {
  readonly kind: "backfill";
  readonly table: QualifiedName;
  /** Columns to SQL text. */
  readonly set: Readonly<Record<string, string>>;
  /** SQL text: the rows that are meant. Absent: all. */
  readonly where?: string;
  /** Columns that are unique together and never NULL, by which rows are walked. Absent: the primary key. */
  readonly key?: readonly string[];
  /** Rows in a chunk; 5000 by default. */
  readonly chunk?: number;
  /** Milliseconds to wait between chunks; none by default. */
  readonly pause?: number;
}

export const backfill: Directive<Backfill> = {
  reverse: (op) => {
    throw new IrreversibleError(op.kind, `table ${formatName(op.table)}`);
  },
  evolve: (schema) => schema,
};
