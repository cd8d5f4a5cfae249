import type { IndexDefinition, IndexPart } from "@typeorm-autogen/model";
import { foldName, nameOf, significantTokens } from "./lexicon.js";
import { stripParentheses } from "./strip-parentheses.js";
import { TokenCursor } from "./token-cursor.js";

/**
 * Reads the text of a CREATE INDEX as SQLite keeps it (https://sqlite.org/lang_createindex.html). A key that is the
 * name of one of these columns is a column, anything else an expression. Throws UnreadableSqlError.
 */
export function parseCreateIndex(sql: string, name: string, columns: readonly string[]): IndexDefinition {
  const cursor = new TokenCursor(sql);
  cursor.expect("create");
  const unique = cursor.accept("unique");
  cursor.expect("index");
  cursor.accept("if", "not", "exists");
  cursor.name();
  if (cursor.accept(".")) cursor.name();
  cursor.expect("on");
  cursor.name();
  const parts = readParts(cursor, columns);
  const where = cursor.accept("where") ? stripParentheses(cursor.rest()) : undefined;
  return { name, parts, ...(unique && { unique: true as const }), ...(where !== undefined && { where }) };
}

function readParts(cursor: TokenCursor, columns: readonly string[]): readonly IndexPart[] {
  const byName = new Map(columns.map((column) => [foldName(column), column]));
  const parts: IndexPart[] = [];
  cursor.expect("(");
  do parts.push(readPart(cursor, byName));
  while (cursor.accept(","));
  cursor.expect(")");
  return parts;
}

function readPart(cursor: TokenCursor, columns: ReadonlyMap<string, string>): IndexPart {
  const { text, collation } = splitCollation(cursor.until("asc", "desc"));
  const descending = cursor.accept("desc");
  if (!descending) cursor.accept("asc");
  const [token, ...more] = significantTokens(text);
  const name = token && more.length === 0 ? nameOf(token) : undefined;
  const column = name === undefined ? undefined : columns.get(foldName(name));
  return {
    ...(column === undefined ? { expression: text } : { column }),
    ...(collation !== undefined && { collation }),
    ...(descending && { descending: true as const }),
  };
}

// COLLATE binds tighter than any operator: only one behind a whole operand is a clause of the key.
function splitCollation(key: string): { text: string; collation?: string } {
  const tokens = significantTokens(key);
  const [word, name] = tokens.slice(-2);
  const operand = tokens.slice(0, -2);
  const last = operand.at(-1);
  if (!word || !name || !last || word.kind !== "word" || word.text.toLowerCase() !== "collate")
    return { text: stripParentheses(key) };
  const text = key.slice(0, last.end);
  if (operand.length > 1 && !isCallOrGroup(text)) return { text: stripParentheses(key) };
  return { text: stripParentheses(text), collation: nameOf(name) ?? name.text };
}

// `( … )` or `f( … )`: one operand, to which the collation applies as a whole.
function isCallOrGroup(text: string): boolean {
  const tokens = significantTokens(text);
  const group = tokens[0]?.kind === "word" && tokens[1]?.text === "(" ? tokens.slice(1) : tokens;
  const from = group[0]?.start ?? 0;
  return stripParentheses(text.slice(from)).length < text.slice(from).trim().length;
}
