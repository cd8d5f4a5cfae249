import type { Column, QualifiedName } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";
import { EvolveError, IrreversibleError } from "./errors.js";
import { evolveTable } from "./evolve-table.js";

/** Where a column stands: directly before or behind another. */
export type ColumnPlace = { readonly before: string } | { readonly after: string };

/** Which column goes where, or several orders that columns have to keep, wherever the others stand. */
export type Placement =
  (ColumnPlace & { readonly column: string }) | { readonly orders: readonly (readonly string[])[] };

/** Puts columns of a table into another order. Their values stay. */
export interface PlaceColumns {
  readonly kind: "placeColumns";
  readonly table: QualifiedName;
  readonly to: Placement;
  /** All columns in the order before: what the way back needs. */
  readonly was?: readonly string[];
}

export const placeColumns: Directive<PlaceColumns> = {
  reverse: ({ was, ...op }) => {
    if ("orders" in op.to && op.to.orders.length === 0) return op;
    if (!was) throw new IrreversibleError(op.kind, `the columns of ${op.table.name}`);
    return { ...op, to: { orders: [was] }, was: inOrder(op.kind, was, op.to) };
  },
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, (table) => {
      const byName = new Map(table.columns.map((column) => [column.name, column]));
      const names = inOrder(op.kind, [...byName.keys()], op.to);
      return { ...table, columns: names.flatMap((name) => byName.get(name) ?? []) };
    }),
};

/** The columns with one more, at its place. Throws EvolveError where the other one is not there. */
export function withColumn(
  kind: string,
  columns: readonly Column[],
  column: Column,
  place: ColumnPlace | undefined,
): readonly Column[] {
  const all = [...columns, column];
  if (!place) return all;
  const order = inOrder(
    kind,
    all.map(({ name }) => name),
    { column: column.name, ...place },
  );
  return order.flatMap((name) => all.find((other) => other.name === name) ?? []);
}

function inOrder(kind: string, names: readonly string[], to: Placement): readonly string[] {
  return "orders" in to ? sorted(kind, names, to.orders) : moved(kind, names, to);
}

function moved(
  kind: string,
  names: readonly string[],
  { column, ...place }: ColumnPlace & { readonly column: string },
): readonly string[] {
  const rest = names.filter((name) => name !== column);
  const anchor = "before" in place ? place.before : place.after;
  if (rest.length === names.length) throw new EvolveError(kind, `column ${column}`, "does not exist");
  const at = rest.indexOf(anchor);
  if (at === -1) throw new EvolveError(kind, `column ${anchor}`, "does not exist");
  return rest.toSpliced("before" in place ? at : at + 1, 0, column);
}

// The first that nothing has to come before, again and again: what no order mentions keeps its place among the others.
function sorted(
  kind: string,
  names: readonly string[],
  orders: readonly (readonly string[])[],
): readonly string[] {
  const before = new Map(names.map((name) => [name, new Set<string>()]));
  for (const order of orders) {
    order.forEach((name, i) => {
      const needed = before.get(name);
      if (!needed) throw new EvolveError(kind, `column ${name}`, "does not exist");
      for (const earlier of order.slice(0, i)) needed.add(earlier);
    });
  }
  const open = [...names];
  const result: string[] = [];
  while (open.length > 0) {
    const at = open.findIndex((name) => ![...(before.get(name) ?? [])].some((other) => open.includes(other)));
    if (at === -1)
      throw new EvolveError(kind, `columns ${open.join(", ")}`, "have to come before each other");
    result.push(...open.splice(at, 1));
  }
  return result;
}
