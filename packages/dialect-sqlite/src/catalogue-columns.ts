import type { Column } from "@typeorm-autogen/model";
import { UnreadableSqlError } from "./errors.js";
import { foldName, nameOf, significantTokens } from "./lexicon.js";
import type { ParsedColumn, ParsedTable } from "./parsed-table.js";
import { respellNames } from "./respell.js";
import { literal } from "./sql-text.js";
import { stripParentheses } from "./strip-parentheses.js";
import { types } from "./types.js";

/** A row of pragma_table_xinfo with its table: https://sqlite.org/pragma.html#pragma_table_xinfo */
export interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
  readonly hidden: number;
}

/**
 * The columns of a table from the pragma's rows and the parsed text, which must name the same columns in the same
 * order: that is the proof that the text was read right. Throws UnreadableSqlError where they do not.
 */
export function readColumns(sql: string, rows: readonly ColumnRow[], parsed: ParsedTable): readonly Column[] {
  if (rows.length !== parsed.columns.length)
    throw new UnreadableSqlError(sql, `${rows.length} columns`, undefined);
  return rows.map((row, i) => {
    const text = parsed.columns[i];
    if (!text || foldName(text.name) !== foldName(row.name))
      throw new UnreadableSqlError(sql, `column ${row.name}`, text?.name);
    return readColumn(row, text);
  });
}

function readColumn(row: ColumnRow, { collation, autoincrement, generated }: ParsedColumn): Column {
  const standing = row.dflt_value === null ? undefined : readDefault(row.dflt_value);
  return {
    name: row.name,
    type: types.parse(row.type),
    nullable: row.notnull === 0,
    ...(standing !== undefined && { default: standing }),
    ...(autoincrement && { autoincrement }),
    ...(generated && {
      generated: { ...generated, expression: respellNames(generated.expression, row.table) },
    }),
    ...(collation !== undefined && collation.toLowerCase() !== "binary" && { collation }),
  };
}

const constants = new Set(["true", "false", "current_time", "current_date", "current_timestamp"]);

// DEFAULT NULL is no default. A bare or quoted word is a string, which could not be said again in parentheses.
function readDefault(text: string): string | undefined {
  const inner = stripParentheses(text);
  const [token, ...more] = significantTokens(inner);
  if (!token || more.length > 0 || token.kind === "string" || token.kind === "number") return inner;
  const word = token.text.toLowerCase();
  if (token.kind === "word" && word === "null") return undefined;
  if (token.kind === "word" && constants.has(word)) return inner;
  return literal(nameOf(token) ?? token.text);
}
