import { nameSql, quoteText } from "@typeorm-autogen/dialect";
import type { Column, DialectOptions, QualifiedName, SequenceOptions } from "@typeorm-autogen/model";
import { doBlock } from "./do-block.js";
import { identifier, sequenceName } from "./names.js";
import { createSequenceSql, isDown, startOf, type Counting } from "./sequence-sql.js";
import { types } from "./types.js";

const countingKeys = ["start", "increment", "minimum", "maximum", "cache", "cycle"] as const;

/** What a serial column's options say of its sequence, beyond what SERIAL makes. */
export function serialCounting(options: Column["options"] | null): SequenceOptions {
  const given = countingKeys.flatMap((key) => (options?.[key] === undefined ? [] : [[key, options[key]]]));
  const type = options?.["type"];
  return {
    ...Object.fromEntries(given),
    ...(type !== undefined && { type: String(type) }),
  } as SequenceOptions;
}

/** Options of a serial column taken apart: how it counts, and those that say nothing of its sequence. */
export function splitCounting(options: DialectOptions): {
  readonly counting: Counting;
  readonly others: DialectOptions;
} {
  const { type: _, ...counting } = serialCounting(options);
  const own = new Set<string>([...countingKeys, "type", "sequence"]);
  return {
    counting,
    others: Object.fromEntries(Object.entries(options).filter(([key]) => !own.has(key))),
  };
}

/** Whether SERIAL says all there is to say: PostgreSQL names the sequence, and the column is required. */
export function isPlainSerial({ autoincrement, options, nullable }: Column): boolean {
  if (autoincrement !== true || options?.["sequence"] !== undefined || nullable) return false;
  return Object.keys(serialCounting(options)).length === 0;
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

/** The sequence that a default takes its numbers from, as SQL, where it does nothing else. */
export function nextvalSequence(text: string | null | undefined): string | undefined {
  const [, name] = /^nextval\('((?:[^']|'')*)'(?:::(?:text::)?regclass)?\)$/i.exec(text?.trim() ?? "") ?? [];
  return name?.replaceAll("''", "'");
}

/** CREATE SEQUENCE for a serial column; `name` where it is to get its own only later. */
export function createSerialSequence(
  table: QualifiedName,
  column: SerialColumn,
  type: Column["type"],
  name: QualifiedName = serialSequence(table, column),
): string {
  return createSequenceSql({ type: types.print(type), ...serialCounting(column.options), ...name });
}

/** Ties the sequence to its column, so that it goes when the column goes. */
export function ownSerialSequence(table: QualifiedName, column: SerialColumn): string {
  const owner = `${quoted(table)}.${identifier(column.name)}`;
  return `ALTER SEQUENCE ${quoted(serialSequence(table, column))} OWNED BY ${owner}`;
}

/** The sequence of a serial or identity column, as the server finds it. */
export function columnSequence(table: QualifiedName, column: string): string {
  return `pg_catalog.pg_get_serial_sequence(${quoteText(quoted(table))}, ${quoteText(column)})`;
}

/** What a sequence gave out last, as SQL; its name is SQL too. */
export function givenOut(sequence: string, counting: Counting = {}): string {
  return `(SELECT last_value ${isDown(counting) ? "+" : "-"} CASE WHEN is_called THEN 0 ELSE 1 END FROM ${sequence})`;
}

/** How a column's sequence is moved on. `target` is SQL for the sequence, `given` are numbers that others gave out. */
export interface Advance {
  readonly table: QualifiedName;
  readonly column: string;
  readonly target: string;
  readonly counting: Counting;
  readonly given?: readonly string[];
}

/**
 * Lets numbers go on beyond those that rows hold, and beyond those that a sequence before it gave out: rows that are gone
 * may live on elsewhere.
 */
export function advanceSequence({ table, column, target, counting, given = [] }: Advance): string {
  const down = isDown(counting);
  const reached = [`${down ? "min" : "max"}(${identifier(column)})`, ...given].join(", ");
  return `SELECT pg_catalog.setval(${target}, n.reached)
    FROM (SELECT ${down ? "least" : "greatest"}(${reached}) AS reached FROM ${quoted(table)}) n
    WHERE n.reached ${down ? "<=" : ">="} ${startOf(counting)}`;
}

/** A name for a sequence that is on its way from one column kind to another. */
export function interimSequence(table: QualifiedName, column: string): QualifiedName {
  return { schema: table.schema, name: sequenceName(`autogen_${table.name}`, column) };
}

/** The column as CREATE TABLE takes it where SERIAL would not do. */
export function spellOutSerial(table: QualifiedName, column: Column): Column {
  return isPlainSerial(column) ? column : onItsSequence(table, column);
}

/** A serial column as an integer with its default spelled out, any other as it is. */
export function onItsSequence(table: QualifiedName, column: Column): Column {
  if (!column.autoincrement) return column;
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
