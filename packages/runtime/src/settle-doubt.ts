import type { Statement } from "@typeorm-autogen/dialect";
import { equal, equalNames, type Schema } from "@typeorm-autogen/model";
import { flatten, reverse, type AlterEnum, type Operation } from "@typeorm-autogen/ops";

/** How an operation goes on whose last statement ran outside a transaction and was never confirmed. */
export type Settlement =
  /** Compile this in its place. */
  | { readonly kind: "replace"; readonly operation: Operation }
  /** Nothing of it is left to do. */
  | { readonly kind: "finished" }
  /** Go on with the statement in doubt, after undoing what it may have left. */
  | { readonly kind: "repeat"; readonly first: readonly Operation[] }
  /** The statement took effect. */
  | { readonly kind: "skip" }
  | { readonly kind: "unknown" };

/**
 * Tells from the live schema what a statement in doubt has done. Values of an enum are there or not. An index may be
 * there and still be invalid (PostgreSQL, CREATE INDEX, "Building Indexes Concurrently"), so it is built again.
 */
export function settleDoubt(
  operation: Operation,
  statement: string,
  live: Schema,
  compile: (operation: Operation) => readonly Statement[],
): Settlement {
  if (operation.kind === "alterEnum") return settleEnum(operation, live);
  const leaf = flatten([operation]).find((leaf) => isIndexChange(leaf) && produces(compile(leaf), statement));
  if (leaf?.kind !== "createIndex" && leaf?.kind !== "dropIndex") return { kind: "unknown" };
  const { table: name, index } = leaf;
  const table = live.tables.find((table) => equalNames(table, name));
  const exists = table?.indexes.some((other) => other.name === index.name) ?? false;
  if (leaf.kind === "dropIndex") return exists ? { kind: "repeat", first: [] } : { kind: "skip" };
  return { kind: "repeat", first: exists ? reverse([leaf]) : [] };
}

/** Whether a failure of this statement may leave something behind, as an index that is built concurrently does. */
export function leavesRemains(
  operation: Operation,
  statement: string,
  compile: (operation: Operation) => readonly Statement[],
): boolean {
  return flatten([operation]).some((leaf) => isIndexChange(leaf) && produces(compile(leaf), statement));
}

function isIndexChange(operation: Operation): boolean {
  return operation.kind === "createIndex" || operation.kind === "dropIndex";
}

function produces(statements: readonly Statement[], sql: string): boolean {
  return statements.some((statement) => statement.sql === sql);
}

function settleEnum(operation: AlterEnum, live: Schema): Settlement {
  const values = live.enums.find((type) => equalNames(type, operation.enum))?.values;
  if (values === undefined) return { kind: "unknown" };
  if (equal(values, operation.to)) return { kind: "finished" };
  const { map, ...rest } = operation;
  const left = Object.entries(map ?? {}).filter(([value]) => values.includes(value));
  const remaining: AlterEnum = {
    ...rest,
    from: values,
    ...(left.length > 0 && { map: Object.fromEntries(left) }),
  };
  return { kind: "replace", operation: remaining };
}
