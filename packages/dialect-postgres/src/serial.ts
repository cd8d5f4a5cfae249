import { nameSql, quoteText } from "@typeorm-autogen/dialect";
import type { Column, QualifiedName } from "@typeorm-autogen/model";
import { identifier, sequenceName } from "./names.js";
import { typeSql } from "./types.js";

/** Whether SERIAL says all there is to say: PostgreSQL names the sequence, and the column is required. */
export function isPlainSerial(column: Column): boolean {
  return column.autoincrement === true && column.options?.["sequence"] === undefined && !column.nullable;
}

/** What names a serial column's sequence. */
export interface SerialColumn {
  readonly name: string;
  readonly options?: Column["options"] | null;
}

/** The sequence of a serial column: the one that its options name, else the one that PostgreSQL would make. */
export function serialSequence(table: QualifiedName, { name, options }: SerialColumn): QualifiedName {
  const given = options?.["sequence"];
  return {
    schema: table.schema,
    name: given === undefined ? sequenceName(table.name, name) : String(given),
  };
}

const quoted = (name: QualifiedName) => nameSql({ identifier }, name);

/** `nextval(…)` of a sequence, as a default. */
export function nextvalSql(sequence: QualifiedName): string {
  return `nextval(${quoteText(quoted(sequence))}::regclass)`;
}

/** CREATE SEQUENCE for a serial column. */
export function createSerialSequence(
  table: QualifiedName,
  column: SerialColumn,
  type: Column["type"],
): string {
  return `CREATE SEQUENCE ${quoted(serialSequence(table, column))} AS ${typeSql(type)}`;
}

/** Ties the sequence to its column, so that it goes when the column goes. */
export function ownSerialSequence(table: QualifiedName, column: SerialColumn): string {
  const owner = `${quoted(table)}.${identifier(column.name)}`;
  return `ALTER SEQUENCE ${quoted(serialSequence(table, column))} OWNED BY ${owner}`;
}

/** Lets the column's numbers go on above the highest one that rows hold. Serial and identity columns alike. */
export function advanceSequence(table: QualifiedName, column: string): string {
  const sequence = `pg_get_serial_sequence(${quoteText(quoted(table))}, ${quoteText(column)})`;
  const highest = `max(${identifier(column)})`;
  return `SELECT setval(${sequence}, coalesce(${highest}, 0) + 1, false) FROM ${quoted(table)}`;
}

/** The column as CREATE TABLE takes it where SERIAL would not do: an integer with its default spelled out. */
export function spellOutSerial(table: QualifiedName, column: Column): Column {
  if (!column.autoincrement || isPlainSerial(column)) return column;
  const { autoincrement: _, ...rest } = column;
  return { ...rest, default: nextvalSql(serialSequence(table, column)) };
}
