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
  /** What MySQL and MariaDB are held to. */
  readonly online?: OnlineOptions;
}

/** How MySQL and MariaDB have to make changes; they refuse what they cannot make so, instead of copying or locking. */
export interface OnlineOptions {
  readonly algorithm?: "instant" | "nocopy" | "inplace" | "copy";
  readonly lock?: "none" | "shared" | "exclusive";
}

/** The options as clauses: `ALGORITHM=INPLACE`. */
export function onlineClauses({ algorithm, lock }: OnlineOptions = {}): readonly string[] {
  return [
    ...(algorithm === undefined ? [] : [`ALGORITHM=${algorithm.toUpperCase()}`]),
    ...(lock === undefined ? [] : [`LOCK=${lock.toUpperCase()}`]),
  ];
}
