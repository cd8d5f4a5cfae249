import { emptySchema, nameKey, type QualifiedName, type Schema, type Table } from "@typeorm-autogen/model";
import { evolve, type Operation } from "@typeorm-autogen/ops";

/** Operations that change one table, and at most what other tables' foreign keys say of it. */
export interface TableWork {
  readonly table: QualifiedName;
  readonly operations: readonly Operation[];
}

/**
 * What `evolve` gives, in time that grows with the work and not with the schema: each operation sees its own table and
 * those that refer to it.
 */
export function evolveNearby(schema: Schema, work: readonly TableWork[]): Schema {
  if (work.length === 0) return schema;
  const tables: Table[] = [...schema.tables];
  const places = new Map(tables.map((table, place) => [nameKey(table), place]));
  const neighbours = referencingPlaces(tables, places);
  for (const { table, operations } of work) {
    const place = places.get(nameKey(table));
    if (place === undefined) continue;
    const nearby = [place, ...(neighbours.get(place) ?? [])];
    const before = nearby.flatMap((at) => tables[at] ?? []);
    const after = evolve({ ...emptySchema, tables: before }, operations).tables;
    nearby.forEach((at, i) => {
      const evolved = after[i];
      if (evolved) tables[at] = evolved;
    });
    rename(places, table, tables[place], place);
  }
  return { ...schema, tables };
}

function rename(places: Map<string, number>, was: QualifiedName, is: Table | undefined, place: number): void {
  if (!is || nameKey(was) === nameKey(is)) return;
  places.delete(nameKey(was));
  places.set(nameKey(is), place);
}

function referencingPlaces(
  tables: readonly Table[],
  places: ReadonlyMap<string, number>,
): ReadonlyMap<number, ReadonlySet<number>> {
  const result = new Map<number, Set<number>>();
  tables.forEach((table, place) => {
    for (const { references } of table.foreignKeys) {
      const target = places.get(nameKey(references));
      if (target === undefined || target === place) continue;
      const group = result.get(target);
      if (group) group.add(place);
      else result.set(target, new Set([place]));
    }
  });
  return result;
}
