import {
  closed,
  type ConversionTest,
  type PreflightSql,
  type RowConversion,
  type ServerFacts,
} from "@typeorm-autogen/dialect";
import type { Column, ColumnType } from "@typeorm-autogen/model";
import { conversion as ownConversion, familyOf } from "./conversion.js";
import { conversionRisk } from "./conversion-risk.js";
import { flavorOf } from "./flavor.js";
import { numberRange } from "./number-range.js";
import { plainWord } from "./spelling.js";
import { identifier, quoteText } from "./sql-text.js";
import { textSize } from "./text-size.js";
import { textTypes } from "./type-names.js";

/** How rows are found that the server would refuse, or bend. Reading, it takes what it would refuse when it writes. */
export function preflight(facts: ServerFacts): PreflightSql {
  return { ...common, conversionTest: (conversion) => conversionTest(conversion, flavorOf(facts).lastStamp) };
}

const common: Omit<PreflightSql, "conversionTest"> = {
  convertedValue,
  // There are no enum types of a name: an enum that loses a value is a conversion.
  holdsValue: () => "FALSE",
  blamesRow: () => false,
};

function convertedValue(conversion: RowConversion): string {
  const { after } = conversion;
  const value = valueOf(conversion);
  const cast = castType(after.type);
  if (cast !== undefined) return `CAST(${value} AS ${cast})`;
  const range = numberRange(after.type);
  if (range && range.scale !== Infinity) return `ROUND(${value}, ${range.scale})`;
  const charset = charsetOf(after);
  if (charset === undefined) return value;
  const text = `CONVERT(${value} USING ${plainWord(charset, "the character set")})`;
  return after.collation === undefined
    ? text
    : `${text} COLLATE ${plainWord(after.collation, "the collation")}`;
}

// Times of one second may differ in their fractions.
function castType({ name, arguments: [digits = 0] = [] }: ColumnType): string | undefined {
  if (name === "date") return "DATE";
  if (name === "time") return `TIME(${digits})`;
  return name === "datetime" || name === "timestamp" ? `DATETIME(${digits})` : undefined;
}

/** The character set that a column of text says to have. */
function charsetOf({ type, collation, options }: Column): string | undefined {
  if (!textTypes.has(type.name)) return undefined;
  return collation?.split("_")[0] ?? options?.["charset"]?.toString();
}

// What has no place in the new character set would come back as a question mark, or not at all.
function charsetTest(value: string, { before, after }: RowConversion): string | undefined {
  const charset = charsetOf(after);
  if (charset === undefined || charset === "utf8mb4" || charset === charsetOf(before)) return undefined;
  const there = `CONVERT(${value} USING ${plainWord(charset, "the character set")})`;
  const bytes = (text: string) => `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`;
  return `NOT (${bytes(there)} <=> ${bytes(value)})`;
}

function valueOf({ before, using }: RowConversion): string {
  return using === undefined ? identifier(before.name) : `(${closed(using)})`;
}

function conversionTest(conversion: RowConversion, lastStamp: number): ConversionTest | undefined {
  const { before, after, using } = conversion;
  const value = valueOf(conversion);
  const isOwn = using === ownConversion(before, after);
  const recoded = charsetTest(value, conversion);
  const isSafe = isOwn && !conversionRisk(before, after);
  if (isSafe && recoded === undefined && after.collation === before.collation) return undefined;
  const fits = isSafe ? undefined : fitCondition(value, conversion, isOwn, lastStamp);
  const conditions = [fits, recoded].filter((test) => test !== undefined);
  return conditions.length === 0 ? {} : { condition: conditions.join(" OR ") };
}

function fitCondition(
  value: string,
  { before, after }: RowConversion,
  isOwn: boolean,
  lastStamp: number,
): string | undefined {
  const byFamily: Readonly<Record<string, typeof textTest>> = { text: textTest, bytes: bytesTest };
  const condition = isOwn ? byFamily[familyOf(before.type)]?.(value, after.type) : undefined;
  return condition ?? fitTest(value, after.type, lastStamp);
}

// Blanks at the end may be cut off without a word.
function fitTest(value: string, type: ColumnType, lastStamp = Infinity): string | undefined {
  const size = textSize(type);
  const range = numberRange(type);
  if (size && size.length !== Infinity) {
    if (familyOf(type) === "bytes") return `LENGTH(${value}) > ${size.length}`;
    const text = `TRIM(TRAILING ' ' FROM CONVERT(${value} USING utf8mb4))`;
    return `${size.unit === "bytes" ? "LENGTH" : "CHAR_LENGTH"}(${text}) > ${size.length}`;
  }
  if (type.name === "set") return `CAST(${value} AS CHAR) NOT REGEXP ${quoteText(setPattern(type))}`;
  if (type.name === "enum") return `CAST(${value} AS CHAR) NOT IN (${labels(type)})`;
  if (type.name === "timestamp")
    return `(${value} IS NOT NULL AND COALESCE(UNIX_TIMESTAMP(${value}), 0) NOT BETWEEN 1 AND ${lastStamp})`;
  if (!range || range.scale === Infinity) return undefined;
  return `ROUND(${value}, ${range.scale}) NOT BETWEEN ${range.lowest} AND ${range.highest}`;
}

function labels({ arguments: values = [] }: ColumnType): string {
  return values.map((value) => quoteText(String(value))).join(", ");
}

function setPattern({ arguments: values = [] }: ColumnType): string {
  const one = `(${values.map((value) => String(value).replaceAll(/[^\p{L}\p{N} _]/gu, String.raw`\$&`)).join("|")})`;
  return `^(${one}(,${one})*)?$`;
}

// What is no text comes back as other bytes, or as nothing.
function bytesTest(value: string, type: ColumnType): string | undefined {
  if (familyOf(type) !== "text") return undefined;
  const test = `COALESCE(HEX(CONVERT(CONVERT(${value} USING utf8mb4) USING binary)), '') <> HEX(${value})`;
  const fit = fitTest(value, type);
  return fit === undefined ? test : `(${test} OR ${fit})`;
}

function textTest(value: string, type: ColumnType): string | undefined {
  const range = numberRange(type);
  if (range) return numberTest(value, range);
  switch (type.name) {
    case "json":
      return `NOT JSON_VALID(${value})`;
    case "uuid":
      return unlike(value, "[{]?[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}[}]?");
    case "date":
      return `(${unlike(value, "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")} OR CAST(${value} AS DATE) IS NULL)`;
    case "datetime":
    case "timestamp":
      return `(${unlike(value, "[0-9]{4}-.*")} OR CAST(${value} AS DATETIME) IS NULL)`;
    case "time":
      return unlike(value, "-?[0-9]+:[0-9]{2}(:[0-9]{2}([.][0-9]*)?)?");
    default:
      return undefined;
  }
}

function numberTest(value: string, range: NonNullable<ReturnType<typeof numberRange>>): string {
  if (range.scale === Infinity) return unlike(value, "[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?");
  const fraction = range.scale === 0 ? "" : `([.][0-9]{0,${range.scale}})?`;
  const digits = `${unlike(value, `[-+]?[0-9]+${fraction}`)}`;
  const { lowest, highest } = range;
  return `(${digits} OR CAST(${value} AS DECIMAL(65, ${range.scale})) NOT BETWEEN ${lowest} AND ${highest})`;
}

function unlike(value: string, pattern: string): string {
  return `TRIM(${value}) NOT REGEXP '^${pattern}$'`;
}
