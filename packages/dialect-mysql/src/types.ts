import type { ColumnType, SqlToken, TypeCodec } from "@typeorm-autogen/model";
import { TypeSyntaxError } from "./errors.js";
import { stringValue, tokens } from "./lexicon.js";
import { quoteText } from "./sql-text.js";
import { typeAliases, wholeNumbers } from "./type-names.js";

/** MySQL's and MariaDB's types: any spelling in, the shortest one out. */
export const types: TypeCodec = { parse: parseType, print: printType };

type Argument = string | number;

const parsed = new Map<string, ColumnType>();

// A schema has thousands of columns and a few dozen types.
function parseType(text: string): ColumnType {
  const known = parsed.get(text);
  if (known) return known;
  const type = readType(text);
  parsed.set(text, type);
  return type;
}

function readType(text: string): ColumnType {
  const list = tokens(text);
  const open = list.findIndex((token) => token.text === "(");
  const close = list.findIndex((token, i) => i > open && token.text === ")");
  if (open !== -1 && close === -1) throw new TypeSyntaxError(text);
  const before = open === -1 ? list : list.slice(0, open);
  const words = readWords([...before, ...(open === -1 ? [] : list.slice(close + 1))], text);
  const given = open === -1 ? [] : readArguments(list.slice(open + 1, close), text);
  const modifiers = words.filter((word) => attributes.has(word) && word !== "signed");
  const name = readName(words.filter((word) => !attributes.has(word)).join(" "), text);
  return normalType({ name, arguments: given, modifiers });
}

const attributes: ReadonlySet<string> = new Set(["unsigned", "signed", "zerofill"]);

function readWords(list: readonly SqlToken[], text: string): readonly string[] {
  if (list.length === 0 || list.some(({ kind }) => kind !== "word")) throw new TypeSyntaxError(text);
  return list.map((token) => token.text.toLowerCase());
}

function readName(words: string, text: string): string {
  if (words === "bool" || words === "boolean") return "tinyint(1)";
  const name = typeAliases.get(words) ?? words;
  if (name === "" || name.includes(" ")) throw new TypeSyntaxError(text);
  return name;
}

function readArguments(list: readonly SqlToken[], text: string): readonly Argument[] {
  return list
    .filter((token) => token.text !== ",")
    .map((token): Argument => {
      const value = token.kind === "number" ? Number(token.text) : stringValue(token.text);
      if (value === undefined) throw new TypeSyntaxError(text);
      return value;
    });
}

/** The type with defaults left out, as MySQL and MariaDB both understand it. */
export function normalType(type: ColumnType): ColumnType {
  const { name, arguments: given = [], modifiers = [] } = type;
  if (name === "tinyint(1)") return { name: "tinyint", arguments: [1] };
  const signs = modifiers.includes("zerofill") ? ["unsigned", "zerofill"] : modifiers;
  const kept = normalArguments(name, given, signs);
  return {
    name: nameByLength(name, given),
    ...(kept.length > 0 && { arguments: kept }),
    ...(signs.length > 0 && { modifiers: signs }),
  };
}

function normalArguments(
  name: string,
  given: readonly Argument[],
  signs: readonly string[],
): readonly Argument[] {
  const [first] = given;
  const widths = wholeNumbers.get(name);
  if (widths) return first === widths[signs.length === 0 ? 0 : 1] ? [] : given;
  if (name === "decimal") return decimalArguments(given);
  if (name === "float" && given.length === 1) return [];
  if (given.length === 1 && first === silentLengths.get(name)) return [];
  if (withoutArguments.has(name)) return [];
  if (name === "enum" || name === "set") return given.map(withoutSpacesAtEnd);
  const implied = impliedLengths.get(name);
  return implied !== undefined && given.length === 0 ? [implied] : given;
}

// https://dev.mysql.com/doc/refman/8.4/en/fixed-point-types.html: the default is decimal(10), and decimal(M) has no scale.
function decimalArguments([precision = 10, scale = 0]: readonly Argument[]): readonly Argument[] {
  return precision === 10 && scale === 0 ? [] : [precision, scale];
}

// Types for which the server keeps none: it takes some to choose the type, and TypeORM writes some that none takes.
const withoutArguments: ReadonlySet<string> = new Set(["year", "text", "blob", "date"]);

// The lengths that a type has anyway.
const silentLengths: ReadonlyMap<string, number> = new Map([
  ["char", 1],
  ["bit", 1],
  ["binary", 1],
  ["time", 0],
  ["datetime", 0],
  ["timestamp", 0],
]);

// https://dev.mysql.com/doc/refman/8.4/en/enum.html: the server takes them off when the table is created.
function withoutSpacesAtEnd(value: Argument): Argument {
  return typeof value === "string" ? value.replace(/ +$/, "") : value;
}

// The lengths that TypeORM gives a varchar and MySQL a vector.
const impliedLengths: ReadonlyMap<string, number> = new Map([
  ["varchar", 255],
  ["varbinary", 255],
  ["vector", 2048],
]);

const longest: readonly (readonly [prefix: string, bytes: number])[] = [
  ["tiny", 255],
  ["", 65_535],
  ["medium", 16_777_215],
  ["long", Number.POSITIVE_INFINITY],
];

// float(25) and more is a double; text(n) is the smallest type that holds so many characters of up to four bytes.
function nameByLength(name: string, [first, second]: readonly Argument[]): string {
  if (typeof first !== "number") return name;
  if (name === "float") return first > 24 && second === undefined ? "double" : name;
  if (name !== "text" && name !== "blob") return name;
  const bytes = name === "text" ? first * 4 : first;
  const size = longest.find(([, most]) => bytes <= most);
  return `${size?.[0] ?? ""}${name}`;
}

/** The type without the display width of whole numbers, which says nothing about what a column holds. */
export function withoutWidth(type: ColumnType): ColumnType {
  if (!wholeNumbers.has(type.name)) return type;
  const { arguments: _, ...rest } = type;
  return rest;
}

function printType({ name, arguments: given = [], modifiers = [] }: ColumnType): string {
  const list = given.map((argument) => (typeof argument === "string" ? quoteText(argument) : argument));
  return [`${name}${list.length === 0 ? "" : `(${list.join(",")})`}`, ...modifiers].join(" ");
}
