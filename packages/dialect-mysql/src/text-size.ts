import type { ColumnType } from "@typeorm-autogen/model";

/** The longest text that a type holds. */
export interface TextSize {
  readonly length: number;
  readonly unit: "characters" | "bytes";
}

const bytes: Readonly<Record<string, number>> = {
  tinytext: 255,
  tinyblob: 255,
  text: 65_535,
  blob: 65_535,
  mediumtext: 16_777_215,
  mediumblob: 16_777_215,
  longtext: Infinity,
  longblob: Infinity,
};

/** How much a type of text or of bytes holds, or undefined for any other. */
export function textSize({ name, arguments: [length] = [] }: ColumnType): TextSize | undefined {
  const most = bytes[name];
  if (most !== undefined) return { length: most, unit: "bytes" };
  if (name === "char" || name === "varchar") return { length: Number(length ?? 1), unit: "characters" };
  if (name === "binary" || name === "varbinary") return { length: Number(length ?? 1), unit: "bytes" };
  return undefined;
}

const written: Readonly<Record<string, number>> = {
  tinyint: 4,
  smallint: 6,
  mediumint: 9,
  int: 11,
  bigint: 20,
  year: 4,
  float: 13,
  double: 24,
  date: 10,
  time: 17,
  datetime: 26,
  timestamp: 26,
  uuid: 36,
  inet4: 15,
  inet6: 39,
};

/** How long the texts are that a type's values are written as, at most. */
export function longestText(type: ColumnType): TextSize {
  const { name, arguments: given = [] } = type;
  const own = textSize(type);
  if (own) return own;
  const labels = given.map((label) => String(label).length);
  if (name === "enum") return { length: Math.max(0, ...labels), unit: "characters" };
  if (name === "set")
    return { length: labels.reduce((sum, length) => sum + length + 1, -1), unit: "characters" };
  if (name === "decimal") return { length: Number(given[0] ?? 10) + 3, unit: "characters" };
  return { length: written[name] ?? Infinity, unit: "characters" };
}

/** Whether whatever the one holds fits the other; a character takes up to four bytes. */
export function fitsText(size: TextSize, limit: TextSize): boolean {
  if (size.unit === limit.unit) return size.length <= limit.length;
  return size.unit === "characters" ? size.length * 4 <= limit.length : size.length <= limit.length;
}
