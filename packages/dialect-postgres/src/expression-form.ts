import { closingParenthesis, identifierName, type ColumnType, type SqlToken } from "@typeorm-autogen/model";
import { tokens, withoutParentheses } from "./lexicon.js";
import { types } from "./types.js";

/**
 * Words that mean something else with quotes around them: `user` is a function, `"user"` a column. Any other plain
 * lower-case identifier is the same with and without quotes.
 */
const wordsWithMeaning: ReadonlySet<string> = new Set(
  (
    "all and any array as asc at between both case cast collate current_catalog current_date current_role " +
    "current_schema current_time current_timestamp current_user default desc distinct else end except exists " +
    "extract false filter for from group ilike in interval is isnull leading like limit localtime localtimestamp " +
    "not notnull null nullif offset on or order over overlaps overlay position row select session_user similar some " +
    "substring symmetric then time timestamp to trailing treat trim true union user using values variadic when where " +
    "with without xmlelement zone coalesce greatest least grouping normalize"
  ).split(" "),
);

/** Words of type names that follow `::` and belong together. */
const typeWords =
  /^(?:character|char|varying|double|precision|bit|time|timestamp|with|without|zone|national|interval)$/;

/**
 * An expression in a form in which equal text means equal meaning, found without a server and on the safe side:
 * whitespace, comments, the case of keywords, needless quotes, enclosing parentheses, spellings of types after `::`,
 * and the synonyms that the server keeps apart (CURRENT_TIMESTAMP and now(), CURRENT_DATE, timezone()).
 */
export function normalForm(text: string): string {
  const words = tokens(withoutParentheses(text)).map(normalToken);
  return withoutParentheses(rewriteTimezone(rewriteCasts(words)).flatMap(expandSynonym).join(" "));
}

function normalToken(token: SqlToken): string {
  if (token.kind === "word") return token.text.toLowerCase();
  if (token.kind === "quoted") {
    const name = identifierName(token) ?? "";
    return /^[a-z_][a-z0-9_$]*$/.test(name) && !wordsWithMeaning.has(name) ? name : token.text;
  }
  return token.text === "!=" ? "<>" : token.text;
}

function expandSynonym(word: string, i: number, words: readonly string[]): readonly string[] {
  const called = words[i + 1] === "(";
  if (word === "current_timestamp" && !called) return ["now", "(", ")"];
  if (word === "transaction_timestamp" && called) return ["now"];
  if (word === "current_date") return ["(", "now", "(", ")", ")", "::", "date"];
  return [word];
}

// `x::character varying` and `x::varchar` are one cast; the type is printed in normal form.
function rewriteCasts(words: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (let i = 0; i < words.length; i++) {
    result.push(words[i] ?? "");
    if (words[i] !== "::") continue;
    const end = endOfType(words, i + 1);
    const written = words
      .slice(i + 1, end)
      .join(" ")
      .replaceAll(" . ", ".");
    result.push(printed(written));
    i = end - 1;
  }
  return result;
}

function endOfType(words: readonly string[], start: number): number {
  let end = start + 1;
  while (words[end] === ".") end += 2;
  while (typeWords.test(words[start] ?? "") && typeWords.test(words[end] ?? "")) end++;
  if (words[end] === "(") end = words.indexOf(")", end) + 1 || words.length;
  while (typeWords.test(words[start] ?? "") && typeWords.test(words[end] ?? "")) end++;
  while (words[end] === "[" && words[end + 1] === "]") end += 2;
  return end;
}

function printed(type: string): string {
  try {
    return types.print(types.parse(type));
  } catch {
    return type;
  }
}

// `timezone(zone, x)` is what `x AT TIME ZONE zone` calls.
function rewriteTimezone(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word, i) => word === "timezone" && words[i + 1] === "(");
  if (at === -1) return words;
  const list = words.map((text) => ({ kind: "operator" as const, text, start: 0, end: 0 }));
  const end = closingParenthesis(list, at + 1);
  const comma = argumentEnd(words, at + 2, end);
  if (end === -1 || comma === -1) return words;
  const zone = words.slice(at + 2, comma);
  const value = words.slice(comma + 1, end);
  const rest = rewriteTimezone(words.slice(end + 1));
  return [...words.slice(0, at), "(", ...rewriteTimezone(value), "at", "time", "zone", ...zone, ")", ...rest];
}

function argumentEnd(words: readonly string[], start: number, end: number): number {
  let depth = 0;
  for (let i = start; i < end; i++) {
    if (words[i] === "(") depth++;
    if (words[i] === ")") depth--;
    if (words[i] === "," && depth === 0) return i;
  }
  return -1;
}

const numericTypes: ReadonlySet<string> = new Set([
  "smallint",
  "integer",
  "bigint",
  "numeric",
  "real",
  "double precision",
]);

/**
 * A column's default in its shortest form, where it is a plain literal: the cast to the column's own type goes, numbers
 * and booleans lose their quotes, NULL is no default at all. Any other expression comes back as it is.
 */
export function normalDefault(text: string, type: ColumnType): string | undefined {
  const bare = withoutParentheses(text);
  const literal = withoutOwnCast(bare, type);
  if (/^null$/i.test(literal)) return undefined;
  const value = stringValue(literal);
  if (type.dimensions !== undefined || value === undefined) return literalWord(literal, type);
  if (numericTypes.has(type.name) && /^\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$/.test(value))
    return shortNumber(value);
  return type.name === "boolean" ? (booleanWord(value) ?? literal) : literal;
}

function literalWord(text: string, type: ColumnType): string {
  if (type.name === "boolean" && /^(?:true|false)$/i.test(text)) return text.toLowerCase();
  const compact = text.replace(/^([-+])\s*(?=[\d.]+$)/, "$1");
  return numericTypes.has(type.name) && /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(compact)
    ? shortNumber(compact)
    : text;
}

function shortNumber(text: string): string {
  return text.trim().replace(/^\+/, "");
}

function booleanWord(value: string): string | undefined {
  const word = value.trim().toLowerCase();
  if (["t", "true", "y", "yes", "on", "1"].includes(word)) return "true";
  return ["f", "false", "n", "no", "off", "0"].includes(word) ? "false" : undefined;
}

function stringValue(text: string): string | undefined {
  const list = tokens(text);
  const [only] = list;
  if (list.length !== 1 || only?.kind !== "string" || !/^'(?:[^']|'')*'$/.test(only.text)) return undefined;
  return only.text.slice(1, -1).replaceAll("''", "'");
}

// `'a'::character varying` on a varchar(20) column: the cast says what the column says anyway.
function withoutOwnCast(text: string, type: ColumnType): string {
  const list = tokens(text);
  const cast = list.findLastIndex((token) => token.text === "::");
  const before = list[cast - 1];
  if (cast === -1 || before === undefined) return text;
  const literal = withoutParentheses(text.slice(0, before.end));
  const inner = tokens(literal);
  const plain = inner.length === 1 || (inner.length === 2 && /^[-+]$/.test(inner[0]?.text ?? ""));
  if (!plain || (!/string|number/.test(inner.at(-1)?.kind ?? "") && !/^null$/i.test(literal))) return text;
  return ownCast(text.slice(list[cast]?.end), type) ? literal : text;
}

function ownCast(written: string, type: ColumnType): boolean {
  let cast: ColumnType;
  try {
    cast = types.parse(written);
  } catch {
    return false;
  }
  const name = cast.name === "bpchar" && type.name === "char" ? "char" : cast.name;
  return (
    name === type.name &&
    cast.schema === type.schema &&
    cast.dimensions === type.dimensions &&
    (cast.arguments === undefined || String(cast.arguments) === String(type.arguments))
  );
}
