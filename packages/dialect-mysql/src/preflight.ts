import { closed, type ConversionTest, type PreflightSql, type RowConversion } from "@typeorm-autogen/dialect";
import type { ColumnType } from "@typeorm-autogen/model";
import { conversion as ownConversion, familyOf } from "./conversion.js";
import { conversionRisk } from "./conversion-risk.js";
import { numberRange } from "./number-range.js";
import { identifier, quoteText } from "./sql-text.js";
import { textSize } from "./text-size.js";

/** How rows are found that the server would refuse, or bend. Reading, it takes what it would refuse when it writes. */
export const preflight: PreflightSql = {
  conversionTest,
  convertedValue: (conversion) => {
    const value = valueOf(conversion);
    const { name } = conversion.after.type;
    if (name === "date") return `CAST(${value} AS DATE)`;
    const range = numberRange(conversion.after.type);
    return range && range.scale !== Infinity ? `ROUND(${value}, ${range.scale})` : value;
  },
  // There are no enum types of a name: an enum that loses a value is a conversion.
  holdsValue: () => "FALSE",
  blamesRow: () => false,
};

function valueOf({ before, using }: RowConversion): string {
  return using === undefined ? identifier(before.name) : `(${closed(using)})`;
}

function conversionTest(conversion: RowConversion): ConversionTest | undefined {
  const { before, after, using } = conversion;
  const isOwn = using === ownConversion(before, after);
  if (isOwn && !conversionRisk(before, after)) return undefined;
  const value = valueOf(conversion);
  const byFamily: Readonly<Record<string, typeof textTest>> = { text: textTest, bytes: bytesTest };
  const condition = isOwn ? byFamily[familyOf(before.type)]?.(value, after.type) : undefined;
  const test = condition ?? fitTest(value, after.type);
  return { ...(test !== undefined && { condition: test }) };
}

// Blanks at the end may be cut off without a word.
function fitTest(value: string, type: ColumnType): string | undefined {
  const size = textSize(type);
  const range = numberRange(type);
  if (size && size.length !== Infinity) {
    if (familyOf(type) === "bytes") return `LENGTH(${value}) > ${size.length}`;
    const text = `TRIM(TRAILING ' ' FROM CONVERT(${value} USING utf8mb4))`;
    return `${size.unit === "bytes" ? "LENGTH" : "CHAR_LENGTH"}(${text}) > ${size.length}`;
  }
  if (type.name === "set") return `CAST(${value} AS CHAR) NOT REGEXP ${quoteText(setPattern(type))}`;
  if (type.name === "enum") return `CAST(${value} AS CHAR) NOT IN (${labels(type)})`;
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
