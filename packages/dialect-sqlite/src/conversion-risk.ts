import type { ConversionRisk } from "@typeorm-autogen/compare";
import type { Column, ColumnType } from "@typeorm-autogen/model";
import { affinityOf, types } from "./types.js";

/** What the values of a column have to be after a change of type; undefined: SQLite keeps whatever they are. */
export type Demand = "boolean" | "whole" | "number";

/**
 * What the new type demands of values that the old one did not. SQLite itself would keep what it cannot convert, as text
 * in a column of numbers, which nothing that reads the column expects.
 */
export function demandOf(from: ColumnType, to: ColumnType): Demand | undefined {
  const [old, is] = [rankOf(from), rankOf(to)];
  if (is === undefined || old === is) return undefined;
  return old === undefined || ranks.indexOf(old) > ranks.indexOf(is) ? is : undefined;
}

// Each also fits the ones after it; a whole number beyond 2^53 does not fit a REAL, which is told apart below.
const ranks: readonly Demand[] = ["boolean", "whole", "number"];

function rankOf(type: ColumnType): Demand | undefined {
  if (type.name.startsWith("bool")) return "boolean";
  const affinity = affinityOf(type);
  if (affinity === "integer") return "whole";
  if (affinity === "real") return "number";
  return /^(?:dec|numeric|number)/.test(type.name) ? "number" : undefined;
}

/** Whether integers become floating point numbers, which hold them up to 2^53. */
export function becomesFloat(from: ColumnType, to: ColumnType): boolean {
  return affinityOf(from) === "integer" && affinityOf(to) === "real";
}

const refusals: Readonly<Record<Demand, string>> = {
  boolean: "refuses what is neither 0 nor 1",
  whole: "refuses what is no whole number",
  number: "refuses what is no number",
};

/** What copying rows into the new type does to values that do not fit; `upgrade` looks for them first. */
export function conversionRisk(live: Column, declared: Column): ConversionRisk | undefined {
  const demand = demandOf(live.type, declared.type);
  const into = types.print(declared.type);
  if (becomesFloat(live.type, declared.type))
    return { kind: "fails", what: "refuses whole numbers beyond 9007199254740992", into };
  return demand && { kind: "fails", what: refusals[demand], into };
}
