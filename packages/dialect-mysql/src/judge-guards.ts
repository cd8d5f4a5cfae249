import { tokenizeSql, type SqlToken } from "@typeorm-autogen/model";
import { lexicon, tokens } from "./lexicon.js";

/** Why a text is no expression, and must not be put before a server; undefined where it may. */
export function breakage(text: string): string | undefined {
  const list = tokenizeSql(text, lexicon);
  if (!isBalanced(list)) return "its parentheses do not match";
  if (list.some(({ kind, text: mark }) => kind === "operator" && mark === ";"))
    return "it holds more than one statement";
  // The server runs what stands in them.
  if (list.some(({ kind, text: mark }) => kind === "comment" && /^\/\*M?!/.test(mark)))
    return "it holds a comment that the server executes";
  if (list.some(isUnfinished)) return "a quote or comment in it does not end";
  return undefined;
}

/** Whether a text holds a subquery, of which an EXPLAIN may run a part. */
export function holdsSubquery(text: string): boolean {
  return tokens(text).some(
    ({ kind, text: word }) => kind === "word" && /^(?:select|values|table)$/i.test(word),
  );
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
  if (kind === "comment") return text.startsWith("/*") && (!text.endsWith("*/") || text.length < 4);
  if (kind === "quoted") return !/^`(?:[^`]|``)+`$/.test(text);
  return kind === "string" && !/^\w*(?:'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")$/.test(text);
}
