import type { Fault } from "@typeorm-autogen/dialect";
import {
  equal,
  findColumn,
  findTable,
  formatName,
  type Column,
  type ForeignKey,
  type Table,
} from "@typeorm-autogen/model";
import { collationOf } from "../collation.js";
import { familyOf, pairsInForeignKey } from "../conversion.js";
import { types } from "../types.js";
import type { FaultPlace } from "./fault-place.js";

/** What the server would refuse about a table's foreign keys, so far as the tables that they refer to are known. */
export function foreignKeyFaults(place: FaultPlace): readonly Fault[] {
  const { table, schema } = place;
  return table.foreignKeys.flatMap((key) => {
    const target = findTable(schema, key.references);
    if (!target) return [];
    const object = `foreign key ${key.name ?? key.columns.join(", ")} of ${formatName(table)}`;
    const found = findings(key, target, place);
    return found.map(([problem, nextStep]) => ({ object, problem, nextStep }));
  });
}

type Finding = readonly [problem: string, nextStep: string];

function findings(key: ForeignKey, target: Table, place: FaultPlace): readonly Finding[] {
  const { table } = place;
  const columns = key.columns.flatMap((name) => findColumn(table, name) ?? []);
  const sets = [key.onDelete, key.onUpdate].includes("set null");
  const required = sets ? columns.find(({ nullable }) => !nullable) : undefined;
  const virtual = place.flavor.virtualReferences
    ? undefined
    : columns.find(({ generated }) => generated && !generated.stored);
  const pairs = columns.flatMap((column, at): readonly Finding[] => {
    const other = findColumn(target, key.referencedColumns[at] ?? "");
    return other ? pairFindings(column, other, target, place) : [];
  });
  return [
    ...pairs,
    ...(required
      ? [
          [
            `SET NULL cannot set ${required.name}, which is required`,
            "make the column nullable, or choose another action",
          ] as const,
        ]
      : []),
    ...(virtual ? [[`${virtual.name} is a virtual column`, "make it STORED"] as const] : []),
    ...keyFindings(key, target, place),
  ];
}

function pairFindings(
  column: Column,
  other: Column,
  target: Table,
  { table, facts }: FaultPlace,
): readonly Finding[] {
  const there = `${formatName(target)}.${other.name}`;
  if (!mayPair(column, other))
    return [
      [
        `${column.name} is ${types.print(column.type)} and ${there} is ${types.print(other.type)}`,
        "give both one type",
      ],
    ];
  if (familyOf(column.type) !== "text") return [];
  const [own, its] = [collationOf(column, table, facts), collationOf(other, target, facts)];
  return own === its
    ? []
    : [[`${column.name} has the collation ${own} and ${there} has ${its}`, "give both one collation"]];
}

// The servers look at the kind of a type, at its size and sign, and not at its precision.
function mayPair({ type }: Column, { type: other }: Column): boolean {
  if (pairsInForeignKey(type, other)) return true;
  const kinds = /^(?:decimal|enum|set|date|time|datetime|timestamp|bit|float|double)$/;
  return (
    type.name === other.name && kinds.test(type.name) && equal(type.modifiers ?? [], other.modifiers ?? [])
  );
}

function keyFindings(
  { referencedColumns }: ForeignKey,
  target: Table,
  { flavor }: FaultPlace,
): readonly Finding[] {
  const begins = (columns: readonly (string | undefined)[]) =>
    referencedColumns.every((name, at) => columns[at] === name);
  const exact = (columns: readonly (string | undefined)[]) =>
    begins(columns) && columns.length === referencedColumns.length;
  const keys = [...(target.primaryKey ? [target.primaryKey] : []), ...target.uniques].map(
    ({ columns }) => columns,
  );
  const indexes = target.indexes.map(({ parts, unique }) => ({
    columns: parts.map(({ column, length }) => (length === undefined ? column : undefined)),
    unique,
  }));
  const found = flavor.uniqueReferences
    ? [...keys, ...indexes.filter(({ unique }) => unique).map(({ columns }) => columns)].some(exact)
    : [
        ...keys,
        ...indexes.map(({ columns }) => columns),
        ...target.foreignKeys.map(({ columns }) => columns),
      ].some(begins);
  if (found || referencedColumns.length === 0) return [];
  const what = flavor.uniqueReferences ? "a unique key" : "an index";
  return [
    [
      `${formatName(target)} has no ${what.replace(/^an? /, "")} of ${referencedColumns.join(", ")}`,
      `give it ${what} of these columns`,
    ],
  ];
}
