import type { RenameColumn } from "@typeorm-autogen/ops";
import { foldName } from "./lexicon.js";
import type { RowValue } from "./row-values.js";

/** What a column is called while the table is rebuilt, and by which renames it gets its name afterwards. */
export interface InterimNames {
  readonly names: ReadonlyMap<string, string>;
  readonly renames: readonly Pick<RenameColumn, "from" | "to">[];
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

/**
 * A column that is renamed keeps its old name through the rebuild and is renamed in place afterwards: SQLite's own
 * RENAME COLUMN rewrites the triggers, views and foreign keys that mention it, and knows which mentions mean it.
 */
export function interimNames(
  columns: readonly string[],
  values: ReadonlyMap<string, RowValue>,
): InterimNames {
  const kept = columns.map((name) => [name, values.get(name)?.origin ?? null] as const);
  const taken = new Set(kept.flatMap(([, origin]) => (origin === null ? [] : [foldName(origin)])));
  const names = new Map(kept.map(([name, origin]) => [name, origin ?? freeName(name, taken)]));
  const pairs = [...names].filter(([to, from]) => to !== from).map(([to, from]) => ({ from, to }));
  return { names, renames: orderRenames(pairs, [...names.values()]) };
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let i = 1; taken.has(foldName(name)); i++) name = `autogen_column_${i}`;
  taken.add(foldName(name));
  return name;
}

// A name that another column still has to give up is taken later; a circle is opened by stepping aside.
function orderRenames(pairs: readonly Pair[], names: readonly string[]): readonly Pair[] {
  const current = new Set(names.map(foldName));
  const open = [...pairs];
  const ordered: Pair[] = [];
  while (open.length > 0) {
    const free = open.findIndex(
      ({ from, to }) => foldName(from) === foldName(to) || !current.has(foldName(to)),
    );
    const [pair] = open.splice(Math.max(free, 0), 1);
    if (!pair) break;
    const to = free === -1 ? freeName("autogen_column_0", new Set(current)) : pair.to;
    ordered.push({ from: pair.from, to });
    current.delete(foldName(pair.from));
    current.add(foldName(to));
    if (free === -1) open.push({ from: to, to: pair.to });
  }
  return ordered;
}
