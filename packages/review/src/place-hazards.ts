import { formatName } from "@typeorm-autogen/model";
import type { Hazard } from "@typeorm-autogen/hazards";
import type { LeafOperation } from "@typeorm-autogen/ops";
import type { PlacedHazard } from "./report.js";

/** Finds the line of each hazard's call in its script; where no line says it, the line where upgrade begins. */
export function placeHazards(
  hazards: readonly Hazard[],
  operations: readonly LeafOperation[],
  source: string,
): readonly PlacedHazard[] {
  const lines = source.split("\n");
  const start = Math.max(
    lines.findIndex((line) => /\bupgrade\b/.test(line) && /\bfunction\b|=>|=\s/.test(line)),
    0,
  );
  return hazards.map((hazard) => {
    const operation = operations[hazard.operation];
    return { ...hazard, line: (operation ? findCall(operation, lines, start) : start) + 1 };
  });
}

function findCall(operation: LeafOperation, lines: readonly string[], start: number): number {
  const first =
    operation.kind === "execute" ? operation.sql.split("\n").find((line) => line.trim() !== "") : undefined;
  const written = first === undefined ? -1 : lines.findIndex((line) => line.includes(first));
  if (written !== -1) return written;
  const call = new RegExp(`\\b${operation.kind}\\(`);
  const names = namesIn(operation).map((name) => JSON.stringify(name));
  const near = (i: number) => lines.slice(i, i + 4).join("\n");
  const found = lines.findIndex(
    (line, i) => i >= start && call.test(line) && names.every((name) => near(i).includes(name)),
  );
  if (found !== -1) return found;
  const any = lines.findIndex((line, i) => i >= start && call.test(line));
  return any === -1 ? start : any;
}

/** The names that a call of this operation says in its own line. */
function namesIn(operation: LeafOperation): readonly string[] {
  if ("column" in operation)
    return [typeof operation.column === "string" ? operation.column : operation.column.name];
  if ("index" in operation) return [operation.index.name];
  if ("foreignKey" in operation)
    return operation.foreignKey.name === undefined ? [] : [operation.foreignKey.name];
  if ("unique" in operation) return operation.unique.name === undefined ? [] : [operation.unique.name];
  if ("check" in operation) return operation.check.name === undefined ? [] : [operation.check.name];
  if (operation.kind === "renameColumn") return [operation.from, operation.to];
  return objectNames(operation);
}

function objectNames(operation: LeafOperation): readonly string[] {
  switch (operation.kind) {
    case "renameTable":
    case "renameView":
    case "renameSequence":
      return [formatName(operation.from)];
    case "renameSchema":
      return [operation.from];
    case "createTable":
    case "dropTable":
      return [formatName(operation.table)];
    default:
      return [];
  }
}
