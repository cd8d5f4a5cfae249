import type { Schema, Table } from "@typeorm-autogen/model";
import type { CompareRules } from "./rules.js";
import { nameSimilarity, normalName } from "./similarity.js";

/** How likely it is that the second table is the first one renamed, 0 to 1. */
export type TableScore = (from: Table, to: Table) => number;

const weights = { columns: 0.7, name: 0.3 };

/**
 * Scores tables by the columns that they share and by name. A column that many tables have (`id`, `created_at`) says
 * little, one that few have says much.
 */
export function scoreTables(live: Schema, rules: CompareRules): TableScore {
  const counts = new Map<string, number>();
  for (const name of live.tables.flatMap((table) => table.columns.map((column) => normalName(column.name)))) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const rarity = (name: string) => 1 / (1 + Math.log2(counts.get(name) ?? 1));
  return (from, to) =>
    weights.columns * columnOverlap(from, to, rarity, rules) +
    weights.name * nameSimilarity(from.name, to.name);
}

function columnOverlap(
  from: Table,
  to: Table,
  rarity: (name: string) => number,
  rules: CompareRules,
): number {
  const targets = new Map(to.columns.map((column) => [normalName(column.name), column]));
  let shared = 0;
  let total = 0;
  for (const column of from.columns) {
    const name = normalName(column.name);
    const target = targets.get(name);
    targets.delete(name);
    total += rarity(name);
    if (target) shared += rarity(name) * Math.max(rules.typeAffinity(column.type, target.type), 0.5);
  }
  for (const name of targets.keys()) total += rarity(name);
  return total === 0 ? 0 : shared / total;
}

/** What tables must share to be worth scoring: a name but for its spelling, or a column's name. */
export function tableKinship(table: Table): readonly string[] {
  return [
    `table ${normalName(table.name)}`,
    ...table.columns.map(({ name }) => `column ${normalName(name)}`),
  ];
}
