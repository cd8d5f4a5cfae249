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

/**
 * Renames a renamed column's sequence after it, where there is one of the name that PostgreSQL gives: later changes find
 * it by that rule, and so does TypeORM, which takes a serial with any other sequence for a plain default.
 */
export function renameColumnSequence(table: QualifiedName, from: string, to: string): string {
  const old = { schema: table.schema, name: sequenceName(table.name, from) };
  return `ALTER SEQUENCE IF EXISTS ${quoted(old)} RENAME TO ${identifier(sequenceName(table.name, to))}`;
}

/** The same for a renamed table's sequences, which only the server can list. `to` is the table's name by now. */
export function renameTableSequences(from: string, to: QualifiedName): string {
  return doBlock(`
DECLARE
  owned record;
BEGIN
  FOR owned IN
    SELECT s.oid::pg_catalog.regclass AS sequence, a.attname
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE d.refobjid = ${quoteText(quoted(to))}::pg_catalog.regclass AND d.deptype IN ('a', 'i')
       AND s.relname = ${madeName(from, "a.attname")}
  LOOP
    EXECUTE pg_catalog.format('ALTER SEQUENCE %s RENAME TO %I', owned.sequence, ${madeName(to.name, "owned.attname")});
  END LOOP;
END
`);
}

// What sequenceName says, for a column that only the server knows. Characters count as bytes: cutting is rare enough.
function madeName(table: string, column: string): string {
  const text = quoteText(table);
  const part = (own: string, other: string) =>
    `pg_catalog.left(${own}, greatest(29, 58 - pg_catalog.octet_length(${other})))`;
  return `${part(text, column)} || '_' || ${part(column, text)} || '_seq'`;
}

// The tag must not stand in the body, which holds names as people chose them.
function doBlock(body: string): string {
  let tag = "$autogen$";
  while (body.includes(tag)) tag = `${tag.slice(0, -1)}_$`;
  return `DO ${tag}${body}${tag}`;
}
