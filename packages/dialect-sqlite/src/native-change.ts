import { findTable, type Column, type QualifiedName, type Schema, type Table } from "@typeorm-autogen/model";
import type { AddColumn, DropColumn, TableChange } from "@typeorm-autogen/ops";
import { foldName, mentions, significantTokens } from "./lexicon.js";
import { renameColumnSql } from "./rebuild.js";
import { identifier } from "./sql-text.js";
import { stripParentheses } from "./strip-parentheses.js";
import { createIndexSql } from "./write-index.js";
import { columnDefinition } from "./write-table.js";

/**
 * The statements of a change that SQLite can make in place, or undefined where the table has to be rebuilt:
 * https://sqlite.org/lang_altertable.html. Without a state, only what is possible on any table.
 */
export function nativeChange(change: TableChange, state: Schema | null): readonly string[] | undefined {
  const table = change.table.name;
  switch (change.kind) {
    case "createIndex":
      return [createIndexSql(table, change.index)];
    case "dropIndex":
      return [dropIndexSql(change.index.name)];
    case "renameColumn":
      return [renameColumnSql(table, change.from, change.to)];
    case "renameIndex":
      return renameIndex(change.table, change.from, change.to, state);
    case "addColumn":
      return canAdd(change)
        ? [`ALTER TABLE ${identifier(table)} ADD COLUMN ${columnDefinition(change.column)}`]
        : undefined;
    case "dropColumn":
      return canDrop(change, state)
        ? [`ALTER TABLE ${identifier(table)} DROP COLUMN ${identifier(change.column.name)}`]
        : undefined;
    case "alterColumn":
      return Object.keys(change.to).length === 0 && change.using === undefined ? [] : undefined;
    default:
      return undefined;
  }
}

function dropIndexSql(name: string): string {
  return `DROP INDEX ${identifier(name)}`;
}

// There is no ALTER INDEX: the index is built again under its new name.
function renameIndex(
  table: QualifiedName,
  from: string,
  to: string,
  state: Schema | null,
): readonly string[] | undefined {
  const index = state && findTable(state, table)?.indexes.find((other) => other.name === from);
  return index ? [dropIndexSql(from), createIndexSql(table.name, { ...index, name: to })] : undefined;
}

// No key, a constant default, and one that is not NULL where the column is required; STORED columns need every row written.
function canAdd({ column, backfill, place }: AddColumn): boolean {
  if (backfill !== undefined || place || column.autoincrement) return false;
  if (column.generated) return !column.generated.stored && column.nullable;
  const standing = column.default === undefined ? "NULL" : stripParentheses(column.default);
  return foldName(standing) === "null" ? column.nullable : isConstant(standing);
}

function isConstant(expression: string): boolean {
  const tokens = significantTokens(expression);
  const [first, second] = tokens;
  if (!first) return false;
  if (tokens.length === 2) return /^[+-]$/.test(first.text) && second?.kind === "number";
  if (tokens.length !== 1) return false;
  return first.kind === "number" || first.kind === "string" || /^(true|false)$/i.test(first.text);
}

// "The column is indexed / used in a CHECK / a generated column / a foreign key / a key": the conditions of DROP COLUMN.
function canDrop({ table: name, column }: DropColumn, state: Schema | null): boolean {
  const table = state && findTable(state, name);
  return table
    ? !keysOf(table).some((key) => key.includes(column.name)) && !isMentioned(table, column)
    : false;
}

function keysOf(table: Table): readonly (readonly string[])[] {
  return [
    table.primaryKey?.columns ?? [],
    ...table.uniques.map((unique) => unique.columns),
    ...table.foreignKeys.map((key) => key.columns),
    ...table.indexes.map((index) =>
      index.parts.flatMap((part) => (part.column === undefined ? [] : [part.column])),
    ),
  ];
}

function isMentioned(table: Table, column: Column): boolean {
  const texts = [
    ...table.checks.map((check) => check.expression),
    ...table.columns.flatMap(({ generated }) => (generated ? [generated.expression] : [])),
    ...table.indexes.flatMap((index) => [
      index.where ?? "",
      ...index.parts.map((part) => part.expression ?? ""),
    ]),
  ];
  return texts.some((text) => mentions(text, column.name));
}
