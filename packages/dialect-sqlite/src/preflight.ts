import type { ConversionTest, PreflightSql, RowConversion } from "@typeorm-autogen/dialect";
import { becomesFloat, demandOf, type Demand } from "./conversion-risk.js";
import { castBetween } from "./rules.js";
import { identifier } from "./sql-text.js";

/** How rows are found that a column's new type is not meant for. SQLite itself takes any value. */
export const preflight: PreflightSql = {
  conversionTest,
  convertedValue: ({ before, after, using }) => {
    const value = using === undefined ? identifier(before.name) : `(${using}\n)`;
    const cast = using === undefined ? (castBetween(before.type, after.type, value) ?? value) : value;
    return after.collation === before.collation
      ? cast
      : `${cast} COLLATE ${identifier(after.collation ?? "BINARY")}`;
  },
  collated: (value, { collation = "BINARY" }) => `${value} COLLATE ${identifier(collation)}`,
  // There are no enum types.
  holdsValue: () => "FALSE",
  blamesRow: () => false,
};

function conversionTest({ before, after, using }: RowConversion): ConversionTest | undefined {
  const value = using === undefined ? identifier(before.name) : `(${using}\n)`;
  if (using === undefined && becomesFloat(before.type, after.type))
    return { condition: `${value} NOT BETWEEN -9007199254740992 AND 9007199254740992` };
  const demand = demandOf(using === undefined ? before.type : { name: "" }, after.type);
  if (demand) return { condition: misses(value, demand) };
  return after.collation === before.collation ? undefined : {};
}

// CAST makes a number of whatever text begins with, and compares as a number: a text that is none is not equal to it.
function misses(value: string, demand: Demand): string {
  const number = `CAST(${value} AS NUMERIC)`;
  const none = `(typeof(${value}) IN ('text', 'blob') AND NOT ${number} = ${value})`;
  switch (demand) {
    case "number":
      return none;
    case "whole":
      return `(${none} OR ${number} <> CAST(${number} AS INTEGER))`;
    case "boolean":
      return `(${none} OR ${number} NOT IN (0, 1))`;
  }
}
