import type { ColumnType } from "@typeorm-autogen/model";
import { builtInTypes } from "./type-names.js";

const days = (n: number) => `2020-01-0${n}`;

// What 11, 12, 13 is not spelled as. https://www.postgresql.org/docs/current/datatype.html
const samples: Readonly<Record<string, (n: number) => string>> = {
  boolean: (n) => (n % 2 === 0 ? "false" : "true"),
  date: (n) => quoted(days(n)),
  timestamp: (n) => quoted(`${days(n)} 00:00:00`),
  timestamptz: (n) => quoted(`${days(n)} 00:00:00+00`),
  time: (n) => quoted(`01:0${n}:00`),
  timetz: (n) => quoted(`01:0${n}:00+00`),
  interval: (n) => quoted(`1${n} days`),
  uuid: (n) => quoted(`00000000-0000-4000-8000-00000000001${n}`),
  inet: (n) => quoted(`10.0.0.1${n}`),
  cidr: (n) => quoted(`10.0.0.1${n}/32`),
  macaddr: (n) => quoted(`08:00:2b:01:02:0${n}`),
  macaddr8: (n) => quoted(`08:00:2b:01:02:03:04:0${n}`),
  point: (n) => quoted(`(1${n},1)`),
  line: (n) => quoted(`{1,1,${n}}`),
  lseg: (n) => quoted(`[(0,0),(1,${n})]`),
  box: (n) => quoted(`(1${n},1),(0,0)`),
  path: (n) => quoted(`[(0,0),(1,${n})]`),
  polygon: (n) => quoted(`((0,0),(1,${n}),(1,0))`),
  circle: (n) => quoted(`<(0,0),${n}>`),
  hstore: (n) => quoted(`1${n}=>1`),
  tid: (n) => quoted(`(0,${n})`),
  pg_lsn: (n) => quoted(`0/1${n}`),
  int4range: (n) => quoted(`[1${n},1${n + 1})`),
  int8range: (n) => quoted(`[1${n},1${n + 1})`),
  numrange: (n) => quoted(`[1${n},1${n + 1})`),
  daterange: (n) => quoted(`[${days(n)},${days(n + 1)})`),
  tsrange: (n) => quoted(`[${days(n)},${days(n + 1)})`),
  tstzrange: (n) => quoted(`["${days(n)} 00:00:00+00","${days(n + 1)} 00:00:00+00")`),
};

const unknown: ReadonlySet<string> = new Set(
  "geometry geography vector halfvec sparsevec txid_snapshot pg_snapshot cube jsonpath oidvector int2vector".split(
    " ",
  ),
);

/** SQL for the nth value of a type, from 1; undefined for types that an extension or the project made. */
export function sampleValue(type: ColumnType, n: number): string | undefined {
  const { name, dimensions, arguments: size = [] } = type;
  if (type.schema !== undefined || unknown.has(name) || /^reg|multirange$/.test(name)) return undefined;
  if (dimensions) return arraySample(type, n);
  if (name === "bit" || name === "varbit") return quoted(String(n % 2).padStart(bits(type), "0"));
  if (name === "numeric" && size.length === 2)
    return quoted(numberSample(Number(size[0]), Number(size[1]), n));
  if (isOneLetter(type)) return quoted(String(n));
  return samples[name]?.(n) ?? (builtInTypes.has(name) ? quoted(`1${n}`) : undefined);
}

function arraySample({ dimensions: _, ...type }: ColumnType, n: number): string | undefined {
  const element = sampleValue(type, n);
  if (element === undefined) return undefined;
  const text = element.replaceAll(/^'|'$/g, "");
  return quoted(/[,{}\s"\\]/.test(text) ? `{"${text.replaceAll(/["\\]/g, "\\$&")}"}` : `{${text}}`);
}

function isOneLetter({ name, arguments: size }: ColumnType): boolean {
  if (name === '"char"' || name === "char") return size === undefined;
  return name === "varchar" && size?.[0] === 1;
}

// bit alone is bit(1).
function bits({ name, arguments: size }: ColumnType): number {
  return name === "bit" ? Number(size?.[0] ?? 1) : 1;
}

function numberSample(precision: number, scale: number, n: number): string {
  if (precision - scale >= 2) return `1${n}`;
  return precision === scale ? `0.${n}` : String(n);
}

function quoted(text: string): string {
  return `'${text}'`;
}
