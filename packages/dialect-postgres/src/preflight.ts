import {
  closed,
  quoteText,
  StatementError,
  type ConversionTest,
  type PreflightSql,
  type RowConversion,
  type ServerFacts,
} from "@typeorm-autogen/dialect";
import { equalNames, type ColumnType, type EnumType } from "@typeorm-autogen/model";
import type { EnumUse } from "@typeorm-autogen/ops";
import { conversion as ownConversion } from "./conversion.js";
import { conversionRisk } from "./conversion-risk.js";
import { identifier } from "./names.js";
import { familyOf, isNumber, isText } from "./type-families.js";
import { typeSql } from "./types.js";

/** How rows are found that PostgreSQL would refuse. */
export function preflight({ version }: ServerFacts): PreflightSql {
  const validates = Number.parseInt(version, 10) >= 16;
  return {
    conversionTest: (conversion) => conversionTest(conversion, validates),
    convertedValue: ({ before, after, using }) =>
      `(${using ?? identifier(before.name)})::${typeSql(after.type)}`,
    holdsValue,
    limitTime: "SET LOCAL statement_timeout = '10s'",
    collated: (value, { collation = "default" }) => `${value} COLLATE ${identifier(collation)}`,
    blamesRow,
  };
}

/** Class 22 are data exceptions, 23 violated constraints: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function blamesRow(error: unknown): boolean {
  return error instanceof StatementError && /^2[23]/.test(String(error.details["sqlState"]));
}

function holdsValue({ column, dimensions }: EnumUse, values: readonly string[]): string {
  const list = `ARRAY[${values.map(quoteText).join(", ")}]`;
  return dimensions === undefined
    ? `${identifier(column)}::text = ANY (${list})`
    : `${identifier(column)}::text[] && ${list}`;
}

function converted({ before, after, using }: RowConversion): string {
  return `(${using === undefined ? identifier(before.name) : closed(using)})::${typeSql(after.type)}`;
}

function conversionTest(conversion: RowConversion, validates: boolean): ConversionTest | undefined {
  const { before, after, using } = conversion;
  const own = ownConversion(before, after);
  const attempt = converted(conversion);
  if (using !== own) return { ...lengthTest(`(${closed(using ?? "")})`, after.type), attempt };
  if (!conversionRisk(before, after)) return undefined;
  const value = identifier(before.name);
  if (after.type.dimensions !== undefined) return { attempt };
  if (isText(after.type))
    return before.type.name === "bytea" ? { attempt } : (lengthTest(value, after.type) ?? { attempt });
  const condition =
    enumTest(value, after.type, conversion.enums) ??
    rangeTest(value, before.type, after.type) ??
    (isText(before.type) ? textTest(`${value}::text`, after.type, validates) : undefined);
  return condition === undefined ? { attempt } : { condition };
}

// Blanks at the end may be cut off without a word, as the standard has it; anything else is refused.
function lengthTest(value: string, { name, arguments: given }: ColumnType): ConversionTest | undefined {
  const limit = given?.[0] ?? (name === "char" ? 1 : undefined);
  if ((name !== "varchar" && name !== "char") || limit === undefined) return undefined;
  return { condition: `char_length(rtrim(${value}::text)) > ${limit}` };
}

function enumTest(
  value: string,
  { name, schema }: ColumnType,
  enums: readonly EnumType[],
): string | undefined {
  if (schema === undefined) return undefined;
  const type = enums.find((other) => equalNames(other, { name, schema }));
  return type && `${value}::text <> ALL (ARRAY[${type.values.map(quoteText).join(", ")}]::text[])`;
}

// Before version 16 there is no asking the server without failing; then some types are told by how they are written.
function textTest(value: string, to: ColumnType, validates: boolean): string | undefined {
  if (validates) return `NOT pg_input_is_valid(${value}, ${quoteText(typeSql(to))})`;
  const range = ranges[to.name];
  if (range !== undefined)
    return String.raw`CASE WHEN ${value} ~ '^\s*[-+]?\d+\s*$' THEN ${value}::numeric NOT BETWEEN ${range} ELSE ${value} IS NOT NULL END`;
  if (to.name === "uuid") return String.raw`${value} !~* '^\{?([0-9a-f]{4}-?){7}[0-9a-f]{4}\}?$'`;
  if (to.name !== "boolean") return undefined;
  const words = "t tr tru true y ye yes on 1 f fa fal fals false n no of off 0".split(" ").map(quoteText);
  return `lower(trim(${value})) <> ALL (ARRAY[${words.join(", ")}])`;
}

const ranges: Readonly<Record<string, string>> = {
  smallint: "-32768 AND 32767",
  integer: "-2147483648 AND 2147483647",
  bigint: "-9223372036854775808 AND 9223372036854775807",
};

function rangeTest(value: string, from: ColumnType, to: ColumnType): string | undefined {
  if (!isNumber(from)) return undefined;
  if (to.name === "boolean") return familyOf(from) === "integer" ? `${value} NOT IN (0, 1)` : undefined;
  const range = ranges[to.name];
  if (range !== undefined) return `round(${value}::numeric) NOT BETWEEN ${range}`;
  if (to.name !== "numeric" || to.arguments === undefined) return undefined;
  const [precision, scale] = [Number(to.arguments[0]), Number(to.arguments[1] ?? 0)];
  return `abs(round(${value}::numeric, ${scale})) >= 1e${precision - scale}::numeric`;
}
