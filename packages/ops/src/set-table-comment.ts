import type { QualifiedName } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";
import { evolveTable } from "./evolve-table.js";

/** Sets or, with null, removes a table's comment. */
export interface SetTableComment {
  readonly kind: "setTableComment";
  readonly table: QualifiedName;
  readonly to: string | null;
  readonly was: string | null;
}

export const setTableComment: Directive<SetTableComment> = {
  reverse: (op) => ({ ...op, to: op.was, was: op.to }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, ({ comment: _, ...table }) =>
      op.to === null ? table : { ...table, comment: op.to },
    ),
};
