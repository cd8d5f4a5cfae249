import { UnsupportedError } from "@typeorm-autogen/dialect";
import { conflictSql } from "./conflict-clause.js";
import type { Column, IndexDefinition, Table } from "@typeorm-autogen/model";

/** Throws UnsupportedError, naming it, for what only other databases have. */
export function refuseForeign(table: Table): void {
  const { name, options, comment, primaryKey } = table;
  const known = new Set(["strict", "withoutRowid"]);
  for (const key of Object.keys(options ?? {}))
    if (!known.has(key)) throw refusal(`option ${key} of table ${name}`);
  if (comment !== undefined) throw refusal(`the comment of table ${name}`);
  for (const column of table.columns) refuseForeignColumn(column, name);
  const counted = table.columns.find((column) => column.autoincrement);
  if (counted && (primaryKey?.columns.length !== 1 || primaryKey.columns[0] !== counted.name))
    throw refusal(`AUTOINCREMENT of ${name}.${counted.name}, which is not the whole primary key,`);
  refuseForeignConstraints(table);
}

function refuseForeignConstraints(table: Table): void {
  const { name, primaryKey, exclusions = [] } = table;
  for (const exclusion of exclusions) throw refusal(`exclusion constraint ${exclusion.name} of ${name}`);
  if (primaryKey?.deferrable || table.uniques.some((unique) => unique.deferrable))
    throw refusal(`a deferrable key of table ${name}`);
  if (table.uniques.some((unique) => unique.nullsNotDistinct)) throw refusal(`NULLS NOT DISTINCT on ${name}`);
  if ([...table.checks, ...table.foreignKeys].some((constraint) => constraint.notValid))
    throw refusal(`NOT VALID on ${name}`);
}

/** Throws UnsupportedError for attributes of a column that SQLite has not. */
export function refuseForeignColumn({ name, comment, identity, options }: Column, table: string): void {
  const column = `${table}.${name}`;
  if (comment !== undefined) throw refusal(`the comment of ${column}`);
  if (identity !== undefined) throw refusal(`the identity of ${column}`);
  conflictSql(options, column);
}

/** Throws UnsupportedError for parts of an index that SQLite has not. */
export function refuseForeignIndex(index: IndexDefinition): void {
  const { name, method, include, nullsNotDistinct, options, parts } = index;
  if (method !== undefined) throw refusal(`method ${method} of index ${name}`);
  if (include !== undefined) throw refusal(`INCLUDE in index ${name}`);
  if (nullsNotDistinct) throw refusal(`NULLS NOT DISTINCT in index ${name}`);
  for (const key of Object.keys(options ?? {})) throw refusal(`option ${key} of index ${name}`);
  for (const part of parts) {
    if (part.nulls !== undefined) throw refusal(`NULLS ${part.nulls.toUpperCase()} in index ${name}`);
    if (part.operatorClass !== undefined)
      throw refusal(`operator class ${part.operatorClass} in index ${name}`);
    if (part.length !== undefined) throw refusal(`a prefix length in index ${name}`);
  }
}

function refusal(what: string): UnsupportedError {
  return new UnsupportedError("SQLite", what, "take it out of the declaration or the script");
}
