import { equal, type Column, type ColumnType } from "@typeorm-autogen/model";
import { identifier } from "./sql-text.js";

const families: Readonly<Record<string, readonly string[]>> = {
  integer: ["tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit"],
  decimal: ["decimal", "float", "double"],
  text: ["char", "varchar", "tinytext", "text", "mediumtext", "longtext"],
  list: ["enum", "set"],
  bytes: ["binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"],
  time: ["date", "time", "datetime", "timestamp"],
  json: ["json"],
  address: ["inet4", "inet6"],
  uuid: ["uuid"],
  vector: ["vector"],
  spatial: [
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
  ],
};

const familyByName: ReadonlyMap<string, string> = new Map(
  Object.entries(families).flatMap(([family, names]) => names.map((name) => [name, family] as const)),
);

/** The family of a type: `integer`, `text`, `list`…; a type without relatives is its own. */
export function familyOf({ name }: ColumnType): string {
  return familyByName.get(name) ?? name;
}

const isNumber = (type: ColumnType): boolean => /^(?:integer|decimal)$/.test(familyOf(type));

/**
 * SQL that converts a column's values, or undefined where changing the type does: in strict mode the server casts what
 * fits and refuses the rest. Between numbers and enums it would go by the position of a value, not by what it says
 * (https://dev.mysql.com/doc/refman/8.4/en/enum.html#enum-indexes), and geometries it does not read as text.
 */
export function conversion(live: Column, declared: Column): string | undefined {
  const column = identifier(declared.name);
  const [from, to] = [live.type, declared.type];
  if (familyOf(from) === "list" && isNumber(to)) return `CAST(${column} AS CHAR)`;
  if (isNumber(from) && familyOf(to) === "list") return `CAST(${column} AS CHAR)`;
  if (familyOf(from) === "spatial" && familyOf(to) === "text") return `ST_AsText(${column})`;
  if (familyOf(from) === "text" && familyOf(to) === "spatial") return `ST_GeomFromText(${column})`;
  return undefined;
}

/**
 * Whether a foreign key may pair columns of these types: whole and fixed-point numbers of one size and sign, strings of
 * any length, else the same. https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
 */
export function pairsInForeignKey(referencing: ColumnType, referenced: ColumnType): boolean {
  const names = [referencing.name, referenced.name];
  if (names.every((name) => name === "char" || name === "varchar")) return true;
  if (names.every((name) => name === "binary" || name === "varbinary")) return true;
  if (referencing.name !== referenced.name) return false;
  if (familyOf(referencing) === "integer") return isUnsigned(referencing) === isUnsigned(referenced);
  return equal(referencing, referenced);
}

function isUnsigned({ modifiers }: ColumnType): boolean {
  return modifiers?.includes("unsigned") ?? false;
}

/** How alike two types are for telling renames: 1 the same, 0 unrelated. */
export function typeAffinity(a: ColumnType, b: ColumnType): number {
  if (equal(a, b)) return 1;
  if (a.name === b.name) return 0.9;
  if (familyOf(a) === familyOf(b)) return 0.7;
  if (isNumber(a) && isNumber(b)) return 0.5;
  const texts = (type: ColumnType) => /^(?:text|list|uuid|json)$/.test(familyOf(type));
  return texts(a) && texts(b) ? 0.3 : 0;
}
