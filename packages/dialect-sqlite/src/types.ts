import type { ColumnType, TypeCodec } from "@typeorm-autogen/model";
import { keywords } from "./keywords.js";
import { nameOf, significantTokens } from "./lexicon.js";

/** The storage class that a column prefers: https://sqlite.org/datatype3.html#determination_of_column_affinity */
export type Affinity = "integer" | "text" | "blob" | "real" | "numeric";

/**
 * SQLite's types are the text that the table declares, whatever it is. Normal form: lower case, single spaces, numbers
 * in parentheses as arguments. A type of no words has the name "".
 */
export const types: TypeCodec = { parse: parseType, print: printType };

const parsed = new Map<string, ColumnType>();

// A schema has thousands of columns and a few dozen types.
function parseType(text: string): ColumnType {
  const known = parsed.get(text);
  if (known) return known;
  const type = readSpelling(text);
  parsed.set(text, type);
  return type;
}

function readSpelling(text: string): ColumnType {
  if (!/^\s*["`[]/.test(text)) return readType(text);
  const [first, ...more] = significantTokens(text);
  return readType(first?.kind === "quoted" && more.length === 0 ? (nameOf(first) ?? "") : text);
}

function readType(text: string): ColumnType {
  const [, before, inner] = /^([^()]*)\(([^()]*)\)\s*$/.exec(text) ?? [];
  if (before === undefined || inner === undefined) return { name: collapse(text) };
  return { name: collapse(before), arguments: inner.split(",").map(readArgument) };
}

function collapse(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ").toLowerCase();
}

function readArgument(text: string): string | number {
  const argument = text.replaceAll(/\s+/g, "");
  return /^[+-]?\d{1,15}$/.test(argument) ? Number(argument) : text.trim();
}

function printType(type: ColumnType): string {
  const plain = type.name === "" || type.name.split(" ").every(isPlain);
  if (plain && (type.arguments ?? []).every((argument) => /^[+-]?\d+(\.\d+)?$/.test(String(argument))))
    return typeText(type);
  return `"${typeText(type).replaceAll('"', '""')}"`;
}

function isPlain(word: string): boolean {
  return /^[a-z_\u0080-\uffff][\w$\u0080-\uffff]*$/.test(word) && !keywords.has(word);
}

function typeText({ name, arguments: values }: ColumnType): string {
  return values ? `${name}(${values.join(",")})` : name;
}

/** The affinity of a type, by the five rules of the manual, in their order. */
export function affinityOf(type: ColumnType): Affinity {
  const text = typeText(type).toLowerCase();
  if (text.includes("int")) return "integer";
  if (/char|clob|text/.test(text)) return "text";
  if (text === "" || text.includes("blob")) return "blob";
  if (/real|floa|doub/.test(text)) return "real";
  return "numeric";
}
