import type { KeyPart, PrimaryKey } from "@typeorm-autogen/model";
import { readColumnDefinition, readDirection } from "./column-definition.js";
import { readConflictClause } from "./conflict-clause.js";
import { foldName } from "./lexicon.js";
import type { ParsedTable, TableDraft } from "./parsed-table.js";
import { readReference } from "./reference-clause.js";
import { TokenCursor } from "./token-cursor.js";

/**
 * Reads the text of a CREATE TABLE as SQLite keeps it, in any quoting and case, with comments. The grammar is
 * https://sqlite.org/lang_createtable.html. Throws UnreadableSqlError.
 */
export function parseCreateTable(sql: string): ParsedTable {
  const cursor = new TokenCursor(sql);
  const draft: TableDraft = { columns: [], uniques: [], checks: [], foreignKeys: [] };
  skipHead(cursor);
  cursor.expect("(");
  do {
    if (startsTableConstraint(cursor)) readTableConstraints(cursor, draft);
    else readColumnDefinition(cursor, draft);
  } while (cursor.accept(","));
  cursor.expect(")");
  return { ...draft, ...readTableOptions(cursor) };
}

function skipHead(cursor: TokenCursor): void {
  cursor.expect("create");
  if (!cursor.accept("temp")) cursor.accept("temporary");
  cursor.expect("table");
  cursor.accept("if", "not", "exists");
  cursor.name();
  if (cursor.accept(".")) cursor.name();
}

const constraintStarts: ReadonlySet<string> = new Set([
  "constraint",
  "primary",
  "unique",
  "check",
  "foreign",
]);

function startsTableConstraint(cursor: TokenCursor): boolean {
  return constraintStarts.has(cursor.word);
}

// The comma between two table constraints may be missing: "tconscomma ::= ." in SQLite's grammar.
function readTableConstraints(cursor: TokenCursor, draft: TableDraft): void {
  while (startsTableConstraint(cursor)) {
    const name = cursor.accept("constraint") ? { name: cursor.name() } : {};
    if (startsTableConstraint(cursor)) readTableConstraint(cursor, draft, name);
  }
}

function readTableConstraint(cursor: TokenCursor, draft: TableDraft, name: { readonly name?: string }): void {
  if (cursor.accept("primary", "key")) {
    draft.primaryKey = { ...name, ...readKeyColumns(cursor, draft), ...readConflictClause(cursor) };
  } else if (cursor.accept("unique")) {
    draft.uniques.push({ ...name, ...readKeyColumns(cursor, draft), ...readConflictClause(cursor) });
  } else if (cursor.accept("check")) {
    draft.checks.push({ ...name, expression: cursor.parenthesised() });
  } else if (cursor.accept("foreign", "key")) {
    const columns = cursor.names();
    cursor.expect("references");
    draft.foreignKeys.push({ ...name, columns, ...readReference(cursor) });
  }
  // Behind a check it is read and means nothing: "conslist ::= … CHECK LP expr RP onconf" in SQLite's grammar.
  readConflictClause(cursor);
}

function readKeyColumns(cursor: TokenCursor, draft: TableDraft): Pick<PrimaryKey, "columns" | "parts"> {
  const columns: string[] = [];
  const parts: KeyPart[] = [];
  cursor.expect("(");
  do {
    columns.push(cursor.name());
    const collation = cursor.accept("collate") ? { collation: cursor.name() } : {};
    parts.push({ ...collation, ...readDirection(cursor) });
  } while (cursor.accept(","));
  if (cursor.accept("autoincrement")) markAutoincrement(draft, columns);
  cursor.expect(")");
  return { columns, ...(parts.some(({ collation, descending }) => collation ?? descending) && { parts }) };
}

// PRIMARY KEY (id AUTOINCREMENT) is allowed as a table constraint as well.
function markAutoincrement(draft: TableDraft, columns: readonly string[]): void {
  const at = draft.columns.findIndex((column) => foldName(column.name) === foldName(columns[0] ?? ""));
  const column = draft.columns[at];
  if (column) draft.columns[at] = { ...column, autoincrement: true };
}

function readTableOptions(cursor: TokenCursor): { strict: boolean; withoutRowid: boolean } {
  const options = { strict: false, withoutRowid: false };
  while (!cursor.atEnd) {
    if (cursor.accept("without", "rowid")) options.withoutRowid = true;
    else if (cursor.accept("strict")) options.strict = true;
    else if (!cursor.accept(",")) throw cursor.fail("WITHOUT ROWID or STRICT");
  }
  return options;
}
