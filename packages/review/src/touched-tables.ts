import { compareTables } from "@typeorm-autogen/autogenerate";
import type { Schema, TypeCodec } from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";
import type { TouchedTable } from "./report.js";

/** The tables that differ between two schemas, renamed ones told by the operations between them. */
export function touchedTables(
  before: Schema,
  after: Schema,
  operations: readonly LeafOperation[],
  types: TypeCodec,
): readonly TouchedTable[] {
  return compareTables(before, after, operations, types).flatMap(({ change, lines, ...rest }) => {
    if (change === "same") return [];
    const told = lines.map(({ change, text, was }) => ({ change, text, ...(was !== undefined && { was }) }));
    const kept = lines.filter((line) => line.change !== "removed");
    const refersTo = kept.flatMap(({ references }) => (references ? [references] : []));
    return [{ ...rest, change, lines: told, refersTo }];
  });
}
