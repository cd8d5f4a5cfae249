import type { Schema, Table } from "@typeorm-autogen/model";
import { mentions } from "./lexicon.js";
import type { RowValue } from "./row-values.js";
import { identifier } from "./sql-text.js";

/**
 * Statements that fail where a view or trigger still reads a column that the rebuild took away, as ALTER TABLE DROP COLUMN
 * itself would fail. They read no row: the view is compiled, the triggers are compiled with EXPLAIN.
 */
export function brokenDependents(
  schema: Schema,
  before: Table,
  after: Table,
  values: ReadonlyMap<string, RowValue>,
): readonly string[] {
  const kept = new Set([...values.values()].map((value) => value.origin));
  const dropped = before.columns.flatMap(({ name }) => (kept.has(name) ? [] : [name]));
  if (dropped.length === 0) return [];
  const views = schema.views.filter((view) => mentions(view.definition, ...dropped));
  const tables = schema.tables
    .map((table) => (table.name === before.name ? after : table))
    .filter((table) => table.triggers?.some((trigger) => mentions(trigger.sql, ...dropped)));
  return [
    ...views.map((view) => `SELECT 1 FROM ${identifier(view.name)} LIMIT 0`),
    ...tables.flatMap(compileTriggers),
  ];
}

function compileTriggers(table: Table): readonly string[] {
  const name = identifier(table.name);
  const assignments = table.columns
    .filter((column) => !column.generated)
    .map((column) => `${identifier(column.name)} = ${identifier(column.name)}`);
  return [
    `EXPLAIN INSERT INTO ${name} DEFAULT VALUES`,
    `EXPLAIN UPDATE ${name} SET ${assignments.join(", ")}`,
    `EXPLAIN DELETE FROM ${name}`,
  ];
}
