import { formatName, type QualifiedName, type SqlValue } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";
import { IrreversibleError } from "./errors.js";
import { SqlText } from "./sql-text.js";

/** A value as a directive keeps it: itself where JSON holds it, else as the SQL that stands for it. */
export type Cell = string | number | boolean | null | { readonly sql: string };

/** Adds rows. A column that a row leaves out takes its default. */
export interface BulkInsert {
  readonly kind: "bulkInsert";
  readonly table: QualifiedName;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

export const bulkInsert: Directive<BulkInsert> = {
  reverse: (op) => {
    throw new IrreversibleError(op.kind, `table ${formatName(op.table)}`);
  },
  evolve: (schema) => schema,
};

/** A row as a script gives it. */
export type RowInScript = Readonly<Record<string, SqlValue | SqlText | undefined>>;

/**
 * A row of a type of its own, where each value is one that SQL can say: what is neither a function nor a promise. An
 * interface has no index signature, so that it is no RowInScript.
 */
export type TypedRow<Row> = { readonly [Column in keyof Row]: TypedCell<Row[Column]> };

type TypedCell<Value> = Value extends ((...given: never) => unknown) | symbol | PromiseLike<unknown>
  ? never
  : Value;

/** Reads a row of a script: what is undefined is left out; times, bytes and big integers are written out as SQL. */
export function readRow(row: RowInScript, literal: (value: SqlValue) => string): BulkInsert["rows"][number] {
  const cells = Object.entries(row).flatMap(([column, value]) =>
    value === undefined ? [] : [[column, readCell(value, literal)] as const],
  );
  return Object.fromEntries(cells);
}

function readCell(value: SqlValue | SqlText, literal: (value: SqlValue) => string): Cell {
  if (value instanceof SqlText) return { sql: value.sql };
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return { sql: literal(value) };
}
