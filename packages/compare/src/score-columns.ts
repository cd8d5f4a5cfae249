import { nameKey, type Column, type Table } from "@typeorm-autogen/model";
import type { CompareRules } from "./rules.js";
import { nameSimilarity, normalName } from "./similarity.js";

interface Place {
  readonly table: Table;
  readonly column: Column;
}

const weights = { type: 0.4, name: 0.3, position: 0.1, roles: 0.1, nullable: 0.05, default: 0.05 };

/** What a score is at least where the entity's property bears the old name and the type is of one family. */
const propertyScore = 0.95;

/**
 * How likely it is that the second column is the first one renamed, 0 to 1: type, name, position, what constraints use
 * it for, nullability, default; and the entity's property name, which stays when only the column's name is changed. A
 * column that refers to another table is another one.
 */
export function scoreColumns(
  from: Place,
  to: Place,
  property: string | undefined,
  typeAffinity: CompareRules["typeAffinity"],
): number {
  if ((from.column.generated === undefined) !== (to.column.generated === undefined)) return 0;
  if (pointElsewhere(from, to)) return 0;
  const affinity = typeAffinity(from.column.type, to.column.type);
  const score =
    weights.type * affinity +
    weights.name * nameSimilarity(from.column.name, to.column.name) +
    weights.position * positionAffinity(from, to) +
    weights.roles * roleAffinity(from, to) +
    (from.column.nullable === to.column.nullable ? weights.nullable : 0) +
    (from.column.default === to.column.default ? weights.default : 0);
  const kept = property !== undefined && normalName(property) === normalName(from.column.name);
  return kept && affinity >= 0.5 ? Math.max(score, propertyScore) : score;
}

// Values that refer to rows of one table mean nothing in another. A table that was renamed has its new name on both sides.
function pointElsewhere(from: Place, to: Place): boolean {
  const [a, b] = [targets(from), targets(to)];
  return a.length > 0 && b.length > 0 && !a.some((target) => b.includes(target));
}

function targets({ table, column: { name } }: Place): readonly string[] {
  return table.foreignKeys
    .filter(({ columns }) => columns.includes(name))
    .map(({ references }) => nameKey(references));
}

function positionAffinity(from: Place, to: Place): number {
  const [a, b] = [neighbours(from), neighbours(to)];
  if (a.before === b.before && a.after === b.after) return 1;
  if (a.before === b.before || a.after === b.after) return 0.7;
  return a.place === b.place ? 0.5 : 0;
}

function neighbours({ table, column }: Place) {
  const place = table.columns.indexOf(column);
  return { place, before: table.columns[place - 1]?.name, after: table.columns[place + 1]?.name };
}

function roleAffinity(from: Place, to: Place): number {
  const [a, b] = [roles(from), roles(to)];
  const all = new Set([...a, ...b]);
  if (all.size === 0) return 1;
  return [...a].filter((role) => b.has(role)).length / all.size;
}

function roles({ table, column: { name } }: Place): ReadonlySet<string> {
  return new Set([
    ...(table.primaryKey?.columns.includes(name) ? ["primary key"] : []),
    ...table.uniques
      .filter(({ columns }) => columns.includes(name))
      .map(({ columns }) => `unique ${columns.length}`),
    ...table.indexes
      .filter(({ parts }) => parts.some(({ column }) => column === name))
      .map(({ parts }) => `index ${parts.length}`),
    ...table.foreignKeys
      .filter(({ columns }) => columns.includes(name))
      .map(({ references }) => `foreign key ${nameKey(references)}`),
  ]);
}
