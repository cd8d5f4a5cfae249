import type { ColumnType } from "@typeorm-autogen/model";

const families: Readonly<Record<string, readonly string[]>> = {
  text: ["text", "varchar", "char", "bpchar", "name", "citext"],
  integer: ["smallint", "integer", "bigint", "oid"],
  decimal: ["numeric", "real", "double precision", "money"],
  time: ["date", "time", "timetz", "timestamp", "timestamptz", "interval"],
  json: ["json", "jsonb"],
  network: ["inet", "cidr", "macaddr", "macaddr8"],
  bits: ["bit", "varbit"],
  geometric: ["point", "line", "lseg", "box", "path", "polygon", "circle"],
  spatial: ["geometry", "geography"],
  vector: ["vector", "halfvec", "sparsevec"],
};

const familyOfName: ReadonlyMap<string, string> = new Map(
  Object.entries(families).flatMap(([family, names]) => names.map((name) => [name, family] as const)),
);

/** The family of a built-in type; undefined for one that stands alone, and for user-defined types. */
export function familyOf(type: ColumnType): string | undefined {
  return type.schema === undefined ? familyOfName.get(type.name) : undefined;
}

/** Whether a type, or the elements of an array of it, hold text. */
export function isText(type: ColumnType): boolean {
  return familyOf(type) === "text";
}

/** Whether a type holds numbers that convert into each other by themselves: all but money. */
export function isNumber(type: ColumnType): boolean {
  return type.name !== "money" && /^(?:integer|decimal)$/.test(familyOf(type) ?? "");
}

/** The type of an array's elements; a scalar as it is. */
export function elementType({ dimensions: _, ...type }: ColumnType): ColumnType {
  return type;
}
