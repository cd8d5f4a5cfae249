import { nameKey, type Column, type Schema, type Table } from "@typeorm-autogen/model";
import { describeColumn, type AlterEnum, type TableChange } from "@typeorm-autogen/ops";
import type { TableWork } from "./evolve-nearby.js";
import { sortItems } from "./match-items.js";
import { indexMentions, mentionsColumn, stringLiterals } from "./mentions.js";

/** What has to go before enum types change; what is declared comes back when the tables are compared. */
export interface EnumPreparation {
  readonly work: readonly TableWork[];
  /** The alterations, as they find the columns after that work. */
  readonly alterations: readonly AlterEnum[];
}

/**
 * Finds what a changing enum type would trip over: defaults that are a value that goes, and, where the type is built
 * anew, checks and index predicates, which compare with values of the old type.
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
    const stale = new Set(alteration.from.filter((value) => !alteration.to.includes(value)));
    for (const { table, column } of alteration.columns) {
      const entry = obstacles.get(nameKey(table)) ?? { stale: new Map(), rebuilt: new Set() };
      if (stale.size > 0) entry.stale.set(column, stale);
      if (!changesInPlace(alteration)) entry.rebuilt.add(column);
      obstacles.set(nameKey(table), entry);
    }
  }
  const work = [...obstacles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, { stale, rebuilt }]) => {
      const [table, target] = [tables.get(key), targets.get(key)];
      if (!table || !target) return [];
      const operations = [...readersOf(table, target, rebuilt), ...staleDefaults(table, stale)];
      return operations.length === 0 ? [] : [{ table: nameOf(table), operations }];
    });
  return { work, alterations: alterations.map((alteration) => withoutUnset(alteration, work)) };
}

/** Whether a server can reach the new values by adding and renaming alone, without building the type anew. */
function changesInPlace({ from, to, map = {} }: AlterEnum): boolean {
  const renamed = from.map((value) => (to.includes(value) ? value : (map[value] ?? value)));
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

function readersOf(table: Table, declared: Table, rebuilt: ReadonlySet<string>): readonly TableChange[] {
  if (rebuilt.size === 0) return [];
  const returning = new Set(declared.indexes.map(({ name }) => name));
  const readsValue = (index: Table["indexes"][number]) =>
    indexMentions(
      { ...index, parts: index.parts.filter((part) => part.column === undefined), include: [] },
      rebuilt,
    );
  return [
    ...sortItems(table.checks)
      .filter((check) => mentionsColumn(check.expression, rebuilt))
      .map((check): TableChange => ({ kind: "dropCheck", table: nameOf(table), check })),
    ...sortItems(table.indexes)
      .filter((index) => returning.has(index.name) && readsValue(index))
      .map((index): TableChange => ({ kind: "dropIndex", table: nameOf(table), index })),
  ];
}

function withoutUnset(alteration: AlterEnum, work: readonly TableWork[]): AlterEnum {
  const unset = new Set(
    work.flatMap(({ operations }) =>
      operations.flatMap((op) => (op.kind === "alterColumn" ? [`${nameKey(op.table)} ${op.column}`] : [])),
    ),
  );
  const columns = alteration.columns.map(({ default: value, ...use }) =>
    value === undefined || unset.has(`${nameKey(use.table)} ${use.column}`)
      ? use
      : { ...use, default: value },
  );
  return { ...alteration, columns };
}
