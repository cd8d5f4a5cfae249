import {
  equalNames,
  nameKey,
  type Column,
  type ColumnType,
  type ForeignKey,
  type QualifiedName,
  type Table,
} from "@typeorm-autogen/model";
import type { CreateForeignKey, DropForeignKey, TableChange } from "@typeorm-autogen/ops";
import { renameConstraint } from "./compare-keys.js";
import type { ComparisonContext } from "./comparison-context.js";
import { keepUndeclared } from "./keep-undeclared.js";
import { matchItems, sortItems, type Matching } from "./match-items.js";
import type { CompareRules } from "./rules.js";
import {
  columnSet,
  noDifference,
  shakes,
  type ForeignKeyDifference,
  type TableDifference,
} from "./table-difference.js";

const undeclarable = ["notValid", "notEnforced", "match", "onDeleteColumns", "period"] as const;

type Differences = ReadonlyMap<string, TableDifference>;

/**
 * What changes in a table's foreign keys. One that is equivalent is dropped and created again only where the server
 * demands it: the key that it rests on goes for a time, or types change that it could not pair meanwhile.
 */
export function compareForeignKeys(
  difference: TableDifference,
  differences: Differences,
  { rules }: ComparisonContext,
): ForeignKeyDifference {
  const { live, declared } = difference;
  const table = { schema: declared.schema, name: declared.name };
  const matching = matchItems(live.foreignKeys, declared.foreignKeys, {
    equivalent: sameForeignKey,
    kinship: (key) => JSON.stringify([nameKey(key.references), [...key.columns].sort()]),
  });
  const { renamesConstraints, addsConstraints, altersForeignKeys } = rules.capabilities;
  const unsettled = (key: ForeignKey) =>
    key.columns.some((column) => difference.columns.gone.has(column)) ||
    (addsConstraints && isUnsettled(key, difference, differences, pairingMeanwhile(rules)));
  const rebuilt = [
    ...matching.same.filter(([key]) => unsettled(key)),
    ...matching.renamed.filter(([key]) => !renamesConstraints || unsettled(key)),
  ];
  const renamed = matching.renamed.filter((pair) => !rebuilt.includes(pair));
  const altered = altersForeignKeys ? deferredOtherwise(matching).filter(([key]) => !unsettled(key)) : [];
  const left = (keys: readonly ForeignKey[]) =>
    keys.filter((key) => !altered.some((pair) => pair.includes(key)));
  const gone = sortItems([...left(matching.gone), ...rebuilt.map(([key]) => key)]);
  const fresh = sortItems([
    ...left(matching.fresh),
    ...rebuilt.map(([old, key]) => keepUndeclared(old, key, undeclarable)),
  ]);
  return {
    detach: gone.map((foreignKey) => dropForeignKey(table, foreignKey)),
    attach: fresh.map((foreignKey) => createForeignKey(table, foreignKey)),
    renames: [
      ...renamed.map(([{ name = "" }, key]) => renameConstraint(table, name, key.name ?? "")),
      ...altered.map(([old, key]) => alterForeignKey(table, old, key)),
    ],
  };
}

/** Keys of one name that differ only in when they are checked. */
function deferredOtherwise({
  gone,
  fresh,
}: Matching<ForeignKey>): readonly (readonly [ForeignKey, ForeignKey])[] {
  return gone.flatMap((old) => {
    const key = fresh.find(({ name }) => name !== undefined && name === old.name);
    const { deferrable: _, ...rest } = key ?? old;
    const wanted = { ...rest, ...(old.deferrable && { deferrable: old.deferrable }) };
    return key && sameForeignKey(old, wanted) ? [[old, key] as const] : [];
  });
}

function alterForeignKey(table: QualifiedName, old: ForeignKey, key: ForeignKey): TableChange {
  return {
    kind: "alterForeignKey",
    table,
    name: key.name ?? "",
    to: { deferrable: key.deferrable ?? null },
    was: { deferrable: old.deferrable ?? null },
  };
}

/** The foreign keys of a table that nobody declares, so far as they stand in the way of what changes elsewhere. */
export function releaseForeignKeys(
  live: Table,
  differences: Differences,
  dropped: ReadonlySet<string>,
  { rules }: ComparisonContext,
): ForeignKeyDifference {
  const table = { schema: live.schema, name: live.name };
  const unchanged = noDifference(live, live);
  const keys = sortItems(live.foreignKeys);
  const orphaned = keys.filter((key) => dropped.has(nameKey(key.references)));
  const shaken = rules.capabilities.addsConstraints
    ? keys.filter((key) => isUnsettled(key, unchanged, differences, pairingMeanwhile(rules)))
    : [];
  return {
    detach: [...orphaned, ...shaken].map((foreignKey) => dropForeignKey(table, foreignKey)),
    attach: shaken
      .filter((key) => survives(key, live, differences, rules.pairsInForeignKey))
      .map((foreignKey) => createForeignKey(table, foreignKey)),
    renames: [],
  };
}

// What it refers to is still unique, and of a type that it can pair.
function survives(
  key: ForeignKey,
  live: Table,
  differences: Differences,
  pairing: Pairing = sameName,
): boolean {
  const target = differences.get(nameKey(key.references))?.declared;
  return (
    target !== undefined &&
    hasKey(target, key.referencedColumns) &&
    key.columns.every((column, i) => {
      const [own, other] = [
        typeOf(live.columns, column),
        typeOf(target.columns, key.referencedColumns[i] ?? ""),
      ];
      return own !== undefined && other !== undefined && pairing(own, other);
    })
  );
}

function hasKey({ primaryKey, uniques, indexes }: Table, columns: readonly string[]): boolean {
  const wanted = columnSet(columns);
  const whole = indexes.filter(({ unique, where }) => unique && where === undefined);
  return (
    (primaryKey !== undefined && columnSet(primaryKey.columns) === wanted) ||
    uniques.some((unique) => columnSet(unique.columns) === wanted) ||
    whole.some(({ parts }) => columnSet(parts.map((part) => part.column ?? "")) === wanted)
  );
}

function dropForeignKey(table: QualifiedName, foreignKey: ForeignKey): DropForeignKey {
  return { kind: "dropForeignKey", table, foreignKey };
}

function createForeignKey(table: QualifiedName, foreignKey: ForeignKey): CreateForeignKey {
  return { kind: "createForeignKey", table, foreignKey };
}

/** Whether two foreign keys mean the same, names aside. The order in which column pairs are written says nothing. */
function sameForeignKey(a: ForeignKey, b: ForeignKey): boolean {
  return (
    equalNames(a.references, b.references) &&
    a.onDelete === b.onDelete &&
    a.onUpdate === b.onUpdate &&
    a.deferrable === b.deferrable &&
    pairsOf(a) === pairsOf(b)
  );
}

function pairsOf({ columns, referencedColumns }: ForeignKey): string {
  return JSON.stringify(columns.map((column, i) => JSON.stringify([column, referencedColumns[i]])).sort());
}

type Pairing = ((referencing: ColumnType, referenced: ColumnType) => boolean) | undefined;

/** What can be paired while one side has changed and the other has not: nothing, where a foreign key holds its columns. */
function pairingMeanwhile({ capabilities, pairsInForeignKey }: CompareRules): Pairing {
  return capabilities.holdsLinkedColumns ? () => false : pairsInForeignKey;
}

function sameName(a: ColumnType, b: ColumnType): boolean {
  return a.name === b.name;
}

function isUnsettled(
  key: ForeignKey,
  from: TableDifference,
  differences: Differences,
  pairing: Pairing,
): boolean {
  const to = differences.get(nameKey(key.references));
  if (!to) return false;
  return (
    shakes(to, key) ||
    key.columns.some((column, i) => cannotPair(column, key.referencedColumns[i] ?? "", from, to, pairing))
  );
}

// While one side has its new type and the other its old one, the server must still find an operator for the two.
function cannotPair(
  column: string,
  referenced: string,
  from: TableDifference,
  to: TableDifference,
  pairing: Pairing = sameName,
): boolean {
  if (!from.columns.held.has(column) && !to.columns.held.has(referenced)) return false;
  const [old, is] = [typeOf(from.live.columns, column), typeOf(from.declared.columns, column)];
  const [oldTarget, target] = [typeOf(to.live.columns, referenced), typeOf(to.declared.columns, referenced)];
  if (!old || !is || !oldTarget || !target) return false;
  return !pairing(old, target) || !pairing(is, oldTarget);
}

function typeOf(columns: readonly Column[], name: string): ColumnType | undefined {
  return columns.find((column) => column.name === name)?.type;
}
