import type { ConversionRisk } from "@typeorm-autogen/compare";
import { equal, type Column, type ColumnType } from "@typeorm-autogen/model";
import { identifier } from "./names.js";
import { numberRisk } from "./number-risk.js";
import { fails, loses, type Risk, type RiskVerdict } from "./risk.js";
import { intoText, outOfText } from "./text-risk.js";
import { timeRisk } from "./time-risk.js";
import { elementType, familyOf, isText } from "./type-families.js";
import { types, typeSql } from "./types.js";
import { undomained } from "./undomained.js";

type Rule = (from: ColumnType, to: ColumnType, column: string) => RiskVerdict;

// The first that applies decides; where none does, there is only a way through text that makes no sense.
const rules: readonly Rule[] = [sameType, intoText, userDefined, outOfText, timeRisk, numberRisk, pairRisk];

/** What the conversion that this dialect gives does to values that do not fit, or undefined where all survive. */
export function conversionRisk(live: Column, declared: Column): ConversionRisk | undefined {
  const [from, to] = [undomained(live).type, declared.type];
  const column = identifier(declared.name);
  const risk =
    from.dimensions === to.dimensions
      ? scalarRisk(elementType(from), elementType(to), column)
      : listRisk(from, to, column);
  return risk && { ...risk, into: types.print(to) };
}

function scalarRisk(from: ColumnType, to: ColumnType, column: string): Risk | undefined {
  for (const rule of rules) {
    const verdict = rule(from, to, column);
    if (verdict !== undefined) return verdict === "safe" ? undefined : verdict;
  }
  const what = "has no cast that keeps what a value means";
  if (familyOf(to) !== "json") return { kind: "unclear", what };
  return { kind: "unclear", what, suggestions: [{ using: `to_${to.name}(${column})` }] };
}

function sameType(from: ColumnType, to: ColumnType): RiskVerdict {
  if (from.name !== to.name || from.schema !== to.schema) return undefined;
  if (equal(from, to)) return "safe";
  if (isText(to) || familyOf(to) === "time" || to.name === "numeric") return undefined;
  const [length = Infinity, limit = Infinity] = [from.arguments?.[0], to.arguments?.[0]];
  const widens = to.arguments === undefined || (to.name === "varbit" && length <= limit);
  return widens && to.name !== "bit" ? "safe" : fails(`refuses what is no ${types.print(to)}`);
}

function userDefined(from: ColumnType, to: ColumnType): RiskVerdict {
  if ((from.schema === undefined && to.schema === undefined) || to.name === "bytea") return undefined;
  return fails(`refuses what is no ${types.print(to)}`);
}

const safe =
  "jsonb>json cidr>inet macaddr>macaddr8 box>polygon polygon>path point>box halfvec>vector vector>sparsevec sparsevec>vector";

const guarded =
  "json>jsonb macaddr8>macaddr path>polygon geometry>geography geography>geometry halfvec>sparsevec";

const losing: Readonly<Record<string, string>> = {
  "inet>cidr": "clears the bits of the host",
  "vector>halfvec": "keeps half of the digits",
  "sparsevec>halfvec": "keeps half of the digits",
};

const shapes =
  "box>point box>circle box>lseg circle>point circle>box circle>polygon polygon>point polygon>box polygon>circle lseg>point";

function pairRisk(from: ColumnType, to: ColumnType): RiskVerdict {
  const pair = `${from.name}>${to.name}`;
  if (safe.split(" ").includes(pair)) return "safe";
  if (guarded.split(" ").includes(pair) || bothIn("bits", from, to))
    return fails(`refuses what is no ${types.print(to)}`);
  if (shapes.split(" ").includes(pair)) return loses("keeps only what both shapes have");
  const loss = losing[pair];
  return loss === undefined ? undefined : loses(loss);
}

function bothIn(family: string, from: ColumnType, to: ColumnType): boolean {
  return familyOf(from) === family && familyOf(to) === family;
}

function listRisk(from: ColumnType, to: ColumnType, column: string): Risk | undefined {
  if (to.dimensions !== undefined)
    return isText(from) ? textIntoList(from, to, column) : scalarRisk(from, elementType(to), column);
  return isText(to) ? listIntoText(from, to, column) : loses("keeps only the first element of a list");
}

// TypeORM's simple-array is a text with commas; PostgreSQL's own text of an array has braces.
function listIntoText(from: ColumnType, to: ColumnType, column: string): Risk {
  return {
    kind: "unclear",
    what: "can write a list with commas, or as PostgreSQL does",
    suggestions: [
      { using: `array_to_string(${column}, ',')`, back: castTo(`string_to_array(${column}, ',')`, from) },
      { using: castTo(column, to), back: castTo(column, from) },
    ],
  };
}

function textIntoList(from: ColumnType, to: ColumnType, column: string): Risk {
  return {
    kind: "unclear",
    what: "can take a text for a list with commas, or for one element",
    suggestions: [
      { using: castTo(`string_to_array(${column}, ',')`, to), back: `array_to_string(${column}, ',')` },
      { using: castTo(`ARRAY[${column}]`, to), back: castTo(`(${column})[1]`, from) },
    ],
  };
}

const castTo = (value: string, type: ColumnType): string => `${value}::${typeSql(type)}`;
