import type { Column, Table } from "@typeorm-autogen/model";
import { nameOf, significantTokens } from "./lexicon.js";
import { identifier, literal } from "./sql-text.js";
import { stripParentheses } from "./strip-parentheses.js";

/** The column of a check that TypeORM makes of a simple-enum: `"column" IN ( … )`, and nothing behind it. */
export function enumColumn(expression: string): string | undefined {
  const [name, word, open] = significantTokens(expression);
  if (name?.kind !== "quoted" || word?.text.toUpperCase() !== "IN" || open?.text !== "(") return undefined;
  const list = expression.slice(open.start);
  return stripParentheses(list) === list || list.includes("--") ? undefined : nameOf(name);
}

/** The values of a table's simple-enums, by column. */
export function inlineEnums({ columns, checks }: Table): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { name, expression } of checks) {
    const column = name === undefined ? enumColumn(expression) : undefined;
    const values = column === undefined ? undefined : listedValues(expression);
    if (column !== undefined && values && !found.has(column)) found.set(column, values);
  }
  return new Map(columns.flatMap(({ name }) => (found.has(name) ? [[name, found.get(name) ?? []]] : [])));
}

function listedValues(expression: string): readonly string[] | undefined {
  const list = significantTokens(expression)
    .slice(3, -1)
    .filter(({ text }) => text !== ",");
  if (list.some(({ kind }) => kind !== "string")) return undefined;
  return list.map(({ text }) => text.slice(1, -1).replaceAll("''", "'"));
}

/** SQL that gives rows other values of a simple-enum. */
export function mapValues(
  { name }: Column,
  _values: readonly string[],
  map: ReadonlyMap<string, string>,
): string {
  const column = identifier(name);
  const cases = [...map].map(([from, to]) => `WHEN ${literal(from)} THEN ${literal(to)}`);
  return `CASE ${column} ${cases.join(" ")} ELSE ${column} END`;
}
