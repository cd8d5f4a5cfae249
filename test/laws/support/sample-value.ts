import { equalNames, type ColumnType, type EnumType, type Schema } from "@typeorm-autogen/model";

/**
 * SQL for the nth value of a type, from 1: the same number gives the same value wherever the type is, so that row n of
 * one table refers to row n of another, and a value that numbers, text and JSON turn into each other.
 */
export function sampleValue(type: ColumnType, n: number, schema: Schema, dialect: string): string {
  const choice = enumOf(type, schema)?.values;
  if (choice) return quote(choice[(n - 1) % choice.length] ?? "");
  return valueOf[dialect]?.(type, n) ?? "NULL";
}

const valueOf: Readonly<Record<string, (type: ColumnType, n: number) => string>> = {
  postgres: postgresValue,
  mysql: mysqlValue,
  sqlite: sqliteValue,
};

/** The enum type that a column's type names, or is, if it does. */
export function enumOf(
  { schema, name, arguments: values }: ColumnType,
  { enums }: Schema,
): EnumType | undefined {
  if (name === "enum" && values) return { schema: null, name, values: values.map(String) };
  return schema === undefined ? undefined : enums.find((type) => equalNames(type, { schema, name }));
}

/** Quotes text as SQL does. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function postgresValue({ name, dimensions }: ColumnType, n: number): string {
  if (dimensions) return `'{1${n}}'`;
  if (name === "boolean") return n % 2 === 0 ? "false" : "true";
  if (name === "timestamptz") return `'2020-01-0${n} 00:00:00+00'`;
  return name === "uuid" ? `'00000000-0000-4000-8000-00000000001${n}'` : `'1${n}'`;
}

function mysqlValue({ name, arguments: size }: ColumnType, n: number): string {
  if (name === "tinyint" && size) return String(n % 2);
  if (name === "datetime" || name === "timestamp") return `'2020-01-0${n} 00:00:00'`;
  return name === "char" ? `'00000000-0000-4000-8000-00000000001${n}'` : `'1${n}'`;
}

function sqliteValue({ name }: ColumnType, n: number): string {
  if (name === "blob") return `x'313${n}'`;
  if (name === "boolean") return String(n % 2);
  if (name === "datetime") return `'2020-01-0${n}'`;
  return /char|text|json/.test(name) ? `'1${n}'` : `1${n}`;
}

const meeting = new Set([
  "integer",
  "int",
  "bigint",
  "numeric",
  "decimal",
  "varchar",
  "text",
  "jsonb",
  "json",
  "any",
]);

/** Whether each sample of one type converts into the other, there and back. */
export function samplesConvert(a: ColumnType, b: ColumnType, dialect: string): boolean {
  if (a.schema !== undefined || b.schema !== undefined || a.dimensions !== b.dimensions)
    return a.name === b.name;
  // MySQL does not say what number a document is.
  const documents = [a, b].filter(({ name }) => name === "json").length;
  if (dialect === "mysql" && documents === 1)
    return [a, b].some(({ name }) => name === "text" || name === "varchar");
  return a.name === b.name || (meeting.has(a.name) && meeting.has(b.name));
}
