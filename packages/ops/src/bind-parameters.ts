import { tokenizeSql, type SqlToken, type SqlValue } from "@typeorm-autogen/model";
import { ParameterError } from "./errors.js";
import type { ScriptLanguage } from "./script-language.js";
import { SqlText } from "./sql-text.js";

/** Values for the `:name` places of a text of SQL. */
export type SqlParameters = Readonly<Record<string, SqlValue | SqlText>>;

/**
 * SQL with a literal in each place that says `:name`, outside strings and comments. The text is the same whether it runs
 * connected or is written to a file. Throws ParameterError for a name without a value, and for a value without a place.
 */
export function bindParameters(
  sql: string,
  parameters: SqlParameters,
  { lexicon, literal }: Pick<ScriptLanguage, "lexicon" | "literal">,
): string {
  const unused = new Set(Object.keys(parameters));
  const parts: string[] = [];
  let end = 0;
  const tokens = tokenizeSql(sql, lexicon);
  for (const [i, colon] of tokens.entries()) {
    const name = tokens[i + 1];
    if (!name || !isPlace(colon, name)) continue;
    const value = Object.hasOwn(parameters, name.text) ? parameters[name.text] : undefined;
    if (value === undefined) throw new ParameterError(name.text, "has no value");
    unused.delete(name.text);
    parts.push(sql.slice(end, colon.start), value instanceof SqlText ? value.sql : literal(value));
    end = name.end;
  }
  const [left] = unused;
  if (left !== undefined) throw new ParameterError(left, "stands nowhere in the text");
  return parts.join("") + sql.slice(end);
}

function isPlace(colon: SqlToken, name: SqlToken): boolean {
  return colon.kind === "operator" && colon.text === ":" && name.kind === "word" && name.start === colon.end;
}
