import type { ColumnType } from "@typeorm-autogen/model";
import { fails, loses, type RiskVerdict } from "./risk.js";
import { isText } from "./type-families.js";
import { types } from "./types.js";

/** The longest text of each type of bounded length, in characters: signs and all that ISO notation may add included. */
const longestTexts: Readonly<Record<string, number>> = {
  boolean: 5,
  smallint: 6,
  integer: 11,
  bigint: 20,
  oid: 10,
  real: 15,
  "double precision": 24,
  uuid: 36,
  macaddr: 17,
  macaddr8: 23,
};

function longestText({ name, schema, dimensions, arguments: [length] = [] }: ColumnType): number {
  if (schema !== undefined || dimensions !== undefined) return Infinity;
  if (name === "char" || name === "bpchar") return Number(length ?? (name === "char" ? 1 : Infinity));
  if (name === "varchar" || name === "bit" || name === "varbit")
    return Number(length ?? (name === "bit" ? 1 : Infinity));
  return longestTexts[name] ?? Infinity;
}

/** The rule for conversions into text of any kind, and between its kinds. */
export function intoText(from: ColumnType, to: ColumnType): RiskVerdict {
  if (!isText(to)) return undefined;
  if (from.name === "bytea") return fails("refuses bytes that are no UTF-8");
  if (to.name === "name" && longestText(from) > 63) return loses("cuts texts off after 63 bytes");
  const exact = from.name === "char" || (from.name === "uuid" && longestText(to) === longestTexts["uuid"]);
  if (to.name === "char" && !exact)
    return loses("fills texts up with blanks, and forgets the blanks that they ended in");
  const limit = longestText(to);
  return longestText(from) <= limit ? "safe" : fails(`refuses texts of more than ${limit} characters`);
}

/** The rule for conversions out of text: its value is read as one of the other type. */
export function outOfText(from: ColumnType, to: ColumnType): RiskVerdict {
  if (!isText(from)) return undefined;
  if (to.name === "bytea") return "safe";
  if (/^ts(?:vector|query)$/.test(to.name)) return loses("keeps only the words of a text");
  if (to.name === "money") return loses("rounds to cents");
  if (to.name === "bit") return loses(`cuts or fills up what has not ${types.print(to)}`);
  if (to.name === "numeric" && to.arguments)
    return loses(`rounds to ${String(to.arguments[1] ?? 0)} digits after the point`);
  return fails(`refuses texts that are no ${types.print(to)}`);
}
