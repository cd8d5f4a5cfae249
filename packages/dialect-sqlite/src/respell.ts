import { tokenizeSql, type IndexDefinition, type Table } from "@typeorm-autogen/model";
import { foldName, lexicon, nameOf } from "./lexicon.js";
import { identifier } from "./sql-text.js";
import { stripParentheses } from "./strip-parentheses.js";

/**
 * A table's expression with names in double quotes or bare, never in brackets or backticks, without the table's own
 * name in front of its columns, and without parentheses around the whole: it then survives a rename of the table, and
 * being put into a table of another name. A text that has none of these comes back as it is.
 */
export function respellNames(expression: string, table: string): string {
  const text = stripParentheses(expression);
  const tokens = tokenizeSql(text, lexicon);
  let result = "";
  let position = 0;
  tokens.forEach((token, i) => {
    const name = token.kind === "word" || token.kind === "quoted" ? nameOf(token) : undefined;
    if (name === undefined || token.start < position) return;
    const dot = tokens[i + 1];
    const qualifies = dot?.text === "." && foldName(name) === foldName(table);
    if (!qualifies && !/^[[`]/.test(token.text)) return;
    result += text.slice(position, token.start) + (qualifies ? "" : identifier(name));
    position = qualifies ? dot.end : token.end;
  });
  return result + text.slice(position);
}

/** An index with its expressions and predicate respelled. */
export function respellIndex(index: IndexDefinition, table: string): IndexDefinition {
  return {
    ...index,
    parts: index.parts.map((part) =>
      part.expression === undefined ? part : { ...part, expression: respellNames(part.expression, table) },
    ),
    ...(index.where !== undefined && { where: respellNames(index.where, table) }),
  };
}

/** A table with every expression respelled. */
export function respellTable(table: Table): Table {
  const respell = (expression: string) => respellNames(expression, table.name);
  return {
    ...table,
    columns: table.columns.map((column) =>
      column.generated
        ? { ...column, generated: { ...column.generated, expression: respell(column.generated.expression) } }
        : column,
    ),
    checks: table.checks.map((check) => ({ ...check, expression: respell(check.expression) })),
    indexes: table.indexes.map((index) => respellIndex(index, table.name)),
  };
}
