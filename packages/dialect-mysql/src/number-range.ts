import type { ColumnType } from "@typeorm-autogen/model";

/** The numbers that a type holds exactly: whole ones between two bounds, or digits before and after the point. */
export interface NumberRange {
  readonly lowest: string;
  readonly highest: string;
  /** Digits after the point; Infinity for floating point numbers. */
  readonly scale: number;
  /** Digits that it keeps in all. */
  readonly digits: number;
}

const bits: Readonly<Record<string, number>> = {
  tinyint: 8,
  smallint: 16,
  mediumint: 24,
  int: 32,
  bigint: 64,
};

/** The range of a type of numbers, or undefined for one of anything else. */
export function numberRange(type: ColumnType): NumberRange | undefined {
  const { name, arguments: [first, second] = [] } = type;
  const unsigned = type.modifiers?.includes("unsigned") ?? false;
  const size = bits[name];
  if (size !== undefined) return whole(size, unsigned);
  if (name === "bit") return whole(Number(first ?? 1), true);
  if (name === "year") return { lowest: "1901", highest: "2155", scale: 0, digits: 4 };
  if (name === "decimal") return decimal(Number(first ?? 10), Number(second ?? 0), unsigned);
  if (name === "float") return float(6, 38, unsigned);
  return name === "double" ? float(15, 308, unsigned) : undefined;
}

function whole(size: number, unsigned: boolean): NumberRange {
  const count = 2n ** BigInt(size);
  const [lowest, highest] = unsigned ? [0n, count - 1n] : [-count / 2n, count / 2n - 1n];
  return { lowest: String(lowest), highest: String(highest), scale: 0, digits: String(highest).length };
}

function decimal(precision: number, scale: number, unsigned: boolean): NumberRange {
  const before = "9".repeat(precision - scale) || "0";
  const highest = scale > 0 ? `${before}.${"9".repeat(scale)}` : before;
  return { lowest: unsigned ? "0" : `-${highest}`, highest, scale, digits: precision };
}

function float(digits: number, exponent: number, unsigned: boolean): NumberRange {
  const highest = "9".repeat(exponent);
  return { lowest: unsigned ? "0" : `-${highest}`, highest, scale: Infinity, digits };
}

/** Whether every whole number of one range lies in the other. */
export function contains(outer: NumberRange, inner: NumberRange): boolean {
  const part = (text: string) => BigInt(text.replace(/\..*$/, ""));
  return part(outer.lowest) <= part(inner.lowest) && part(inner.highest) <= part(outer.highest);
}
