import { identifierName, type SqlToken } from "@typeorm-autogen/model";
import { stringValue, tokens, withoutParentheses } from "./lexicon.js";
import { quoteText } from "./sql-text.js";

/** Words that are whole expressions by themselves: in backticks they are columns. */
const expressionWords: ReadonlySet<string> = new Set(
  "current_date current_time current_timestamp current_user localtime localtimestamp utc_date utc_time utc_timestamp true false null default".split(
    " ",
  ),
);

const synonyms: Readonly<Record<string, string>> = {
  "!=": "<>",
  "&&": "and",
  current_timestamp: "now",
  localtime: "now",
  localtimestamp: "now",
  rlike: "regexp",
};

/**
 * The conservative normal form of an expression: two texts of one form mean the same, with or without a server.
 * Spacing, comments, letter case outside of text, the quoting of names and of text, the name of the character set in
 * which the text stands anyway, parentheses around the whole, and synonyms that every server here takes. Not SQL.
 */
export function expressionForm(expression: string): string {
  const list = tokens(withoutIntroducers(withoutParentheses(expression)));
  const words = list.map((token, i) => tokenForm(token, list[i + 1]));
  return words.join(" ");
}

function tokenForm(token: SqlToken, next: SqlToken | undefined): string {
  if (token.kind === "string") return stringForm(token.text);
  if (token.kind === "quoted") {
    const name = (identifierName(token) ?? "").toLowerCase();
    return /^[a-z_][\w$]*$/.test(name) && !expressionWords.has(name) ? name : `\`${name}\``;
  }
  const word = token.text.toLowerCase();
  const other = synonyms[word] ?? word;
  return other === "now" && next?.text !== "(" ? "now ( )" : other;
}

function stringForm(text: string): string {
  const value = stringValue(text);
  return value === undefined ? text.toLowerCase() : quoteText(value);
}

/**
 * The text without introducers that say what is so anyway: Autogen's sessions speak utf8mb4, and ASCII is the same in
 * every character set that has it. `_binary` says more, and so do the wide ones.
 */
export function withoutIntroducers(text: string): string {
  const list = tokens(text);
  let result = "";
  let position = 0;
  list.forEach((token, i) => {
    const next = list[i + 1];
    if (token.kind !== "word" || next?.kind !== "string" || !isNeedless(token.text, next.text)) return;
    result += text.slice(position, token.start);
    position = next.start;
  });
  return result + text.slice(position);
}

function isNeedless(introducer: string, literal: string): boolean {
  const charset = introducer.toLowerCase();
  if (!/^['"]/.test(literal)) return false;
  if (/^_utf8(?:mb[34])?$/.test(charset)) return true;
  // oxlint-disable-next-line no-control-regex -- ASCII is what it says
  return (
    /^_(?:ascii|latin[1-9]|cp\d+|koi8[ru]|hebrew|greek|tis620)$/.test(charset) &&
    /^[ -~\t\n\r]*$/.test(literal)
  );
}
