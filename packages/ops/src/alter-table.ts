import type { QualifiedName } from "@typeorm-autogen/model";
import type { Batch } from "./batch.js";
import type { TableChange } from "./operation-map.js";

/** Changes of one table that travel together: one rebuild on SQLite, one ALTER on MySQL. */
export interface AlterTable {
  readonly kind: "alterTable";
  readonly table: QualifiedName;
  readonly changes: readonly TableChange[];
  /** How the table is built anew, where the script says it. */
  readonly batch?: Batch;
}
