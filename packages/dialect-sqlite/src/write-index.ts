import { UnsupportedError } from "@typeorm-autogen/dialect";
import type { IndexDefinition, IndexPart } from "@typeorm-autogen/model";
import { identifier, parenthesise } from "./sql-text.js";
import { collationSql } from "./write-table.js";

/** The CREATE INDEX of an index. Throws UnsupportedError for what only other databases have. */
export function createIndexSql(table: string, index: IndexDefinition): string {
  refuseForeign(index);
  const unique = index.unique ? "UNIQUE " : "";
  const where = index.where === undefined ? "" : ` WHERE ${index.where}`;
  return `CREATE ${unique}INDEX ${identifier(index.name)} ON ${identifier(table)} (${index.parts.map((part) => partSql(part, index.name)).join(", ")})${where}`;
}

function partSql(part: IndexPart, index: string): string {
  if (part.nulls !== undefined || part.operatorClass !== undefined || part.length !== undefined)
    throw refusal(index, "NULLS FIRST or LAST, operator classes and prefix lengths");
  const key = part.expression === undefined ? identifier(part.column ?? "") : parenthesise(part.expression);
  const collation = part.collation === undefined ? "" : ` COLLATE ${collationSql(part.collation)}`;
  return key + collation + (part.descending ? " DESC" : "");
}

function refuseForeign({ name, method, include, nullsNotDistinct, options }: IndexDefinition): void {
  if (method !== undefined) throw refusal(name, `method ${method}`);
  if (include !== undefined) throw refusal(name, "INCLUDE");
  if (nullsNotDistinct) throw refusal(name, "NULLS NOT DISTINCT");
  if (options && Object.keys(options).length > 0) throw refusal(name, Object.keys(options).join(", "));
}

function refusal(index: string, what: string): UnsupportedError {
  return new UnsupportedError("SQLite", `index ${index} with ${what}`, "take it out of the declaration");
}
