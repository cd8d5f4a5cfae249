import { findColumn, type Column, type Table } from "@typeorm-autogen/model";
import type { AddColumn, AlterColumn, TableChange } from "@typeorm-autogen/ops";
import { foldName, nameOf, significantTokens } from "./lexicon.js";
import { castBetween } from "./rules.js";
import { identifier } from "./sql-text.js";

/** What an existing row holds in a column after the changes: an expression over the old table. */
export interface RowValue {
  readonly sql: string;
  /** The old column that lives on in this one, whatever was done to its values; null for a new column. */
  readonly origin: string | null;
}

type Values = ReadonlyMap<string, RowValue>;

/**
 * The value of each column of the changed table, told in terms of the columns of the old one. Texts in the changes speak of the
 * columns as they are at that moment; each mention is replaced by what the column holds.
 */
export function rowValues(before: Table, changes: readonly TableChange[]): Values {
  const start = new Map(before.columns.map(({ name }) => [name, { sql: identifier(name), origin: name }]));
  const types = new Map(before.columns.map((column) => [column.name, column]));
  return changes.reduce<Values>((values, change) => applyChange(values, change, types), start);
}

function applyChange(values: Values, change: TableChange, columns: Map<string, Column>): Values {
  switch (change.kind) {
    case "addColumn":
      columns.set(change.column.name, change.column);
      return with_(values, change.column.name, { sql: valueOfNew(values, change), origin: null });
    case "dropColumn":
      return without(values, change.column.name);
    case "renameColumn": {
      const value = values.get(change.from);
      const column = columns.get(change.from);
      if (column) columns.set(change.to, { ...column, name: change.to });
      return value ? with_(without(values, change.from), change.to, value) : values;
    }
    case "alterColumn":
      return alterValue(values, change, columns);
    default:
      return values;
  }
}

function with_(values: Values, name: string, value: RowValue): Values {
  return new Map([...values, [name, value]]);
}

function without(values: Values, name: string): Values {
  return new Map([...values].filter(([other]) => other !== name));
}

function valueOfNew(values: Values, { backfill, column }: AddColumn): string {
  if (backfill !== undefined) return `(${substitute(backfill, values)}\n)`;
  return column.default === undefined ? "NULL" : `(${column.default}\n)`;
}

function alterValue(values: Values, change: AlterColumn, columns: Map<string, Column>): Values {
  const value = values.get(change.column);
  const column = columns.get(change.column);
  if (!value || !column) return values;
  const type = change.to.type ?? column.type;
  columns.set(change.column, { ...column, type });
  const converted =
    change.using === undefined
      ? (castBetween(column.type, type, value.sql) ?? value.sql)
      : `(${substitute(change.using, values)}\n)`;
  const filled =
    change.backfill === undefined
      ? converted
      : `COALESCE(${converted}, (${substitute(change.backfill, values)}\n))`;
  return with_(values, change.column, { ...value, sql: filled });
}

// A column that still holds what its name says needs no rewriting.
function substitute(text: string, values: Values): string {
  const byName = new Map([...values].map(([name, value]) => [foldName(name), { name, sql: value.sql }]));
  const tokens = significantTokens(text);
  let result = "";
  let position = 0;
  tokens.forEach((token, i) => {
    const name = token.kind === "word" || token.kind === "quoted" ? nameOf(token) : undefined;
    const value = name === undefined ? undefined : byName.get(foldName(name));
    if (!value || value.sql === identifier(value.name) || tokens[i + 1]?.text === "(") return;
    result += text.slice(position, token.start) + value.sql;
    position = token.end;
  });
  return result + text.slice(position);
}

/** The columns that an INSERT may name, with what goes into them: generated ones compute themselves. */
export function writableColumns(after: Table, values: Values): readonly (readonly [Column, RowValue])[] {
  return [...values].flatMap(([name, value]) => {
    const column = findColumn(after, name);
    return column && !column.generated ? [[column, value] as const] : [];
  });
}
