import type { QualifiedName } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";
import { evolve } from "./evolve.js";
import type { TableChange } from "./operation-map.js";
import { reverse } from "./reverse.js";

/** Changes of one table that travel together: one rebuild on SQLite, one ALTER on MySQL. */
export interface AlterTable {
  readonly kind: "alterTable";
  readonly table: QualifiedName;
  readonly changes: readonly TableChange[];
}

export const alterTable: Directive<AlterTable> = {
  reverse: (op) => ({ ...op, changes: reverse(op.changes) as readonly TableChange[] }),
  evolve: (schema, op) => evolve(schema, op.changes),
};
