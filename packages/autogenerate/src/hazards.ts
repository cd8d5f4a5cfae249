import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import { flatten, type LeafOperation, type Operation } from "@typeorm-autogen/ops";

/** Something a reviewer must know about an operation before it runs. */
export interface Hazard {
  readonly rule: string;
  readonly level: "error" | "warning" | "info";
  readonly object: string;
  readonly message: string;
}

/** What these operations destroy, in the order of the operations. */
export function findDestructive(operations: readonly Operation[]): readonly Hazard[] {
  return flatten(operations).flatMap(judge);
}

function judge(operation: LeafOperation): readonly Hazard[] {
  switch (operation.kind) {
    case "dropTable":
      return [warning("drop-table", formatName(operation.table), "drops the table and every row in it")];
    case "dropColumn":
      if (operation.column.generated) return [];
      return [
        warning(
          "drop-column",
          columnName(operation.table, operation.column.name),
          "drops the column and its values",
        ),
      ];
    case "dropSequence":
      return [
        warning("drop-sequence", formatName(operation.sequence), "forgets the number that it had reached"),
      ];
    case "alterEnum":
      return removedValues(operation.from, operation.to, operation.map ?? {}).map((value) =>
        warning(
          "remove-enum-value",
          `${formatName(operation.enum)}.${value}`,
          "fails where rows still hold this value",
        ),
      );
    default:
      return [];
  }
}

function removedValues(
  from: readonly string[],
  to: readonly string[],
  map: Readonly<Record<string, string>>,
) {
  return from.filter((value) => !to.includes(value) && !(value in map));
}

function columnName(table: QualifiedName, column: string): string {
  return `${formatName(table)}.${column}`;
}

function warning(rule: string, object: string, message: string): Hazard {
  return { rule, level: "warning", object, message };
}
