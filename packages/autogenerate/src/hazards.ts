import type { CompareRules } from "@typeorm-autogen/compare";
import { formatName, type Column, type QualifiedName } from "@typeorm-autogen/model";
import {
  applyPatch,
  flatten,
  type AlterColumn,
  type LeafOperation,
  type Operation,
} from "@typeorm-autogen/ops";

/** Something a reviewer must know about an operation before it runs. */
export interface Hazard {
  readonly rule: string;
  readonly level: "error" | "warning" | "info";
  readonly object: string;
  readonly message: string;
}

/** What these operations destroy, and what rows may refuse, in the order of the operations. */
export function findHazards(operations: readonly Operation[], rules: CompareRules): readonly Hazard[] {
  return flatten(operations).flatMap((operation) => judge(operation, rules));
}

function judge(operation: LeafOperation, rules: CompareRules): readonly Hazard[] {
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
    case "alterColumn":
      return judgeConversion(operation, rules);
    default:
      return [];
  }
}

// A conversion that somebody wrote is what somebody means.
function judgeConversion(op: AlterColumn, rules: CompareRules): readonly Hazard[] {
  const { was, to, using, table, column } = op;
  if (to.type === undefined || was?.type === undefined) return [];
  const before: Column = { name: column, nullable: false, type: was.type, ...(was as Partial<Column>) };
  const after = applyPatch(before, to);
  const risk = rules.conversionRisk?.(before, after);
  if (!risk || using !== rules.conversion(before, after)) return [];
  const object = columnName(table, column);
  const what = `the conversion to ${risk.into} ${risk.what}`;
  if (risk.kind === "fails") return [{ rule: "narrow-column", level: "info", object, message: what }];
  return [warning("lossy-conversion", object, what)];
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
