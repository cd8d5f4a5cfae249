import type { Row } from "@typeorm-autogen/dialect";

/** What rows stand in the way of. */
export type MisfitKind =
  "conversion" | "required" | "duplicate" | "check" | "foreignKey" | "enumValue" | "exclusion";

/** Rows that a pending operation would refuse. */
export interface Misfit {
  /** The revision that would fail; null for operations that are in no revision yet. */
  readonly revision: string | null;
  readonly kind: MisfitKind;
  /** The table as the operation calls it: `audit.users`. */
  readonly table: string;
  readonly columns: readonly string[];
  /** What the rows do, as in "3 rows do not fit varchar(120)". */
  readonly problem: string;
  /** How many there are; with `more`, at least so many. Null where the server said only that there are some. */
  readonly rows: number | null;
  readonly more: boolean;
  /** One of them: its key, or the values in question. Null where the server did not show one. */
  readonly example: Row | null;
  /** SQL that shows them, for the database as it is now. */
  readonly query: string;
}

/** A misfit in one line for people, without its query. */
export function describeMisfit({ table, columns, problem, rows, more, example }: Misfit): string {
  const object = columns.length === 0 ? table : `${table}.${columns.join(", ")}`;
  const count =
    rows === null ? "some rows" : `${more ? "at least " : ""}${rows} ${rows === 1 ? "row" : "rows"}`;
  const such = example === null ? "" : `, such as ${exampleText(example)}`;
  return `${object}: ${count} ${problem}${such}`;
}

function exampleText(example: Row): string {
  return Object.entries(example)
    .slice(0, 3)
    .map(([column, value]) => `${column} ${shorten(value === null ? "NULL" : valueText(value))}`)
    .join(", ");
}

function valueText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
