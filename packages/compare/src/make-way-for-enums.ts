import { nameKey, type Column, type Schema, type Table } from "@typeorm-autogen/model";
import { describeColumn, type AlterEnum, type TableChange } from "@typeorm-autogen/ops";
import type { TableWork } from "./evolve-nearby.js";
import { sortItems } from "./match-items.js";
import {
  exclusionComputes,
  exclusionMentions,
  indexComputes,
  indexMentions,
  mentionsColumn,
  stringLiterals,
} from "./mentions.js";

/** What has to go before enum types change; what is declared comes back when the tables are compared. */
export interface EnumPreparation {
  readonly work: readonly TableWork[];
  /** The alterations, as they find the columns after that work. */
  readonly alterations: readonly AlterEnum[];
}

/**
 * Finds what a changing enum type would trip over: defaults that are a value that goes, and, where the type is built
 * anew, checks, index predicates and generated columns, which compare with values of the old type.
 */
export function makeWayForEnums(
  alterations: readonly AlterEnum[],
  live: Schema,
  declared: Schema,
): EnumPreparation {
  if (alterations.length === 0) return { work: [], alterations };
  const tables = new Map(live.tables.map((table) => [nameKey(table), table]));
  const targets = new Map(declared.tables.map((table) => [nameKey(table), table]));
  const obstacles = new Map<string, { stale: Map<string, ReadonlySet<string>>; rebuilt: Set<string> }>();
  for (const alteration of alterations) {
    // In place, values keep their columns' defaults or take them along under another name.
    if (changesInPlace(alteration)) continue;
    const { from, to, map = {} } = alteration;
    const stale = new Set(from.filter((value) => !to.includes(value) || value in map));
    for (const { table, column } of alteration.columns) {
      const entry = obstacles.get(nameKey(table)) ?? { stale: new Map(), rebuilt: new Set() };
      if (stale.size > 0) entry.stale.set(column, stale);
      entry.rebuilt.add(column);
      obstacles.set(nameKey(table), entry);
    }
  }
  const work = [...obstacles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, { stale, rebuilt }]) => {
      const [table, target] = [tables.get(key), targets.get(key)];
      if (!table) return [];
      // Of a table that is left alone nothing would bring back more than the default.
      const readers = target ? readersOf(table, target, rebuilt) : [];
      const operations = [...readers, ...staleDefaults(table, stale)];
      return operations.length === 0 ? [] : [{ table: nameOf(table), operations }];
    });
  return { work, alterations: alterations.map((alteration) => withoutUnset(alteration, work)) };
}

/** Whether a server can reach the new values by adding and renaming alone, without building the type anew. */
export function changesInPlace({ from, to, map = {} }: AlterEnum): boolean {
  const renamed = from.map((value) => map[value] ?? value);
  if (new Set(renamed).size < renamed.length) return false;
  let place = -1;
  return renamed.every((value, i) => {
    const at = to.indexOf(value);
    const moved = at <= place || (value !== from[i] && from.includes(value));
    place = at;
    return !moved;
  });
}

function nameOf({ schema, name }: Table) {
  return { schema, name };
}

function staleDefaults(
  table: Table,
  stale: ReadonlyMap<string, ReadonlySet<string>>,
): readonly TableChange[] {
  return table.columns.flatMap((column): readonly TableChange[] => {
    const values = stale.get(column.name);
    if (!values || !namesValue(column, values)) return [];
    return [
      {
        kind: "alterColumn",
        table: nameOf(table),
        column: column.name,
        to: { default: null },
        was: describeColumn(column),
      },
    ];
  });
}

// Of an array's default, '{sad,ok}', each element counts.
function namesValue({ default: text }: Column, values: ReadonlySet<string>): boolean {
  if (text === undefined) return false;
  const literals = stringLiterals(text);
  return literals.some(
    (literal) => values.has(literal) || literal.split(/[{},"]/).some((part) => values.has(part)),
  );
}

/** What reads a value of a type that is built anew; a column that is computed from one, or into one, goes for a time. */
function readersOf(table: Table, declared: Table, rebuilt: ReadonlySet<string>): readonly TableChange[] {
  if (rebuilt.size === 0) return [];
  const computed = computedColumns(table, declared, rebuilt);
  const going = new Set(computed.map(({ name }) => name));
  const readers = new Set([...rebuilt, ...going]);
  const returning = new Set(declared.indexes.map(({ name }) => name));
  const at = { table: nameOf(table) };
  return [
    ...sortItems(table.foreignKeys)
      .filter((key) => key.columns.some((column) => going.has(column)))
      .map((foreignKey): TableChange => ({ kind: "dropForeignKey", ...at, foreignKey })),
    ...sortItems(table.uniques)
      .filter((unique) => unique.columns.some((column) => going.has(column)))
      .map((unique): TableChange => ({ kind: "dropUnique", ...at, unique })),
    ...sortItems(table.checks)
      .filter((check) => mentionsColumn(check.expression, readers))
      .map((check): TableChange => ({ kind: "dropCheck", ...at, check })),
    ...sortItems(table.exclusions ?? [])
      .filter((exclusion) => exclusionMentions(exclusion, going) || exclusionComputes(exclusion, rebuilt))
      .map((exclusion): TableChange => ({ kind: "dropExclusion", ...at, exclusion })),
    ...sortItems(table.indexes)
      .filter(
        (index) =>
          indexMentions(index, going) || (returning.has(index.name) && indexComputes(index, rebuilt)),
      )
      .map((index): TableChange => ({ kind: "dropIndex", ...at, index })),
    ...computed.map((column): TableChange => ({ kind: "dropColumn", ...at, column })),
  ];
}

// PostgreSQL changes no type that a generated column reads, and takes no USING for one of its own:
// https://www.postgresql.org/docs/current/sql-altertable.html. One that stops being generated keeps its values instead.
function computedColumns(table: Table, declared: Table, rebuilt: ReadonlySet<string>): readonly Column[] {
  const stays = new Set(declared.columns.filter(({ generated }) => !generated).map(({ name }) => name));
  return table.columns.filter(
    ({ name, generated }) =>
      generated && !stays.has(name) && (rebuilt.has(name) || mentionsColumn(generated.expression, rebuilt)),
  );
}

// A default that was unset is not there to be kept, nor is a column that went.
function withoutUnset(alteration: AlterEnum, work: readonly TableWork[]): AlterEnum {
  const changes = work.flatMap(({ operations }) => operations);
  const unset = new Set(
    changes.flatMap((op) => (op.kind === "alterColumn" ? [`${nameKey(op.table)} ${op.column}`] : [])),
  );
  const gone = new Set(
    changes.flatMap((op) => (op.kind === "dropColumn" ? [`${nameKey(op.table)} ${op.column.name}`] : [])),
  );
  const columns = alteration.columns
    .filter((use) => !gone.has(`${nameKey(use.table)} ${use.column}`))
    .map(({ default: value, ...use }) =>
      value === undefined || unset.has(`${nameKey(use.table)} ${use.column}`)
        ? use
        : { ...use, default: value },
    );
  return { ...alteration, columns };
}
