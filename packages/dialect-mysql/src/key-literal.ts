import type { ColumnType } from "@typeorm-autogen/model";

const numbers = /^(?:tinyint|smallint|mediumint|int|bigint|decimal|year)$/;
const texts = /^(?:char|varchar|tinytext|text|mediumtext|longtext|uuid|inet4|inet6)$/;
const times = /^(?:date|datetime|timestamp|time)$/;
const bytes = /^(?:binary|varbinary|tinyblob|blob|mediumblob|longblob)$/;

/** See Dialect.keyLiteral. An enum sorts by the order of its values and compares by their text; a float is not exact. */
export function keyLiteral(column: string, { name }: ColumnType): string | undefined {
  if (numbers.test(name)) return `CAST(${column} AS CHAR)`;
  if (texts.test(name) || times.test(name)) return `QUOTE(CAST(${column} AS CHAR))`;
  return bytes.test(name) ? `CONCAT('x''', HEX(${column}), '''')` : undefined;
}
