import type { ColumnType } from "@typeorm-autogen/model";
import { fails, loses, type Risk, type RiskVerdict } from "./risk.js";
import { familyOf, isNumber } from "./type-families.js";
import { types } from "./types.js";

/** Digits before the point, after it, and in all, that a type keeps exactly. */
interface Digits {
  readonly before: number;
  readonly after: number;
  readonly total: number;
}

const digits: Readonly<Record<string, Digits>> = {
  smallint: whole(5),
  integer: whole(10),
  oid: whole(10),
  bigint: whole(19),
  money: { before: 17, after: 2, total: 19 },
  // What survives a way there and back: FLT_DIG and DBL_DIG.
  real: { before: 38, after: 37, total: 6 },
  "double precision": { before: 308, after: 307, total: 15 },
};

const sizes = ["smallint", "integer", "bigint"];

function whole(before: number): Digits {
  return { before, after: 0, total: before };
}

function digitsOf({ name, arguments: given }: ColumnType): Digits | undefined {
  if (name !== "numeric") return digits[name];
  if (given === undefined) return { before: Infinity, after: Infinity, total: Infinity };
  const [precision, scale] = [Number(given[0]), Number(given[1] ?? 0)];
  return { before: precision - scale, after: scale, total: precision };
}

/** The rule for conversions between numbers, money, truth values and JSON's scalars. */
export function numberRisk(from: ColumnType, to: ColumnType): RiskVerdict {
  if (from.name === "boolean") return isNumber(to) || familyOf(to) === "json" ? "safe" : undefined;
  if (to.name === "boolean") return intoBoolean(from);
  if (familyOf(to) === "json" && isNumber(from))
    return familyOf(from) === "integer" ? "safe" : fails("refuses what is no finite number");
  if (familyOf(from) === "json" && isNumber(to)) return loses("rounds numbers, and refuses what is none");
  const [old, is] = [digitsOf(from), digitsOf(to)];
  if (!old || !is) return undefined;
  const grows = sizes.indexOf(from.name) < sizes.indexOf(to.name) && sizes.includes(from.name);
  return grows ? "safe" : (narrowing(old, is, from, to) ?? "safe");
}

function intoBoolean(from: ColumnType): RiskVerdict {
  if (familyOf(from) === "integer") return fails("refuses numbers other than 0 and 1");
  if (isNumber(from)) return loses("makes true of every number but 0");
  return familyOf(from) === "json" ? fails("refuses what is no boolean") : undefined;
}

function narrowing(old: Digits, is: Digits, from: ColumnType, to: ColumnType): Risk | undefined {
  const widens = from.name === "real" && to.name === "double precision";
  if (isFloat(to) && !widens && is.total < old.total) return loses(`keeps ${is.total} digits`);
  if (is.after < old.after)
    return loses(is.after === 0 ? "rounds to whole numbers" : `rounds to ${is.after} digits after the point`);
  if (isFloat(from) && !isFloat(to)) return loses(`keeps ${old.total} digits`);
  // Of numbers with as many digits as the largest integer has, some are larger.
  const room = familyOf(to) === "integer" ? is.before - 1 : is.before;
  return room < old.before ? fails(`refuses numbers outside the range of ${types.print(to)}`) : undefined;
}

function isFloat({ name }: ColumnType): boolean {
  return name === "real" || name === "double precision";
}
