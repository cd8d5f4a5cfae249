import { tokenizeSql, type SqlToken } from "@typeorm-autogen/model";
import { lexicon, storedName, tokens } from "./lexicon.js";

/** Why a text is no expression, and must not be put before a server; undefined where it may. */
export function breakage(text: string): string | undefined {
  const list = tokenizeSql(text, lexicon);
  if (!isBalanced(list)) return "its parentheses do not match";
  if (list.some((token) => token.kind === "operator" && token.text === ";"))
    return "it holds more than one statement";
  if (list.some(isUnfinished)) return "a quote or comment in it does not end";
  return undefined;
}

/** Whether a text holds a subquery, which a plan prints as a bare number. */
export function holdsSubquery(text: string): boolean {
  return tokens(text).some((token) => token.kind === "word" && /^(?:select|values|table)$/i.test(token.text));
}

function isBalanced(list: readonly SqlToken[]): boolean {
  let depth = 0;
  for (const { kind, text } of list) {
    if (kind !== "operator") continue;
    if (text === "(") depth++;
    if (text === ")" && --depth < 0) return false;
  }
  return depth === 0;
}

function isUnfinished({ kind, text }: SqlToken): boolean {
  if (kind === "string") return !isFinishedString(text);
  if (kind === "quoted") return !/^(?:[uU]&)?"(?:[^"]|"")+"$/.test(text);
  return kind === "comment" && text.startsWith("/*") && (!text.endsWith("*/") || text.length < 4);
}

function isFinishedString(text: string): boolean {
  const tag = /^\$\w*\$/.exec(text)?.[0];
  if (tag !== undefined) return text.length >= 2 * tag.length && text.endsWith(tag);
  if (/^[eE]'/.test(text)) return /^[eE]'(?:[^'\\]|\\[\s\S]|'')*'$/.test(text);
  return /^(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'$/.test(text);
}

/**
 * A time literal that the server replaces by the current time when it reads it: the default is frozen at creation, and
 * never comes back equal. https://www.postgresql.org/docs/current/datatype-datetime.html
 */
export function isFrozenTime(text: string): boolean {
  return tokens(text).some(
    (token) => token.kind === "string" && /^'\s*(?:now|today|tomorrow|yesterday)\s*'$/i.test(token.text),
  );
}

/** The collations that a text names, in order: a plan prints equivalent ones alike. */
export function collations(text: string): string {
  const list = tokens(text);
  const after = list.flatMap((token, i) => (token.text.toLowerCase() === "collate" ? [list[i + 1]] : []));
  return after.map((token) => (token ? storedName(token) : "")).join("\n");
}

/**
 * How often a text asks whether something is NULL. From version 17 on, the planner leaves out what the constraints of today
 * answer already. https://www.postgresql.org/docs/release/17.0/ (E.9.3.1.1)
 */
export function nullTests(text: string): number {
  const words = tokens(text).map((token) => token.text.toLowerCase());
  return words.filter(
    (word, i) =>
      word === "isnull" ||
      word === "notnull" ||
      (word === "null" && /^(?:is|is not|(?:is|is not) distinct from)$/.test(asked(words.slice(0, i)))),
  ).length;
}

function asked(words: readonly string[]): string {
  return words.slice(words.lastIndexOf("is")).join(" ");
}

/** The names of the functions that a text calls, in order. */
export function calledFunctions(text: string): readonly string[] {
  const list = tokens(text);
  return list.flatMap((token, i) =>
    (token.kind === "word" || token.kind === "quoted") && list[i + 1]?.text === "("
      ? [storedName(token)]
      : [],
  );
}

/** The text with `schema.table.column` written as `table.column`, which is how a judge's row source knows it. */
export function withoutTableSchema(text: string, table: string): string {
  const list = tokens(text);
  let result = "";
  let position = 0;
  list.forEach((_, i) => {
    const path = list.slice(i, i + 5);
    if (path.length < 5 || path[1]?.text !== "." || path[3]?.text !== ".") return;
    const [first, , second] = path;
    if (!first || !second || !/word|quoted/.test(first.kind) || storedName(second) !== table) return;
    result += text.slice(position, first.start);
    position = second.start;
  });
  return result + text.slice(position);
}
