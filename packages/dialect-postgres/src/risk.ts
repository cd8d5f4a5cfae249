import type { ConversionRisk } from "@typeorm-autogen/compare";

/** A risk before the new type's name is put to it. */
export type Risk = Omit<ConversionRisk, "into">;

/** What one rule says about a pair of types: every value survives, a risk, or nothing. */
export type RiskVerdict = "safe" | Risk | undefined;

/** A risk of rows that are refused. */
export function fails(what: string): Risk {
  return { kind: "fails", what };
}

/** A risk of values that are changed. */
export function loses(what: string): Risk {
  return { kind: "loses", what };
}
