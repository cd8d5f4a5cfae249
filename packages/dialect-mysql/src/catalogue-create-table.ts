/*
 * What only SHOW CREATE TABLE tells. The statement is asked for the few tables that have such a thing, all of them in
 * one round trip.
 */
import { columnKey, tableKey } from "./catalogue-columns.js";
import type { RawRow } from "./connection.js";
import { identifier } from "./sql-text.js";

/** What the catalogue takes from the statements that would create tables. */
export interface CreateTableFacts {
  /** By table: how it is partitioned. */
  readonly partitions: ReadonlyMap<string, string>;
  /** By table and index. */
  readonly parsers: ReadonlyMap<string, string>;
  /** By table and column: the default of a column of bytes, which MySQL's information_schema cuts at the first zero. */
  readonly cutDefaults: ReadonlyMap<string, string>;
}

interface Asked {
  readonly schema: string;
  readonly table: string;
}

/** The tables that have something of which information_schema does not tell all. */
export function tablesToShow(
  tables: readonly RawRow[],
  columns: readonly RawRow[],
  statistics: readonly RawRow[],
): readonly Asked[] {
  const partitioned = tables.filter((row) => /\bpartitioned\b/.test(String(row[5])));
  const bytes = columns.filter(
    (row) => /^(?:var)?binary\b/.test(String(row[4])) && String(row[6]).startsWith("0x"),
  );
  const fulltext = statistics.filter((row) => row[8] === "FULLTEXT");
  const found = [...partitioned, ...bytes, ...fulltext].map(([schema, table]) => ({
    schema: String(schema),
    table: String(table),
  }));
  return [...new Map(found.map((asked) => [tableKey(asked.schema, asked.table), asked])).values()];
}

/** The statement that shows how to create a table. */
export function showCreateTable({ schema, table }: Asked): string {
  return `SHOW CREATE TABLE ${identifier(schema)}.${identifier(table)}`;
}

/** Reads the answers, in the order of what was asked. */
export function readCreateTables(
  asked: readonly Asked[],
  answers: readonly (readonly RawRow[])[],
): CreateTableFacts {
  const texts = asked.map(
    ({ schema, table }, i) => [tableKey(schema, table), String(answers[i]?.[0]?.[1])] as const,
  );
  return {
    partitions: new Map(texts.flatMap(([key, text]) => pair(key, partitionClause(text)))),
    parsers: new Map(texts.flatMap(([key, text]) => named(key, text, parserPattern))),
    cutDefaults: new Map(texts.flatMap(([key, text]) => named(key, text, defaultPattern))),
  };
}

// A line of the statement: the name in backticks, then what it has.
const parserPattern = /^ {2}FULLTEXT KEY (`(?:[^`]|``)+`) .*?WITH PARSER `?([^\s`*]+)/gm;
const defaultPattern =
  /^ {2}(`(?:[^`]|``)+`) (?:var)?binary\(\d+\).*? DEFAULT (0x[\dA-F]*|'(?:[^'\\]|\\.|'')*')/gm;

function named(key: string, text: string, pattern: RegExp): readonly (readonly [string, string])[] {
  return [...text.matchAll(pattern)].map(([, name = "", value = ""]) => [
    columnKey(key, name.slice(1, -1).replaceAll("``", "`")),
    value,
  ]);
}

function pair(key: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[key, value]];
}

function partitionClause(text: string): string | undefined {
  return /\n(?:\/\*!\d+)?\s*PARTITION BY ([\s\S]*?)\s*(?:\*\/)?$/.exec(text)?.[1];
}
