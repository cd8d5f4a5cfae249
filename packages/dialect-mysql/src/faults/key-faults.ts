import type { Fault } from "@typeorm-autogen/dialect";
import {
  findColumn,
  formatName,
  type Column,
  type IndexDefinition,
  type Table,
} from "@typeorm-autogen/model";
import { collationOf, letterBytes } from "../collation.js";
import { familyOf } from "../conversion.js";
import { uniqueIndex } from "../key-sql.js";
import { mentions } from "../readers.js";
import { textSize } from "../text-size.js";
import type { FaultPlace } from "./fault-place.js";

// https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html
const longestKey = 3072;
const longestRow = 65_535;
const mostColumns = 1017;
const mostIndexes = 64;

/** What the server would refuse about a table's size, keys and checks. */
export function keyFaults(place: FaultPlace): readonly Fault[] {
  const { table, flavor } = place;
  const name = formatName(table);
  const keys = keysOf(table);
  const numbered = table.columns.filter(({ autoincrement }) => autoincrement);
  const secondary = keys.length - (table.primaryKey ? 1 : 0);
  const row = table.columns.reduce((sum, column) => sum + rowBytes(column, place), 0);
  return [
    ...keys.flatMap((key) => indexFaults(key, place)),
    ...table.checks.flatMap((check): readonly Fault[] => {
      const read = numbered.find((column) => mentions(check.expression, column.name));
      if (!read) return [];
      return [
        {
          object: `check ${check.name ?? check.expression} of ${name}`,
          problem: `it reads ${read.name}, which numbers itself; ${flavor.label} checks before that`,
          nextStep: "leave that column out of it",
        },
      ];
    }),
    ...over(
      name,
      row,
      longestRow,
      "bytes in a row",
      "make long columns text or blob, which lie beside the row",
    ),
    ...over(name, table.columns.length, mostColumns, "columns", "split the table"),
    ...over(name, secondary, mostIndexes, "indexes", "leave some out"),
  ];
}

function over(object: string, count: number, most: number, what: string, nextStep: string): readonly Fault[] {
  return count > most
    ? [{ object, problem: `it would have ${count} ${what}, and InnoDB takes ${most}`, nextStep }]
    : [];
}

function keysOf({
  primaryKey,
  uniques,
  indexes,
}: Table): readonly (IndexDefinition & { readonly primary?: true })[] {
  const primary = primaryKey && {
    name: "PRIMARY",
    parts: primaryKey.columns.map((column) => ({ column })),
    unique: true as const,
    primary: true as const,
  };
  return [...(primary ? [primary] : []), ...uniques.map(uniqueIndex), ...indexes];
}

function indexFaults(
  index: IndexDefinition & { readonly primary?: true },
  place: FaultPlace,
): readonly Fault[] {
  const { table } = place;
  const columns = index.parts.flatMap(({ column }) =>
    column === undefined ? [] : (findColumn(table, column) ?? []),
  );
  const findings =
    index.method === "fulltext"
      ? fulltextFindings(index, columns, place)
      : index.method === "spatial"
        ? spatialFindings(columns)
        : plainFindings(index, columns, place);
  const object = `index ${index.name} of ${formatName(table)}`;
  return findings.map(([problem, nextStep]) => ({ object, problem, nextStep }));
}

type Finding = readonly [problem: string, nextStep: string];

function fulltextFindings(
  { options }: IndexDefinition,
  columns: readonly Column[],
  { table, facts, flavor }: FaultPlace,
): readonly Finding[] {
  const parser = options?.["parser"];
  const odd = columns.find(
    ({ type }) => familyOf(type) !== "text" && !(type.name === "json" && !flavor.nativeJson),
  );
  const collations = new Set(columns.map((column) => collationOf(column, table, facts)));
  return [
    ...(parser !== undefined && !facts.parsers.includes(String(parser))
      ? [
          [
            `${flavor.label} has no full-text parser ${String(parser)}`,
            "leave the parser out, or install its plugin",
          ] as const,
        ]
      : []),
    ...(odd ? [[`${odd.name} is no text`, "index text columns only"] as const] : []),
    ...(!odd && collations.size > 1
      ? [["its columns differ in their collations", "give them one"] as const]
      : []),
  ];
}

function spatialFindings(columns: readonly Column[]): readonly Finding[] {
  const odd = columns.find(({ type }) => familyOf(type) !== "spatial");
  const nullable = columns.find((column) => column.nullable);
  if (columns.length > 1) return [["it has more than one column", "index each by itself"]];
  if (odd) return [[`${odd.name} is no geometry`, "index a geometry"]];
  return nullable
    ? [
        [
          `${nullable.name} may be NULL, and a spatial index takes only what is required`,
          "make the column required",
        ],
      ]
    : [];
}

function plainFindings(
  { parts, unique, primary }: IndexDefinition & { readonly primary?: true },
  columns: readonly Column[],
  place: FaultPlace,
): readonly Finding[] {
  const { flavor } = place;
  if (parts.length > flavor.keyParts)
    return [[`it has ${parts.length} columns, and the server takes ${flavor.keyParts}`, "leave some out"]];
  const whole = columns.filter(({ name }) =>
    parts.some(({ column, length }) => column === name && length === undefined),
  );
  const endless = whole.find(({ type }) => isEndless(type.name));
  const hashed = flavor.hashedUniques && unique && !primary;
  if (endless && !hashed)
    return [
      [
        endlessProblem(endless, flavor.hashedUniques && !primary),
        "make the column varchar, or index a prefix by op.execute",
      ],
    ];
  const bytes = parts.reduce((sum, { column, length }) => {
    const found = columns.find(({ name }) => name === column);
    return sum + (found ? keyBytes(found, length, place) : 0);
  }, 0);
  if (bytes <= longestKey || hashed) return [];
  return [
    [
      `its keys would take up to ${bytes} bytes, and InnoDB takes ${longestKey}`,
      "make its columns shorter, or index a prefix by op.execute",
    ],
  ];
}

function endlessProblem({ name, type }: Column, cut: boolean): string {
  if (type.name === "json") return `${name} is json, which has no order`;
  return cut
    ? `${name} is ${type.name}, of which the server would index only a beginning without saying so`
    : `${name} is ${type.name}, of which only a beginning of a stated length can be a key`;
}

function isEndless(name: string): boolean {
  return /text$|blob$|^json$/.test(name);
}

function keyBytes(column: Column, length: number | undefined, { table, facts }: FaultPlace): number {
  const size = textSize(column.type);
  if (!size) return column.type.name === "enum" ? 2 : (fixedBytes[column.type.name] ?? 4);
  const letters = length ?? size.length;
  return size.unit === "bytes" && familyOf(column.type) === "bytes"
    ? letters
    : letters * letterBytes(collationOf(column, table, facts));
}

const fixedBytes: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  mediumint: 3,
  bigint: 8,
  double: 8,
  datetime: 5,
  date: 3,
  time: 3,
  year: 1,
  uuid: 16,
  inet6: 16,
  set: 8,
};

// https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html: of text and blobs only a pointer counts.
function rowBytes(column: Column, place: FaultPlace): number {
  const { name } = column.type;
  if (column.generated && !column.generated.stored) return 0;
  if (isEndless(name) || familyOf(column.type) === "spatial" || name === "vector") return 9;
  const length = name.startsWith("var") ? 2 : 0;
  return keyBytes(column, undefined, place) + length;
}
