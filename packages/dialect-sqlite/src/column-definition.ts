import type { Generated, KeyPart } from "@typeorm-autogen/model";
import { readConflictClause } from "./conflict-clause.js";
import type { ParsedColumn, TableDraft } from "./parsed-table.js";
import { readReference } from "./reference-clause.js";
import type { TokenCursor } from "./token-cursor.js";

type Named = { readonly name?: string };

/** Reads a column's definition; its constraints go to the table's lists. Throws UnreadableSqlError. */
export function readColumnDefinition(cursor: TokenCursor, draft: TableDraft): void {
  const column: Mutable<ParsedColumn> = { name: cursor.name() };
  skipType(cursor);
  while (!cursor.sees(",") && !cursor.sees(")")) {
    const name = cursor.accept("constraint") ? { name: cursor.name() } : {};
    if (startsClause(cursor)) readClause(cursor, draft, column, name);
    else if (name.name === undefined) throw cursor.fail("a column constraint");
  }
  draft.columns.push(column);
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const clauseStarts: ReadonlySet<string> = new Set(
  "constraint primary not null unique check default collate references generated as".split(" "),
);

function startsClause(cursor: TokenCursor): boolean {
  return clauseStarts.has(cursor.word);
}

// The type itself comes from table_xinfo. "generated" may be a word of it: it is no reserved word.
function skipType(cursor: TokenCursor): void {
  while (!cursor.sees(",") && !cursor.sees(")") && (!startsClause(cursor) || isTypeWord(cursor))) {
    if (cursor.sees("(")) cursor.parenthesised();
    else cursor.next();
  }
}

function isTypeWord(cursor: TokenCursor): boolean {
  return cursor.sees("generated") && !cursor.sees("generated", "always");
}

function readClause(
  cursor: TokenCursor,
  draft: TableDraft,
  column: Mutable<ParsedColumn>,
  name: Named,
): void {
  if (readKeyClause(cursor, draft, column, name)) return;
  if (cursor.accept("check")) draft.checks.push({ ...name, expression: cursor.parenthesised() });
  else if (cursor.accept("references"))
    draft.foreignKeys.push({ ...name, columns: [column.name], ...readReference(cursor) });
  else if (cursor.accept("collate")) column.collation = cursor.name();
  else if (cursor.accept("default")) skipDefault(cursor);
  else if (cursor.accept("generated", "always", "as") || cursor.accept("as"))
    column.generated = readGenerated(cursor);
  else if (!cursor.accept("null")) {
    cursor.expect("not", "null");
    Object.assign(column, readConflictClause(cursor));
  }
  readConflictClause(cursor);
}

/** Reads ASC or DESC, if one stands there. */
export function readDirection(cursor: TokenCursor): Pick<KeyPart, "descending"> {
  if (cursor.accept("desc")) return { descending: true };
  cursor.accept("asc");
  return {};
}

function readKeyClause(
  cursor: TokenCursor,
  draft: TableDraft,
  column: Mutable<ParsedColumn>,
  name: Named,
): boolean {
  if (cursor.accept("primary", "key")) {
    const part = readDirection(cursor);
    const parts = part.descending ? { parts: [part] } : {};
    draft.primaryKey = { ...name, columns: [column.name], ...parts, ...readConflictClause(cursor) };
    draft.keyInColumn = true;
    if (cursor.accept("autoincrement")) column.autoincrement = true;
    return true;
  }
  if (!cursor.accept("unique")) return false;
  draft.uniques.push({ ...name, columns: [column.name], ...readConflictClause(cursor) });
  return true;
}

// The default itself comes from table_xinfo: `( expr )`, a signed number, a literal, or a bare word.
function skipDefault(cursor: TokenCursor): void {
  if (cursor.sees("(")) return void cursor.parenthesised();
  if (!cursor.accept("+")) cursor.accept("-");
  cursor.next();
}

function readGenerated(cursor: TokenCursor): Generated {
  const expression = cursor.parenthesised();
  if (cursor.accept("stored")) return { expression, stored: true };
  cursor.accept("virtual");
  return { expression, stored: false };
}
