import type { ColumnType } from "@typeorm-autogen/model";

const day = (n: number) => `2020-01-0${n}`;

// What 11, 12, 13 is not spelled as. https://dev.mysql.com/doc/refman/8.4/en/data-types.html
const samples: Readonly<Record<string, (n: number) => string>> = {
  date: (n) => `'${day(n)}'`,
  datetime: (n) => `'${day(n)} 00:00:00'`,
  timestamp: (n) => `'${day(n)} 00:00:00'`,
  time: (n) => `'01:0${n}:00'`,
  year: (n) => `'200${n}'`,
  uuid: (n) => `'00000000-0000-4000-8000-00000000001${n}'`,
  inet4: (n) => `'10.0.0.1${n}'`,
  inet6: (n) => `'::1${n}'`,
  point: (n) => `ST_GeomFromText('POINT(1${n} 1)')`,
  geometry: (n) => `ST_GeomFromText('POINT(1${n} 1)')`,
  linestring: (n) => `ST_GeomFromText('LINESTRING(0 0, 1 ${n})')`,
  polygon: (n) => `ST_GeomFromText('POLYGON((0 0, 1 ${n}, 1 0, 0 0))')`,
};

const textual = /^(?:(?:tiny|medium|long)?(?:text|blob)|json)$/;
const numeric = /^(?:(?:tiny|small|medium|big)?int|decimal|float|double)$/;

/** SQL for the nth value of a type, from 1; undefined where none is known. */
export function sampleValue(type: ColumnType, n: number): string | undefined {
  const { name, arguments: size } = type;
  if (name === "bit" || (name === "tinyint" && size)) return String(n % 2);
  if (name === "set") return `'${String(size?.[0] ?? "").replaceAll("'", "''")}'`;
  if (name === "decimal" && size) return numberSample(Number(size[0]), Number(size[1] ?? 0), n);
  if (/char$|binary$/.test(name)) return textSample(type, n);
  const known = samples[name];
  if (known) return known(n);
  return textual.test(name) || numeric.test(name) ? `'1${n}'` : undefined;
}

function textSample({ name, arguments: size }: ColumnType, n: number): string {
  const length = Number(size?.[0] ?? 1);
  if (name === "char" && length >= 36) return `'00000000-0000-4000-8000-00000000001${n}'`;
  return length < 2 ? `'${n}'` : `'1${n}'`;
}

function numberSample(precision: number, scale: number, n: number): string {
  if (precision - scale >= 2) return `'1${n}'`;
  return precision === scale ? `'0.${n}'` : `'${n}'`;
}
