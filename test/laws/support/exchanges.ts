import type { RenameAnswer } from "@typeorm-autogen/compare";
import { equalNames, findTable, formatName, type Schema, type Table } from "@typeorm-autogen/model";
import type { SchemaPair } from "../arbitrary-schema.js";

/** What changes places, if there is such a thing in the pair: told by numbers, so that it shrinks to nothing. */
export interface Exchange {
  readonly of: "nothing" | "columns" | "tables";
  readonly first: number;
  readonly second: number;
}

/** The answers by which two columns of a table, or two tables, of a pair change places. */
export function exchangeAnswers(
  { live, declared }: SchemaPair,
  { of, first, second }: Exchange,
): readonly RenameAnswer[] {
  const tables = live.tables.filter((table) => findTable(declared, table));
  const table = pick(tables, first);
  if (of === "nothing" || !table) return [];
  if (of === "tables") {
    const free = tables.filter((each) => ![live, declared].some((side) => isLinked(side, each)));
    const [one, other] = [pick(free, first), pick(free, second)];
    return one ? swap("table", formatName(one), other, formatName) : [];
  }
  const columns = plainColumns(table, declared).map((name) => `${formatName(table)}.${name}`);
  return swap("column", pick(columns, first), pick(columns, second), (name) => name);
}

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % Math.max(items.length, 1)];
}

// Rows that refer to one table refer to nothing in the other.
function isLinked({ tables }: Schema, table: Table): boolean {
  return tables.some((each) =>
    each.foreignKeys.some(({ references }) => equalNames(references, table) || equalNames(each, table)),
  );
}

// Columns of keys have their names from what they refer to, and computed ones hold no values.
function plainColumns(table: Table, declared: Schema): readonly string[] {
  const others = findTable(declared, table)?.columns ?? [];
  const keys = new Set([
    ...(table.primaryKey?.columns ?? []),
    ...[table, findTable(declared, table)].flatMap(
      (each) => each?.foreignKeys.flatMap((key) => key.columns) ?? [],
    ),
    "id",
    "tenant",
  ]);
  return table.columns
    .filter(({ name, generated }) => !generated && !keys.has(name))
    .map(({ name }) => name)
    .filter((name) => others.some((other) => other.name === name && !other.generated));
}

function swap<T>(
  object: "table" | "column",
  from: string | undefined,
  to: T | undefined,
  text: (item: T) => string,
): readonly RenameAnswer[] {
  if (from === undefined || to === undefined || text(to) === from) return [];
  return [
    { object, from, to: text(to) },
    { object, from: text(to), to: from },
  ];
}
