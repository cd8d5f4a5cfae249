import type { ColumnType } from "@typeorm-autogen/model";
import { wholeNumbers } from "./type-names.js";

/**
 * A number as a column of this type holds it, in its shortest spelling: rounded to the type's scale, without zeros that
 * say nothing. Undefined for text that is no number.
 */
export function normalNumber(text: string, type: ColumnType): string | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?\s*$/i.exec(text);
  if (!match || `${match[2]}${match[3] ?? ""}` === "") return undefined;
  if (type.name === "year") return fullYear(Number(text));
  const scale = scaleOf(type);
  if (scale !== undefined) return roundDecimal(match, scale);
  const value = roundBinary(Number(text), type);
  return String(value === 0 ? 0 : value);
}

// https://dev.mysql.com/doc/refman/8.4/en/year.html
function fullYear(year: number): string {
  if (year >= 100 || year === 0) return String(year);
  return String(year < 70 ? 2000 + year : 1900 + year);
}

/** Digits after the point of a type that counts in tens; undefined for one that counts in twos. */
function scaleOf({ name, arguments: given = [] }: ColumnType): number | undefined {
  if (wholeNumbers.has(name)) return 0;
  return name === "decimal" ? Number(given[1] ?? 0) : undefined;
}

// A float is told with six significant digits.
function roundBinary(value: number, { name, arguments: given = [] }: ColumnType): number {
  if (given.length === 2) return Number(value.toFixed(Number(given[1])));
  return name === "float" ? Number(value.toPrecision(6)) : value;
}

// Half goes away from zero: https://dev.mysql.com/doc/refman/8.4/en/precision-math-rounding.html
function roundDecimal(
  [, sign, whole = "", fraction = "", exponent = "0"]: RegExpExecArray,
  scale: number,
): string {
  const shift = Number(exponent) - fraction.length + scale;
  const digits = BigInt(whole + fraction);
  const unit = 10n ** BigInt(Math.abs(shift));
  const scaled = shift >= 0 ? digits * unit : (digits + unit / 2n) / unit;
  if (scaled === 0n) return "0";
  const text = String(scaled).padStart(scale + 1, "0");
  const point = text.length - scale;
  const tail = text.slice(point).replace(/0+$/, "");
  return `${sign === "-" ? "-" : ""}${text.slice(0, point)}${tail === "" ? "" : `.${tail}`}`;
}
