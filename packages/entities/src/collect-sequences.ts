import { nameKey, type QualifiedName, type Sequence, type Table } from "@typeorm-autogen/model";
import type { Declaring } from "./declaring.js";

/**
 * The sequences that defaults take numbers from, so far as they lie where entities do. One that a generated column brings
 * along is part of that column.
 */
export function collectSequences(
  tables: readonly Table[],
  { entities, facts }: Declaring,
): readonly Sequence[] {
  const { sequences } = entities;
  if (!sequences) return [];
  const home = (name: QualifiedName) =>
    name.schema === null || name.schema === facts.defaultSchema ? { schema: null, name: name.name } : name;
  const inPlay = new Set(tables.map((table) => home(table).schema));
  const parts = new Set(
    tables.flatMap((table) =>
      table.columns
        .filter(({ autoincrement }) => autoincrement)
        .flatMap(({ name }) => (sequences.of ? [nameKey(sequences.of(home(table), name))] : [])),
    ),
  );
  const found = new Map<string, Sequence>();
  for (const column of tables.flatMap(({ columns }) => columns)) {
    for (const name of sequences.named(column.default ?? "").map(home)) {
      if (name.schema !== null && !inPlay.has(name.schema)) continue;
      if (!parts.has(nameKey(name))) found.set(nameKey(name), { ...name, implied: true });
    }
  }
  return [...found.values()];
}
