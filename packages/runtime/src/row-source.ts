import type { Dialect } from "@typeorm-autogen/dialect";
import type { Table } from "@typeorm-autogen/model";

/**
 * The rows that a table holds now, as they will be when a pending operation meets them: under the names that they have
 * by then, with the values that conversions and backfills give them. Columns whose values nobody can tell are missing.
 */
export interface RowSource {
  /** What follows FROM, without an alias. */
  readonly from: string;
  /** What it is called there without one; absent where it is worked out. */
  readonly name?: string;
  readonly columns: ReadonlySet<string>;
}

type Quoting = Pick<Dialect, "identifier">;

/** The rows of a table as they are. */
export function liveRows(table: Table, quoting: Quoting): RowSource {
  const { identifier } = quoting;
  const from =
    table.schema === null ? identifier(table.name) : `${identifier(table.schema)}.${identifier(table.name)}`;
  return { from, name: table.name, columns: new Set(table.columns.map(({ name }) => name)) };
}

/** A source as it stands in FROM, so that its columns may be qualified with this alias. */
export function fromClause({ from, name }: RowSource, alias: string, { identifier }: Quoting): string {
  return name === alias ? from : `${from} AS ${identifier(alias)}`;
}

/** The source without a column, or with one whose values nobody can tell. */
export function withoutColumn(source: RowSource, column: string): RowSource {
  return { ...source, columns: new Set([...source.columns].filter((name) => name !== column)) };
}

/** The source with a column renamed. */
export function withRenamed(
  source: RowSource,
  table: string,
  { from, to }: { readonly from: string; readonly to: string },
  quoting: Quoting,
): RowSource {
  if (!source.columns.has(from)) return withoutColumn(source, to);
  return derived(withoutColumn(source, from), table, to, quoting.identifier(from), quoting);
}

/** The source with a column, new or old, that holds what this expression over the source says. */
export function withValue(
  source: RowSource,
  table: string,
  column: string,
  value: string,
  quoting: Quoting,
): RowSource {
  return derived(withoutColumn(source, column), table, column, value, quoting);
}

function derived(
  source: RowSource,
  table: string,
  column: string,
  value: string,
  quoting: Quoting,
): RowSource {
  const { identifier } = quoting;
  const list = [...[...source.columns].map(identifier), `${value} AS ${identifier(column)}`].join(", ");
  return {
    from: `(SELECT ${list} FROM ${fromClause(source, table, quoting)})`,
    columns: new Set([...source.columns, column]),
  };
}
