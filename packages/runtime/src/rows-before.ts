import type { Dialect, PreflightSql } from "@typeorm-autogen/dialect";
import {
  findTable,
  identifierName,
  nameKey,
  tokenizeSql,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import type { RowCheck } from "./row-check.js";
import type { RowSource } from "./row-source.js";

/** What an operation meets: the schema before it, and the rows that there are now, as they will be by then. */
export interface RowsBefore {
  readonly dialect: Dialect;
  readonly preflight: PreflightSql;
  readonly schema: Schema;
  /** By nameKey; a table that a pending revision makes has none, and so no rows. */
  readonly sources: ReadonlyMap<string, RowSource>;
}

/** A table that has rows, as an operation meets it. */
export interface TableRows {
  readonly table: Table;
  readonly source: RowSource;
}

/** The table of that name and its rows, or undefined where it is not known or cannot have rows. */
export function rowsOf({ schema, sources }: RowsBefore, name: QualifiedName): TableRows | undefined {
  const [table, source] = [findTable(schema, name), sources.get(nameKey(name))];
  return table && source && { table, source };
}

/** The parts of a check that its table tells. */
export function checkOf({ table, source }: TableRows): Pick<RowCheck, "source" | "alias" | "key" | "table"> {
  const key = table.primaryKey?.columns ?? [];
  return {
    table: table.schema === null ? table.name : `${table.schema}.${table.name}`,
    source,
    alias: table.name,
    key: key.every((column) => source.columns.has(column)) ? key : [],
  };
}

/** Whether the values of all columns that a text may mention can be told. */
export function canTell(text: string, { table, source }: TableRows, { lexicon }: Dialect): boolean {
  const unknown = table.columns.map(({ name }) => name).filter((name) => !source.columns.has(name));
  if (unknown.length === 0) return true;
  const folded = new Set(unknown.map((name) => name.toLowerCase()));
  return tokenizeSql(text, lexicon).every(
    (token) => !folded.has((identifierName(token) ?? "").toLowerCase()),
  );
}

/** Whether the values of all these columns can be told. */
export function knows({ source }: TableRows, columns: readonly string[]): boolean {
  return columns.every((column) => source.columns.has(column));
}
