/*
 * What only SHOW CREATE TABLE tells. The statement is asked for the few tables that have such a thing, all of them in
 * one round trip.
 */
import { columnKey, holdsFourBytes, tableKey } from "./catalogue-columns.js";
import type { RawRow } from "./connection.js";
import { stringValue } from "./lexicon.js";
import { identifier, quoteText } from "./sql-text.js";

/** What the catalogue takes from the statements that would create tables. */
export interface CreateTableFacts {
  /** By table: how it is partitioned. */
  readonly partitions: ReadonlyMap<string, string>;
  /** By table and index. */
  readonly parsers: ReadonlyMap<string, string>;
  /** By table and column: a default of bytes, which information_schema cuts at the first zero or takes for UTF-8. */
  readonly byteDefaults: ReadonlyMap<string, string>;
  /** By table and column: a default with letters of four bytes, told as `?` there. MariaDB tells them nowhere. */
  readonly letterDefaults: ReadonlyMap<string, string>;
}

/** A table for which SHOW CREATE TABLE is asked. */
export interface TableToShow {
  readonly schema: string;
  readonly table: string;
}

/** The tables that have something of which information_schema does not tell all. */
export function tablesToShow(
  tables: readonly RawRow[],
  columns: readonly RawRow[],
  statistics: readonly RawRow[],
): readonly TableToShow[] {
  const partitioned = tables.filter((row) => /\bpartitioned\b/.test(String(row[5])));
  const bytes = columns.filter(
    (row) => /^(?:var)?binary\b/.test(String(row[4])) && row[6] !== null && row[6] !== "NULL",
  );
  const letters = columns.filter((row) => holdsFourBytes(row) && String(row[6]).includes("?"));
  const fulltext = statistics.filter((row) => row[8] === "FULLTEXT");
  const found = [...partitioned, ...bytes, ...letters, ...fulltext].map(([schema, table]) => ({
    schema: String(schema),
    table: String(table),
  }));
  return [...new Map(found.map((asked) => [tableKey(asked.schema, asked.table), asked])).values()];
}

/** The statement that shows how to create a table. */
export function showCreateTable({ schema, table }: TableToShow): string {
  return `SHOW CREATE TABLE ${identifier(schema)}.${identifier(table)}`;
}

/** Reads the answers, in the order of what was asked: texts with a letter for each byte. */
export function readCreateTables(
  asked: readonly TableToShow[],
  answers: readonly (readonly RawRow[])[],
): CreateTableFacts {
  const texts = asked.map(
    ({ schema, table }, i) => [tableKey(schema, table), String(answers[i]?.[0]?.[1])] as const,
  );
  return {
    partitions: new Map(
      texts.flatMap(([key, text]) =>
        [...text.matchAll(partitionPattern)].map(([, by = ""]) => [key, utf8(by)]),
      ),
    ),
    parsers: named(texts, parserPattern, utf8),
    byteDefaults: named(texts, bytesPattern, bytesLiteral),
    letterDefaults: named(texts, lettersPattern, (digits) =>
      quoteText(Buffer.from(digits, "hex").toString("utf8")),
    ),
  };
}

// A line of the statement: the name in backticks, then what it has.
const parserPattern = /^ {2}FULLTEXT KEY (`(?:[^`]|``)+`) .*?WITH PARSER `?([^\s`*]+)/gm;
const bytesPattern =
  /^ {2}(`(?:[^`]|``)+`) (?:var)?binary\(\d+\).*? DEFAULT (0x[\dA-F]*|'(?:[^'\\]|\\[\s\S]|'')*')/gm;
const lettersPattern = /^ {2}(`(?:[^`]|``)+`) (?:'(?:[^'\\]|\\[\s\S]|'')*'|[^'\n])*? DEFAULT 0x([\dA-F]+)/gm;
const partitionPattern = /\n(?:\/\*!\d+)?\s*PARTITION BY ([\s\S]*?)\s*(?:\*\/)?$/g;

function named(
  texts: readonly (readonly [table: string, text: string])[],
  pattern: RegExp,
  read: (value: string) => string,
): ReadonlyMap<string, string> {
  return new Map(
    texts.flatMap(([table, text]) =>
      [...text.matchAll(pattern)].map(([, name = "", value = ""]) => [
        columnKey(table, utf8(name).slice(1, -1).replaceAll("``", "`")),
        read(value),
      ]),
    ),
  );
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function bytesLiteral(literal: string): string {
  const value = stringValue(literal);
  return value === undefined ? literal : `0x${Buffer.from(value, "latin1").toString("hex")}`;
}
