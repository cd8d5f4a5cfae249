import type { Dialect } from "@typeorm-autogen/dialect";
import { equalNames, type ColumnType, type EnumType, type Schema } from "@typeorm-autogen/model";

/**
 * SQL for the nth value of a type, from 1: the same number gives the same value wherever the type is, so that row n of
 * one table refers to row n of another, and a value that numbers, text and JSON turn into each other. Undefined where
 * no value of the type is known.
 */
export function sampleValue(
  type: ColumnType,
  n: number,
  schema: Schema,
  { literal, scratch }: Dialect,
): string | undefined {
  const choice = enumOf(type, schema)?.values;
  if (!choice) return scratch.sampleValue(type, n);
  return type.dimensions ? undefined : literal(choice[(n - 1) % choice.length] ?? "");
}

/** The enum type that a column's type names, or is, if it does. */
export function enumOf(
  { schema, name, arguments: values }: ColumnType,
  { enums }: Schema,
): EnumType | undefined {
  if (name === "enum" && values) return { schema: null, name, values: values.map(String) };
  return schema === undefined ? undefined : enums.find((type) => equalNames(type, { schema, name }));
}

const texts = new Set(["varchar", "text"]);
const documents = new Set(["jsonb", "json"]);
const meeting = new Set(["integer", "int", "bigint", "numeric", "decimal", ...texts, ...documents, "any"]);

/** Whether each sample of one type converts into the other, there and back. */
export function samplesConvert(a: ColumnType, b: ColumnType, { scratch }: Dialect): boolean {
  if (a.dimensions !== b.dimensions) return false;
  if (a.schema !== undefined || b.schema !== undefined) return a.name === b.name;
  const inDocument = [a, b].filter(({ name }) => documents.has(name)).length === 1;
  if (inDocument && !scratch.documentsAreNumbers) return [a, b].some(({ name }) => texts.has(name));
  return a.name === b.name || (meeting.has(a.name) && meeting.has(b.name));
}
