import type { PrimaryKey, QualifiedName, Table, Unique } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import type { ComparisonContext } from "./comparison-context.js";
import { constraintChanges, type ConstraintChanges } from "./constraint-changes.js";
import { keepUndeclared } from "./keep-undeclared.js";
import { matchItems } from "./match-items.js";

/** What changes in a table's primary key. A name that the database does not keep never differs. */
export function comparePrimaryKey(
  live: Table,
  declared: Table,
  gone: ReadonlySet<string>,
  { rules }: ComparisonContext,
): ConstraintChanges {
  const { namesPrimaryKeys } = rules.capabilities;
  const named = (key: PrimaryKey | undefined): readonly PrimaryKey[] => {
    if (!key) return [];
    const { name: _, ...anonymous } = key;
    return [namesPrimaryKeys ? key : anonymous];
  };
  const matching = matchItems(named(live.primaryKey), named(declared.primaryKey), {
    equivalent: sameKey,
    kinship: (key) => JSON.stringify(key.columns),
  });
  return constraintChanges(declared, matching, rules, {
    drop: (table, _key): TableChange => ({
      kind: "dropPrimaryKey",
      table,
      primaryKey: live.primaryKey ?? { columns: [] },
    }),
    create: (table, key): TableChange => ({
      kind: "createPrimaryKey",
      table,
      primaryKey: { ...declared.primaryKey, ...key },
    }),
    ...(rules.capabilities.renamesConstraints && { rename: renameConstraint }),
    keep: (old, key) => keepBeside(old, key, declared),
    disturbed: (key) => readsKey(key, gone),
  });
}

/** What changes in a table's unique constraints. */
export function compareUniques(
  live: Table,
  declared: Table,
  gone: ReadonlySet<string>,
  { rules }: ComparisonContext,
): ConstraintChanges {
  const matching = matchItems(live.uniques, declared.uniques, {
    equivalent: sameUnique,
    kinship: (unique) => JSON.stringify(unique.columns),
  });
  return constraintChanges(declared, matching, rules, {
    drop: (table, unique): TableChange => ({ kind: "dropUnique", table, unique }),
    create: (table, unique): TableChange => ({ kind: "createUnique", table, unique }),
    ...(rules.capabilities.renamesConstraints && { rename: renameConstraint }),
    keep: (old, unique) => keepUndeclared(old, keepBeside(old, unique, declared), ["nullsNotDistinct"]),
    disturbed: (unique) => readsKey(unique, gone),
  });
}

// A server that drops a column which stands beside a key drops the whole constraint.
function readsKey({ columns, include = [] }: PrimaryKey, gone: ReadonlySet<string>): boolean {
  return [...columns, ...include].some((column) => gone.has(column));
}

function keepBeside<Key extends PrimaryKey>(live: Key, declared: Key, { columns }: Table): Key {
  const key = keepUndeclared(live, declared, ["include", "parts", "withoutOverlaps"]);
  const { include = [], ...bare } = key;
  const staying = include.filter((name) => columns.some((column) => column.name === name));
  return staying.length === 0 ? (bare as Key) : { ...key, include: staying };
}

/** The operation that renames a constraint. */
export function renameConstraint(table: QualifiedName, from: string, to: string): TableChange {
  return { kind: "renameConstraint", table, from, to };
}

// The order of a key's columns is the order of its index.
function sameColumns(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((column, i) => column === b[i]);
}

function sameKey(a: PrimaryKey, b: PrimaryKey): boolean {
  return sameColumns(a.columns, b.columns) && a.deferrable === b.deferrable;
}

// TypeORM cannot declare NULLS NOT DISTINCT: without a word about it, the database has its way.
function sameUnique(a: Unique, b: Unique): boolean {
  return (
    sameColumns(a.columns, b.columns) &&
    a.deferrable === b.deferrable &&
    (b.nullsNotDistinct === undefined || a.nullsNotDistinct === b.nullsNotDistinct)
  );
}
