import type { ColumnType } from "@typeorm-autogen/model";
import { loses, type Risk, type RiskVerdict } from "./risk.js";
import { familyOf } from "./type-families.js";

const zone = "takes its time zone from the session";

const cuts: Readonly<Record<string, string>> = {
  "timestamp>date": "cuts the time of day off",
  "timestamptz>date": `cuts the time of day off, and ${zone}`,
  "timestamp>time": "cuts the date off",
  "timestamptz>time": `cuts the date off, and ${zone}`,
  "timestamptz>timetz": `cuts the date off, and ${zone}`,
  "timetz>time": "cuts the time zone off",
  "interval>time": "cuts the days off",
  "time>timetz": zone,
  "date>timestamptz": zone,
  "timestamp>timestamptz": zone,
  "timestamptz>timestamp": zone,
};

const whole: ReadonlySet<string> = new Set(["date>timestamp", "time>interval"]);

/** The rule for conversions between dates and times. */
export function timeRisk(from: ColumnType, to: ColumnType, column: string): RiskVerdict {
  if (familyOf(from) !== "time" || familyOf(to) !== "time") return undefined;
  const pair = `${from.name}>${to.name}`;
  const cut = cuts[pair];
  if (cut !== undefined) return inZone(loses(cut), pair, column);
  if (pair !== `${from.name}>${from.name}` && !whole.has(pair)) return undefined;
  if (String(from.modifiers) !== String(to.modifiers) && to.modifiers)
    return loses(`keeps only ${to.modifiers.join(" ")}`);
  if (from.name === "date" || digitsOf(from) <= digitsOf(to)) return "safe";
  return loses(`rounds seconds to ${digitsOf(to)} digits`);
}

function digitsOf({ arguments: [digits] = [] }: ColumnType): number {
  return Number(digits ?? 6);
}

// AT TIME ZONE is its own inverse: it gives a timestamp its zone, and takes a timestamptz to that zone's timestamp.
function inZone(risk: Risk, pair: string, column: string): Risk {
  if (!/^timestamp(?:tz)?>timestamp(?:tz)?$/.test(pair)) return risk;
  const using = `${column} AT TIME ZONE 'UTC'`;
  return { ...risk, suggestions: [{ using, back: using }] };
}
