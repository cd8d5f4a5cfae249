import type { Dialect } from "@typeorm-autogen/dialect";
import type { Misfit } from "./misfit.js";
import { fromClause, type RowSource } from "./row-source.js";

/** A question about the rows of one table, before it is put to the server. */
export interface RowCheck extends Pick<Misfit, "kind" | "table" | "columns" | "problem"> {
  readonly source: RowSource;
  /** What the source is called where it has no name of its own. */
  readonly alias: string;
  /** Columns that tell a row: the primary key, so far as it is known. */
  readonly key: readonly string[];
  /** True for a row in the way; absent: every row is. */
  readonly condition?: string;
  /** Expressions that have to be unique over the rows that meet the condition. */
  readonly unique?: readonly string[];
  /** Rows are held against each other: the server may give up after a while, and nothing is told then. */
  readonly costly?: true;
  /** An expression to work out over all rows, which fails where one is in the way. */
  readonly attempt?: string;
}

/** The statement that shows the rows in the way. */
export function showRows(check: RowCheck, dialect: Dialect): string {
  const { identifier } = dialect;
  const { source, alias, key, columns, condition, unique } = check;
  const where = condition === undefined ? "" : ` WHERE ${condition}`;
  const from = `${fromClause(source, alias, dialect)}${where}`;
  if (unique) {
    const list = unique.join(", ");
    return `SELECT ${list}, count(*) AS ${identifier("rows")} FROM ${from} GROUP BY ${list} HAVING count(*) > 1`;
  }
  const shown = key.length > 0 ? key : columns.filter((column) => source.columns.has(column));
  return `SELECT ${shown.length > 0 ? shown.map(identifier).join(", ") : "*"} FROM ${from}`;
}

/** The statement that makes the server work an expression out for every row, and returns one number. */
export function attemptRows({ source, alias, attempt = "NULL" }: RowCheck, dialect: Dialect): string {
  return `SELECT count(${attempt}) FROM ${fromClause(source, alias, dialect)}`;
}
