import type { AlterTable } from "./alter-table.js";
import type { Autocommit } from "./autocommit.js";
import type { Operation, TableChange } from "./operation-map.js";

/** A directive that stands for itself: anything but the containers. */
export type LeafOperation = Exclude<Operation, AlterTable | Autocommit>;

/** The operations with autocommit blocks opened: each becomes SQL by itself. */
export function openBlocks(operations: readonly Operation[]): Autocommit["operations"] {
  return operations.flatMap((operation) =>
    operation.kind === "autocommit" ? operation.operations : [operation],
  );
}

/** The operations with containers opened: what a script that reads JSON wants to see. */
export function flatten(operations: readonly Operation[]): readonly LeafOperation[] {
  return openBlocks(operations).flatMap((operation): readonly LeafOperation[] =>
    operation.kind === "alterTable" ? operation.changes : [operation],
  );
}

/** Rewrites each leaf to nothing, one or several; containers that lose all their changes disappear. */
export function rewrite(
  operations: readonly Operation[],
  change: (operation: LeafOperation) => readonly LeafOperation[],
): readonly Operation[] {
  return operations.flatMap((operation): readonly Operation[] => {
    if (operation.kind === "autocommit") {
      const inner = rewrite(operation.operations, change) as Autocommit["operations"];
      return inner.length === 0 ? [] : [{ ...operation, operations: inner }];
    }
    if (operation.kind !== "alterTable") return change(operation);
    const changes = operation.changes.flatMap((leaf) => change(leaf)) as readonly TableChange[];
    return changes.length === 0 ? [] : [{ ...operation, changes }];
  });
}
