import type { Table } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";

/** A constraint or an index. */
export interface TablePart {
  readonly name?: string;
}

/** All constraints and indexes of a table. */
export function partsOf(table: Table): readonly TablePart[] {
  const { primaryKey, uniques, checks, exclusions = [], foreignKeys, indexes } = table;
  const others = [...uniques, ...checks, ...exclusions, ...foreignKeys, ...indexes];
  return primaryKey ? [primaryKey, ...others] : others;
}

/** The constraint or index that a change creates. */
export function createdPart(change: TableChange): TablePart | undefined {
  return change.kind.startsWith("create") ? partOf(change) : undefined;
}

/** The constraint or index that a change drops. */
export function droppedPart(change: TableChange): TablePart | undefined {
  return change.kind.startsWith("drop") ? partOf(change) : undefined;
}

function partOf(change: TableChange): TablePart | undefined {
  if ("index" in change) return change.index;
  if ("unique" in change) return change.unique;
  if ("check" in change) return change.check;
  if ("exclusion" in change) return change.exclusion;
  if ("foreignKey" in change) return change.foreignKey;
  return "primaryKey" in change ? change.primaryKey : undefined;
}
