import { equalNames, formatName, type QualifiedName, type Schema, type Table } from "@typeorm-autogen/model";
import { EvolveError } from "./errors.js";

/** Replaces one table of a schema by what `change` makes of it. */
export function evolveTable(
  schema: Schema,
  kind: string,
  name: QualifiedName,
  change: (table: Table) => Table,
): Schema {
  let found = false;
  const tables = schema.tables.map((table) => {
    if (!equalNames(table, name)) return table;
    found = true;
    return change(table);
  });
  if (!found) throw new EvolveError(kind, `table ${formatName(name)}`, "does not exist");
  return { ...schema, tables };
}

/** Appends an object to a list; the identity that `same` tells must be new. */
export function added<T>(
  list: readonly T[],
  item: T,
  same: (other: T) => boolean,
  fail: () => EvolveError,
): readonly T[] {
  if (list.some(same)) throw fail();
  return [...list, item];
}

/** The list without the one object that `same` tells, which must be there. */
export function removed<T>(
  list: readonly T[],
  same: (other: T) => boolean,
  fail: () => EvolveError,
): readonly T[] {
  const at = list.findIndex(same);
  if (at === -1) throw fail();
  return list.toSpliced(at, 1);
}

/** The list as it is, if none of it has the name that another object is about to take. */
export function withoutName<T>(
  list: readonly T[],
  taken: (item: T) => boolean,
  fail: () => EvolveError,
): readonly T[] {
  if (list.some(taken)) throw fail();
  return list;
}

/** The list with the one object that `same` tells replaced; it must be there. */
export function replaced<T>(
  list: readonly T[],
  same: (other: T) => boolean,
  change: (item: T) => T,
  fail: () => EvolveError,
): readonly T[] {
  const at = list.findIndex(same);
  const item = list[at];
  if (item === undefined) throw fail();
  return list.with(at, change(item));
}

/** The list with one object under another name, which must be free; `label` says what it is. */
export function renamed<T extends QualifiedName>(
  list: readonly T[],
  { kind, from, to }: { readonly kind: string; readonly from: QualifiedName; readonly to: QualifiedName },
  label: (name: QualifiedName) => string,
): readonly T[] {
  return replaced(
    withoutName(
      list,
      (other) => equalNames(other, to),
      () => new EvolveError(kind, label(to), "exists already"),
    ),
    (other) => equalNames(other, from),
    (item) => ({ ...item, ...to }),
    () => new EvolveError(kind, label(from), "does not exist"),
  );
}
