import type { Column, ColumnType } from "@typeorm-autogen/model";
import { identifier } from "./names.js";
import { elementType, familyOf, isNumber, isText } from "./type-families.js";
import { typeSql } from "./types.js";
import { undomained } from "./undomained.js";

/**
 * Pairs outside the text and number families that ALTER COLUMN TYPE converts by itself: pg_cast has an implicit or an
 * assignment cast. https://www.postgresql.org/docs/current/catalog-pg-cast.html
 */
const assignable: ReadonlySet<string> = new Set(
  [
    "date>timestamp date>timestamptz timestamp>date timestamp>time timestamp>timestamptz timestamptz>date",
    "timestamptz>time timestamptz>timetz timestamptz>timestamp time>interval time>timetz timetz>time interval>time",
    "json>jsonb jsonb>json cidr>inet inet>cidr macaddr>macaddr8 macaddr8>macaddr bit>varbit varbit>bit",
    "integer>money bigint>money numeric>money money>numeric geometry>geography",
    "box>polygon polygon>path circle>polygon path>polygon point>box",
    "vector>halfvec halfvec>vector vector>sparsevec sparsevec>vector halfvec>sparsevec sparsevec>halfvec",
  ].flatMap((line) => line.split(" ")),
);

/** Pairs that have a cast which only an explicit `::` uses. Everything else that is not text goes by way of its text. */
const castable: ReadonlySet<string> = new Set(
  [
    "boolean>integer integer>bit bigint>bit bit>integer bit>bigint geography>geometry",
    "jsonb>boolean jsonb>smallint jsonb>integer jsonb>bigint jsonb>numeric jsonb>real jsonb>double-precision",
    "box>point box>circle box>lseg circle>point circle>box polygon>point polygon>box polygon>circle lseg>point",
  ]
    .flatMap((line) => line.split(" "))
    .map((pair) => pair.replace("-", " ")),
);

/** SQL that converts a column's values, or undefined where the server converts them by itself. */
export function conversion(live: Column, declared: Column): string | undefined {
  const column = identifier(declared.name);
  const from = undomained(live).type;
  const to = undomained(declared).type;
  if ((from.dimensions ?? 0) !== (to.dimensions ?? 0)) return changeDimensions(column, from, to);
  if (convertsItself(elementType(from), elementType(to))) return undefined;
  if (from.dimensions === undefined) return convertScalar(column, from, to);
  return isText(from) || castable.has(pairOf(from, to))
    ? `${column}::${typeSql(to)}`
    : `${column}::text[]::${typeSql(to)}`;
}

const pairOf = (from: ColumnType, to: ColumnType) => `${from.name}>${to.name}`;

function convertsItself(from: ColumnType, to: ColumnType): boolean {
  if (from.name === to.name && from.schema === to.schema) return true;
  if (isText(to)) return from.name !== "bytea";
  return (isNumber(from) && isNumber(to)) || assignable.has(pairOf(from, to));
}

function convertScalar(value: string, from: ColumnType, to: ColumnType): string {
  const target = typeSql(to);
  if (to.name === "bytea" && isText(from)) return `convert_to(${value}, 'UTF8')`;
  if (from.name === "bytea" && isText(to)) return `convert_from(${value}, 'UTF8')`;
  if (isText(from) || castable.has(pairOf(from, to))) return `${value}::${target}`;
  if (to.name === "boolean" && isNumber(from)) return intoBoolean(value, from);
  if (from.name === "boolean" && isNumber(to)) return `${value}::integer::${target}`;
  const money = (from.name === "money" && isNumber(to)) || (to.name === "money" && isNumber(from));
  return `${value}::${money ? "numeric" : "text"}::${target}`;
}

// An integer goes by way of its text, so that the server refuses what is neither 0 nor 1.
function intoBoolean(value: string, from: ColumnType): string {
  return familyOf(from) === "integer" ? `${value}::text::boolean` : `(${value} <> 0)`;
}

function changeDimensions(column: string, from: ColumnType, to: ColumnType): string | undefined {
  if (isText(to) && to.dimensions === undefined) return undefined;
  if (to.dimensions === undefined) {
    const first = `(${column})[1]`;
    return convertsItself(elementType(from), to) ? first : convertScalar(first, elementType(from), to);
  }
  const element = convertsItself(from, elementType(to))
    ? column
    : convertScalar(column, from, elementType(to));
  return `CASE WHEN ${column} IS NULL THEN NULL ELSE ARRAY[${element}]::${typeSql(to)} END`;
}

/** How alike two types are: 1 the same, 0 unrelated. */
export function typeAffinity(a: ColumnType, b: ColumnType): number {
  const array = (a.dimensions ?? 0) === (b.dimensions ?? 0) ? 1 : 0.3;
  return array * scalarAffinity(a, b);
}

function scalarAffinity(a: ColumnType, b: ColumnType): number {
  if (a.name === b.name && a.schema === b.schema)
    return String(a.arguments) === String(b.arguments) ? 1 : 0.9;
  if (a.schema !== undefined || b.schema !== undefined) return isText(a) || isText(b) ? 0.4 : 0;
  const family = familyOf(a);
  if (family !== undefined && family === familyOf(b)) return 0.7;
  return isNumber(a) && isNumber(b) ? 0.5 : 0;
}

/** Whether the server has an equality operator between columns of these types, as a foreign key needs. */
export function pairsInForeignKey(a: ColumnType, b: ColumnType): boolean {
  if ((a.dimensions ?? 0) !== (b.dimensions ?? 0)) return false;
  if (a.name === b.name && a.schema === b.schema) return true;
  return a.dimensions === undefined && ((isNumber(a) && isNumber(b)) || (isText(a) && isText(b)));
}
