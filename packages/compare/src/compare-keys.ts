import type { PrimaryKey, QualifiedName, Table, Unique } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import type { ComparisonContext } from "./comparison-context.js";
import { constraintChanges, type ConstraintChanges } from "./constraint-changes.js";
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
  return constraintChanges(declared, matching, {
    drop: (table, _key): TableChange => ({
      kind: "dropPrimaryKey",
      table,
      primaryKey: live.primaryKey ?? { columns: [] },
    }),
    create: (table, _key): TableChange => ({
      kind: "createPrimaryKey",
      table,
      primaryKey: declared.primaryKey ?? { columns: [] },
    }),
    ...(rules.capabilities.renamesConstraints && { rename: renameConstraint }),
    disturbed: (key) => key.columns.some((column) => gone.has(column)),
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
  return constraintChanges(declared, matching, {
    drop: (table, unique): TableChange => ({ kind: "dropUnique", table, unique }),
    create: (table, unique): TableChange => ({ kind: "createUnique", table, unique }),
    ...(rules.capabilities.renamesConstraints && { rename: renameConstraint }),
    disturbed: (unique) => unique.columns.some((column) => gone.has(column)),
  });
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

function sameUnique(a: Unique, b: Unique): boolean {
  return (
    sameColumns(a.columns, b.columns) &&
    a.deferrable === b.deferrable &&
    a.nullsNotDistinct === b.nullsNotDistinct
  );
}
