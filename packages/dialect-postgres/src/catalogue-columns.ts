import type { Belonging } from "@typeorm-autogen/introspect";
import type { Column, ColumnType, DialectOptions, Generated } from "@typeorm-autogen/model";
import type { SequenceRow } from "./catalogue-sequences.js";
import type { RawRow } from "./connection.js";
import { withoutParentheses } from "./lexicon.js";
import { sequenceName } from "./names.js";
import { normalType, types } from "./types.js";

/** What reading columns needs to know of the rest of the catalogue. */
export interface ColumnSurroundings {
  /** The names of the tables by oid. */
  readonly tables: ReadonlyMap<string, string>;
  /** By `oid.attnum` of the owning column. */
  readonly sequences: ReadonlyMap<string, SequenceRow>;
  /** The schema as the model names it: null for the default one. */
  modelSchema(schema: string): string | null;
}

const serialTypes: ReadonlySet<string> = new Set(["smallint", "integer", "bigint"]);

/** Reads the rows of the columns statement, with what a serial or identity owns folded into its column. */
export function readColumns(
  rows: readonly RawRow[],
  around: ColumnSurroundings,
): readonly Belonging<Column>[] {
  const readType = typeReader(around);
  return rows.map((row) => ({ table: row[0] ?? "", item: readColumn(row, readType(row), around) }));
}

function readColumn(row: RawRow, type: ColumnType, around: ColumnSurroundings): Column {
  const [table, attnum, name, , , , , , notNull, , , , collation, comment, inherited] = row;
  const sequence = around.sequences.get(`${table}.${attnum}`);
  const { options, ...value } = readValue(row, type, sequence, around);
  return {
    name: name ?? "",
    type,
    nullable: notNull !== "true",
    ...value,
    ...(collation && { collation }),
    ...(comment && { comment }),
    ...(inherited === "true" ? { options: { ...options, inherited: true } } : options && { options }),
  };
}

type ColumnValue = Pick<Column, "default" | "autoincrement" | "identity" | "generated" | "options">;

function readValue(
  row: RawRow,
  type: ColumnType,
  sequence: SequenceRow | undefined,
  around: ColumnSurroundings,
): ColumnValue {
  const [table, , name, , , , , , , identity, generated, expression] = row;
  if (identity)
    return { identity: { mode: identity === "a" ? "always" : "byDefault", ...sequence?.options } };
  if (generated) return { generated: readGenerated(expression ?? "", generated) };
  if (expression === null || expression === undefined) return {};
  if (sequence === undefined || !isSerial(type, sequence, expression))
    return { default: withoutParentheses(expression) };
  const options = serialOptions(sequence, type.name, name ?? "", around.tables.get(table ?? ""));
  return { autoincrement: true, ...(options && { options }) };
}

function readGenerated(expression: string, kind: string): Generated {
  return { expression: withoutParentheses(expression), stored: kind === "s" };
}

// A serial is what SERIAL makes: an integer that takes its default from a plain sequence that it owns.
function isSerial(type: ColumnType, sequence: SequenceRow, expression: string): boolean {
  return (
    sequence.serves === "default" &&
    serialTypes.has(type.name) &&
    type.dimensions === undefined &&
    /^nextval\('(?:[^']|'')*'::regclass\)$/.test(expression)
  );
}

// An owned sequence always lives in its table's schema, so its name says enough. What SERIAL would make goes unsaid.
function serialOptions(
  { name, type, options }: SequenceRow,
  columnType: string,
  column: string,
  table: string | undefined,
): DialectOptions | undefined {
  const own = {
    ...(table !== undefined && name !== sequenceName(table, column) && { sequence: name }),
    ...(type !== columnType && { type }),
    ...options,
  };
  return Object.keys(own).length === 0 ? undefined : own;
}

/** Whether this sequence is part of the column that owns it and no object of its own. */
export function isPartOfColumn({ serves }: SequenceRow, owner: Column | undefined): boolean {
  return serves === "identity" || (serves === "default" && owner?.autoincrement === true);
}

// The same few types come thousands of times; each is parsed once.
function typeReader(around: ColumnSurroundings): (row: RawRow) => ColumnType {
  const known = new Map<string, ColumnType>();
  return (row) => {
    const [, , , text, array, name, schema, extension] = row;
    const [base, refusesNull] = row.slice(15);
    const key = `${schema}\0${text}\0${array}`;
    const found = known.get(key);
    if (found) return found;
    const scalar = readType(text ?? "", name ?? "", schema ?? "", extension === "true", around);
    const type = {
      ...scalar,
      ...(array === "true" && { dimensions: 1 }),
      ...(base && { base: types.parse(base) }),
      ...(refusesNull === "true" && { refusesNull: true as const }),
    };
    known.set(key, type);
    return type;
  };
}

function readType(
  text: string,
  name: string,
  schema: string,
  ofExtension: boolean,
  around: ColumnSurroundings,
): ColumnType {
  if (schema === "pg_catalog") return types.parse(text);
  if (!ofExtension) return { name, schema: around.modelSchema(schema) };
  const open = text.lastIndexOf("(");
  return normalType({ ...types.parse(`${name}${open === -1 ? "" : text.slice(open)}`) });
}
