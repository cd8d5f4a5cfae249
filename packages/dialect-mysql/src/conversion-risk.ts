import type { ConversionRisk } from "@typeorm-autogen/compare";
import type { Column, ColumnType } from "@typeorm-autogen/model";
import { familyOf } from "./conversion.js";
import { contains, numberRange } from "./number-range.js";
import { identifier } from "./sql-text.js";
import { fitsText, longestText, textSize } from "./text-size.js";
import { types } from "./types.js";

type Risk = Omit<ConversionRisk, "into">;

/** What one rule says of a pair of types: every value survives, a risk, or nothing. */
type Verdict = "safe" | Risk | undefined;

const fails = (what: string): Risk => ({ kind: "fails", what });
const loses = (what: string): Risk => ({ kind: "loses", what });

// The first that applies decides; where none does, the server would go by positions, digits or bytes.
const rules = [listRisk, bytesRisk, textRisk, outOfText, numberRisk, timeRisk, otherRisk];

/**
 * What the server does to values of a column whose type changes, in strict mode; or undefined where all survive. It
 * refuses most of what does not fit, but rounds and cuts off without a word.
 */
export function conversionRisk(live: Column, declared: Column): ConversionRisk | undefined {
  const [from, to] = [live.type, declared.type];
  const column = identifier(declared.name);
  const into = types.print(to);
  for (const rule of rules) {
    const verdict = rule(from, to, column);
    if (verdict !== undefined) return verdict === "safe" ? undefined : { ...verdict, into };
  }
  return { kind: "unclear", what: "has no cast that keeps what a value means", into };
}

const isList = (type: ColumnType) => familyOf(type) === "list";

function listRisk(from: ColumnType, to: ColumnType): Verdict {
  if (!isList(to)) return isList(from) && familyOf(to) !== "text" ? outOfList(to) : undefined;
  const kept = isList(from) && (from.arguments ?? []).every((value) => to.arguments?.includes(value));
  if (kept && (from.name === to.name || to.name === "set")) return "safe";
  if (isList(from) || familyOf(from) === "text" || numberRange(from))
    return fails(`refuses what is no value of the ${to.name}`);
  return undefined;
}

function outOfList(to: ColumnType): Verdict {
  return numberRange(to) ? fails("refuses values that are no numbers") : undefined;
}

function bytesRisk(from: ColumnType, to: ColumnType): Verdict {
  const limit = textSize(to);
  if (familyOf(from) === "bytes" && familyOf(to) === "text") return fails("refuses bytes that are no text");
  if (familyOf(to) !== "bytes" || !limit) return undefined;
  if (familyOf(from) !== "bytes" && familyOf(from) !== "text") return undefined;
  if (to.name === "binary" && from.name !== "binary") return loses("fills values up with zero bytes");
  return fitsText(longestText(from), limit) ? "safe" : fails(`refuses more than ${limit.length} bytes`);
}

function textRisk(from: ColumnType, to: ColumnType): Verdict {
  const limit = textSize(to);
  if (familyOf(to) !== "text" || !limit || from.name === "bit") return undefined;
  if (to.name === "char" && familyOf(from) === "text" && from.name !== "char")
    return loses("forgets the blanks that texts ended in");
  if (fitsText(longestText(from), limit)) return "safe";
  return fails(`refuses texts of more than ${limit.length} ${limit.unit}`);
}

function outOfText(from: ColumnType, to: ColumnType): Verdict {
  if (familyOf(from) !== "text" || to.name === "bit" || to.name === "vector") return undefined;
  return fails(`refuses texts that are no ${types.print(to)}`);
}

function numberRisk(from: ColumnType, to: ColumnType): Verdict {
  const [old, is] = [numberRange(from), numberRange(to)];
  if (old && to.name === "json") return "safe";
  if (!old || !is) return undefined;
  if (from.name === "float" && to.name === "double" && contains(is, old)) return "safe";
  if (is.scale === Infinity && is.digits < old.digits) return loses(`keeps ${is.digits} digits`);
  if (is.scale < old.scale)
    return loses(is.scale === 0 ? "rounds to whole numbers" : `rounds to ${is.scale} digits after the point`);
  return contains(is, old) ? "safe" : fails(`refuses numbers outside the range of ${types.print(to)}`);
}

const zone = "takes its time zone from the session";

const cuts: Readonly<Record<string, string>> = {
  "datetime>date": "cuts the time of day off",
  "timestamp>date": `cuts the time of day off, and ${zone}`,
  "datetime>time": "cuts the date off",
  "timestamp>time": `cuts the date off, and ${zone}`,
  "date>timestamp": zone,
  "datetime>timestamp": zone,
  "timestamp>datetime": zone,
};

function timeRisk(from: ColumnType, to: ColumnType, column: string): Verdict {
  const pair = `${from.name}>${to.name}`;
  const cut = cuts[pair];
  if (cut === zone && from.name !== "date") return { ...loses(zone), suggestions: [inZone(pair, column)] };
  if (cut !== undefined) return loses(cut);
  if (pair === "date>datetime" || pair === "date>date") return "safe";
  if (familyOf(from) !== "time" || from.name !== to.name) return undefined;
  const [digits, kept] = [Number(from.arguments?.[0] ?? 0), Number(to.arguments?.[0] ?? 0)];
  return digits <= kept ? "safe" : loses(`rounds seconds to ${kept} digits`);
}

// A timestamp is kept in UTC and shown in the session's zone; a datetime is kept as it is written.
function inZone(pair: string, column: string) {
  const [utc, session] = ["'+00:00'", "@@session.time_zone"];
  const intoSession = `CONVERT_TZ(${column}, ${utc}, ${session})`;
  const intoUtc = `CONVERT_TZ(${column}, ${session}, ${utc})`;
  return pair === "datetime>timestamp"
    ? { using: intoSession, back: intoUtc }
    : { using: intoUtc, back: intoSession };
}

function otherRisk(from: ColumnType, to: ColumnType): Verdict {
  const pair = `${from.name}>${to.name}`;
  if (pair === "inet4>inet6") return "safe";
  if (pair === "inet6>inet4") return fails("refuses addresses that are no IPv4");
  if (familyOf(from) === "spatial" && familyOf(to) === "spatial")
    return to.name === "geometry" ? "safe" : fails(`refuses shapes that are no ${to.name}`);
  return from.name === to.name
    ? to.name === "vector"
      ? fails("refuses vectors of another length")
      : "safe"
    : undefined;
}
