import type { Belonging } from "@typeorm-autogen/introspect";
import type { Column, ColumnType, DialectOptions } from "@typeorm-autogen/model";
import { readExpression } from "./catalogue-text.js";
import type { RawRow } from "./connection.js";
import type { Flavor } from "./flavor.js";
import { normalSequences } from "./named-sequences.js";
import { quoteText } from "./sql-text.js";
import { numberTypes } from "./type-names.js";
import { types } from "./types.js";

/** What reading columns needs to know of the rest of the catalogue. */
export interface ColumnSurroundings {
  readonly flavor: Flavor;
  /** The connection's database, whose name the server writes before each sequence. */
  readonly own: string;
  /** By table: the collation that its columns have unless they say otherwise. */
  readonly collations: ReadonlyMap<string, string>;
  /** By table and column: the check that is part of the column's definition (MariaDB). */
  readonly columnChecks: ReadonlyMap<string, string>;
  /** By table and column: the default of a column of bytes. */
  readonly byteDefaults: ReadonlyMap<string, string>;
  /** By table and column: a default with letters of four bytes, as it would be in UTF-8. */
  readonly letterDefaults: ReadonlyMap<string, string>;
}

/** Whether a column's text may have letters of four bytes in UTF-8. */
export function holdsFourBytes([, , , , , , , , , collation]: RawRow): boolean {
  return String(collation).startsWith("utf8mb4_");
}

/** Identifies a table of the answers. */
export function tableKey(schema: unknown, name: unknown): string {
  return `${String(schema)}\0${String(name)}`;
}

/** Identifies a column of the answers. */
export function columnKey(table: string, column: unknown): string {
  return `${table}\0${String(column)}`;
}

/** Reads the rows of the columns statement: those of tables, in the order of the columns. */
export function readColumns(
  rows: readonly RawRow[],
  around: ColumnSurroundings,
): readonly Belonging<Column>[] {
  return rows
    .filter(([schema, table]) => around.collations.has(tableKey(schema, table)))
    .toSorted((a, b) => Number(a[2]) - Number(b[2]))
    .map((row) => ({ table: tableKey(row[0], row[1]), item: readColumn(row, around) }));
}

function readColumn(row: RawRow, around: ColumnSurroundings): Column {
  const [schema, tableName, , name, , nullable, , extra, , , comment] = row;
  const table = tableKey(schema, tableName);
  const check = around.columnChecks.get(columnKey(table, name));
  const type = readType(row, check);
  const options = readOptions(row, type.name === "json" ? undefined : check);
  return {
    name: String(name),
    type,
    nullable: nullable === "YES",
    ...readValue(row, type, table, around),
    ...(/\bauto_increment\b/i.test(String(extra)) && { autoincrement: true }),
    ...readCollation(row, type, around.collations.get(table)),
    ...(comment && { comment: String(comment) }),
    ...(options && { options }),
  };
}

// MariaDB's json is this longtext with this check. https://mariadb.com/kb/en/json-data-type/
function readType([, , , name, text, , , , , collation]: RawRow, check: string | undefined): ColumnType {
  const type = types.parse(String(text));
  const isJson = type.name === "longtext" && collation === "utf8mb4_bin";
  const valid = `json_valid(\`${String(name).replaceAll("`", "``")}\`)`;
  return isJson && check === valid ? { name: "json" } : type;
}

type Value = Pick<Column, "default" | "generated">;

function readValue(row: RawRow, type: ColumnType, table: string, around: ColumnSurroundings): Value {
  const [, , , name, , , text, extra, expression] = row;
  if (/\bGENERATED\b/.test(String(extra).replace("DEFAULT_GENERATED", ""))) {
    const stored = /\b(?:STORED|PERSISTENT)\b/.test(String(extra));
    return { generated: { expression: readExpression(String(expression), around.flavor), stored } };
  }
  if (text === null || text === undefined || isImplied(row, around.flavor)) return {};
  const key = columnKey(table, name);
  const whole =
    around.byteDefaults.get(key) ?? (holdsFourBytes(row) ? around.letterDefaults.get(key) : undefined);
  const value = whole ?? readDefault(String(text), String(extra), type, around);
  return value === undefined ? {} : { default: value };
}

// MariaDB gives SQL, and the word NULL where there is no default; MySQL the bare value of a literal, and marks expressions.
function readDefault(
  text: string,
  extra: string,
  type: ColumnType,
  { flavor, own }: ColumnSurroundings,
): string | undefined {
  if (flavor.defaultsAreSql)
    return text === "NULL" ? undefined : normalSequences(readExpression(text, flavor), own);
  if (/\bDEFAULT_GENERATED\b/.test(extra)) return readExpression(text, flavor);
  if (numberTypes.has(type.name) || type.name === "bit" || isHex(text, type)) return text;
  return quoteText(text);
}

function isImplied([, , , , , nullable, text, extra]: RawRow, { zeroesStamps }: Flavor): boolean {
  const stamped = nullable !== "YES" && /\bon update\b/i.test(String(extra));
  return zeroesStamps && stamped && String(text).startsWith("'0000-00-00 00:00:00");
}

function isHex(text: string, { name }: ColumnType): boolean {
  return (name === "binary" || name === "varbinary") && text.startsWith("0x");
}

function readCollation(
  [, , , , , , , , , collation]: RawRow,
  { name }: ColumnType,
  ofTable: string | undefined,
): { readonly collation?: string } {
  if (!collation || collation === ofTable || name === "json") return {};
  return { collation: String(collation) };
}

function readOptions(
  [, , , , , , , extra, , , , srid]: RawRow,
  check: string | undefined,
): DialectOptions | undefined {
  const onUpdate = /\bon update (\S+)/i.exec(String(extra))?.[1];
  const options = {
    ...(onUpdate !== undefined && { onUpdate }),
    ...(/\bINVISIBLE\b/.test(String(extra)) && { invisible: true }),
    ...(srid !== null && srid !== undefined && { srid: Number(srid) }),
    ...(check !== undefined && { check }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}
