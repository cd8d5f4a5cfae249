import type { Column } from "@typeorm-autogen/model";
import { UnreadableSqlError } from "./errors.js";
import { foldName, nameOf, significantTokens } from "./lexicon.js";
import type { ParsedColumn, ParsedTable } from "./parsed-table.js";
import { respellNames } from "./respell.js";
import { literal } from "./sql-text.js";
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

function readColumn(row: ColumnRow, { collation, autoincrement, generated, options }: ParsedColumn): Column {
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
    ...(options && { options }),
  };
}

const constants = new Set(["null", "true", "false", "current_time", "current_date", "current_timestamp"]);

// The text as TypeORM reads it too, which compares it by the letter. A bare or quoted word is a string, which could not
// be said again inside the parentheses that DEFAULT demands of an expression.
function readDefault(text: string): string {
  const [token, ...more] = significantTokens(text);
  if (!token || more.length > 0 || token.kind === "string" || token.kind === "number") return text;
  if (token.kind === "word" && constants.has(token.text.toLowerCase())) return text;
  return literal(nameOf(token) ?? token.text);
}
