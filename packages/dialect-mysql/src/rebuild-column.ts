import { UnsupportedError } from "@typeorm-autogen/dialect";
import { formatName, type Column, type IndexDefinition, type Table } from "@typeorm-autogen/model";
import type { Alteration } from "./alteration.js";
import { checkClause, dropCheckClause, dropIndexClause, indexClause, primaryKeyClause } from "./key-sql.js";
import { mentions } from "./readers.js";
import { updateSql } from "./rows.js";
import { isLiteral } from "./literal-form.js";
import { identifier } from "./sql-text.js";

/** What the new values of a column are: SQL over the old ones, and what takes the place of NULL. */
export interface NewValues {
  readonly using: string;
  readonly backfill: string | undefined;
}

/**
 * Converts a column by an expression: a new column is filled from it and takes its place, its name, and its keys, in one
 * statement with the one that goes. No server here has USING.
 */
export function rebuildColumn(alteration: Alteration, was: Column, is: Column, values: NewValues): void {
  const table = knownTable(alteration, was);
  const interim = interimName(table, was.name);
  const { default: _default, autoincrement: _autoincrement, ...bare } = is;
  alteration.addColumn({ ...bare, name: interim, nullable: true }, was.name);
  const fill = (sql: string, where?: string) =>
    updateSql(alteration.table, alteration.now, new Map([[interim, sql]]), where);
  const backfill =
    values.backfill === undefined ? [] : [fill(values.backfill, `${identifier(interim)} IS NULL`)];
  alteration.run(fill(values.using), ...backfill);
  alteration.replaceColumn(was.name, { from: interim, to: is.name, definition: is });
  moveReaders(alteration, table, was.name);
}

/** Makes a column a computed one, or another kind of one: what it held is computed, or was. */
export function recomputeColumn(alteration: Alteration, was: Column, is: Column): void {
  if (!is.generated)
    return rebuildColumn(alteration, was, is, { using: identifier(was.name), backfill: undefined });
  const table = knownTable(alteration, was);
  const at = table.columns.findIndex(({ name }) => name === was.name);
  const previous = table.columns[at - 1];
  alteration.replaceColumn(was.name, { to: is.name, definition: is, after: previous?.name ?? null });
  moveReaders(alteration, table, was.name);
}

function knownTable({ now, table, flavor }: Alteration, { name }: Column): Table {
  if (now) return now;
  const what = `building ${formatName(table)}.${name} anew without knowing what stands on it`;
  throw new UnsupportedError(flavor.label, what, "run this revision connected");
}

function interimName({ columns }: Table, name: string): string {
  const taken = new Set(columns.map((column) => column.name.toLowerCase()));
  let interim = `autogen_new_${name}`.slice(0, 60);
  for (let i = 2; taken.has(interim.toLowerCase()); i++) interim = `autogen_${i}_${name}`.slice(0, 60);
  return interim;
}

// Keys and checks would go with the column that they stand on, or keep it from going.
function moveReaders(alteration: Alteration, table: Table, column: string): void {
  const { primaryKey, columns, indexes, checks } = table;
  const { flavor } = alteration;
  if (primaryKey?.columns.includes(column)) {
    alteration.drop("primaryKey", "", "DROP PRIMARY KEY");
    alteration.add("primaryKey", "", `ADD ${primaryKeyClause(primaryKey)}`);
  }
  for (const index of indexes.filter((index) => readsColumn(index, column))) {
    alteration.drop("index", index.name, dropIndexClause(index.name));
    alteration.add("index", index.name, `ADD ${indexClause(index, flavor)}`);
  }
  for (const reader of columns.filter((other) => other.name !== column && readsInColumn(other, column)))
    alteration.changeColumn(reader);
  for (const check of checks.filter(({ expression }) => mentions(expression, column))) {
    alteration.drop("check", check.name ?? "", dropCheckClause(check, flavor));
    alteration.add("check", check.name ?? "", `ADD ${checkClause(check, flavor)}`);
  }
}

function readsColumn({ parts }: IndexDefinition, column: string): boolean {
  return parts.some(
    (part) => part.column === column || (part.expression !== undefined && mentions(part.expression, column)),
  );
}

function readsInColumn({ generated, default: text }: Column, column: string): boolean {
  if (generated) return mentions(generated.expression, column);
  return text !== undefined && !isLiteral(text) && mentions(text, column);
}
