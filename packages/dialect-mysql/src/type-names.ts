/**
 * Other spellings of a type, in lower case, and its name in normal form.
 * https://dev.mysql.com/doc/refman/8.4/en/other-vendor-data-types.html
 */
export const typeAliases: ReadonlyMap<string, string> = new Map([
  ["integer", "int"],
  ["int1", "tinyint"],
  ["int2", "smallint"],
  ["int3", "mediumint"],
  ["middleint", "mediumint"],
  ["int4", "int"],
  ["int8", "bigint"],
  ["dec", "decimal"],
  ["numeric", "decimal"],
  ["fixed", "decimal"],
  ["float4", "float"],
  ["float8", "double"],
  ["double precision", "double"],
  ["real", "double"],
  ["character", "char"],
  ["character varying", "varchar"],
  ["char varying", "varchar"],
  ["varcharacter", "varchar"],
  ["long", "mediumtext"],
  ["long varchar", "mediumtext"],
  ["long varbinary", "mediumblob"],
  ["char byte", "binary"],
  ["geomcollection", "geometrycollection"],
]);

/** Whole numbers, with the width that the server displays them in unless told otherwise: signed, unsigned. */
export const wholeNumbers: ReadonlyMap<string, readonly [signed: number, unsigned: number]> = new Map([
  ["tinyint", [4, 3]],
  ["smallint", [6, 5]],
  ["mediumint", [9, 8]],
  ["int", [11, 10]],
  ["bigint", [20, 20]],
]);

/** Types of text, whose columns have a collation. */
export const textTypes: ReadonlySet<string> = new Set(
  "char varchar tinytext text mediumtext longtext enum set".split(" "),
);

/** Types of numbers, whole or not. */
export const numberTypes: ReadonlySet<string> = new Set([
  ...wholeNumbers.keys(),
  "decimal",
  "float",
  "double",
  "year",
]);
