import { closingParenthesis, type SqlToken } from "@typeorm-autogen/model";
import { tokens } from "./lexicon.js";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A query with the names that a common table expression lists, `r (n) AS (SELECT 1 …)`, as those of what its first SELECT
 * yields. MariaDB keeps it so, and a trace shows the list of neither.
 */
export function withListedNames(query: string): string {
  const list = tokens(query);
  const edits = list.flatMap(({ text }, at) => (/^as$/i.test(text) ? namesOf(list, at) : []));
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), query);
}

// The AS of a common table expression stands between two parentheses: that of the names, and that of the query.
function namesOf(list: readonly SqlToken[], as: number): readonly Edit[] {
  if (list[as - 1]?.text !== ")" || list[as + 1]?.text !== "(" || !isWord(list[as + 2], "select")) return [];
  const open = list.findLastIndex((token, i) => i < as && token.text === "(");
  if (open < 2 || !/^(?:with|recursive|,)$/i.test(list[open - 2]?.text ?? "")) return [];
  const names = list.slice(open + 1, as - 1).filter(({ text }) => text !== ",");
  const items = selectedItems(list, as + 3, closingParenthesis(list, as + 1));
  if (items.length !== names.length || items.some((item) => item.at(-1)?.text === "*")) return [];
  return items.flatMap((item, i) => nameEdit(item, names[i]?.text ?? ""));
}

function selectedItems(
  list: readonly SqlToken[],
  from: number,
  to: number,
): readonly (readonly SqlToken[])[] {
  const items: SqlToken[][] = [[]];
  for (let at = from; at < to; at++) {
    const token = list[at];
    if (!token) break;
    if (isWord(token, "all|distinct|distinctrow|straight_join") && items[0]?.length === 0) continue;
    if (isWord(token, "from|where|group|having|order|limit|union|except|intersect|window")) break;
    const end = token.text === "(" ? closingParenthesis(list, at) : at;
    if (token.text === ",") items.push([]);
    else items.at(-1)?.push(...list.slice(at, end + 1));
    at = Math.max(at, end);
  }
  return items;
}

function nameEdit(item: readonly SqlToken[], name: string): readonly Edit[] {
  const [before, last] = [item.at(-2), item.at(-1)];
  if (!last) return [];
  const isNamed = isWord(before, "as") || (before && isAlias(last) && endsOperand(before));
  const text = isWord(before, "as") ? name : `AS ${name}`;
  return [
    isNamed
      ? { start: last.start, end: last.end, text }
      : { start: last.end, end: last.end, text: ` ${text}` },
  ];
}

function isAlias({ kind, text }: SqlToken): boolean {
  return (
    kind === "quoted" || kind === "string" || (kind === "word" && !/^(?:end|null|true|false)$/i.test(text))
  );
}

// Before an alias without AS stands what an operator, or a word that wants something behind it, never is.
function endsOperand({ kind, text }: SqlToken): boolean {
  if (kind === "word")
    return !/^(?:is|not|and|or|xor|like|rlike|regexp|div|mod|in|between|collate|binary|case|when|then|else|distinct|interval|escape)$/i.test(
      text,
    );
  return kind !== "operator" || text === ")";
}

function isWord(token: SqlToken | undefined, words: string): boolean {
  return token?.kind === "word" && new RegExp(`^(?:${words})$`, "i").test(token.text);
}
