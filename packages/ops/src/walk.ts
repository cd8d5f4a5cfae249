import type { AlterTable } from "./alter-table.js";
import type { Operation, TableChange } from "./operation-map.js";

/** A directive that stands for itself: anything but the container. */
export type LeafOperation = Exclude<Operation, AlterTable>;

/** The operations with containers opened: what a script that reads JSON wants to see. */
export function flatten(operations: readonly Operation[]): readonly LeafOperation[] {
  return operations.flatMap((operation): readonly LeafOperation[] =>
    operation.kind === "alterTable" ? operation.changes : [operation],
  );
}

/** Rewrites each leaf to nothing, one or several; containers that lose all their changes disappear. */
export function rewrite(
  operations: readonly Operation[],
  change: (operation: LeafOperation) => readonly LeafOperation[],
): readonly Operation[] {
  return operations.flatMap((operation): readonly Operation[] => {
    if (operation.kind !== "alterTable") return change(operation);
    const changes = operation.changes.flatMap((leaf) => change(leaf)) as readonly TableChange[];
    return changes.length === 0 ? [] : [{ ...operation, changes }];
  });
}
