import { closed, indexPartSql, indexSettingsSql, namesSql, type SqlSpelling } from "@typeorm-autogen/dialect";
import type { DeclaredExclusion } from "@typeorm-autogen/entities";
import {
  closingParenthesis,
  type Column,
  type Deferrable,
  type Exclusion,
  type ExclusionElement,
  type IndexPart,
  type SqlToken,
} from "@typeorm-autogen/model";
import { storedName, tokens, withoutParentheses } from "./lexicon.js";

/** What follows EXCLUDE, in the order of the grammar; each clause keeps its text. */
type Clauses = Partial<Record<"using" | "elements" | "include" | "with" | "where" | "deferrable", string>>;

/**
 * Reads what follows EXCLUDE in CREATE TABLE, as users write it and as the server prints it. Undefined where the text is
 * not of that grammar: https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE
 */
export function parseExclusion(text: string): Omit<Exclusion, "name"> | undefined {
  const clauses = readClauses(text);
  const elements = splitList(clauses?.elements ?? "").map(parseElement);
  if (!clauses || elements.length === 0 || !elements.every((element) => element !== undefined))
    return undefined;
  const method = clauses.using?.toLowerCase();
  const deferrable = deferrability(clauses.deferrable);
  return {
    elements,
    ...(method !== undefined && method !== "btree" && { method }),
    ...(clauses.include !== undefined && { include: splitList(clauses.include).map(columnName) }),
    ...(clauses.with !== undefined && { options: parseOptions(clauses.with) }),
    ...(clauses.where !== undefined && { where: withoutParentheses(clauses.where) }),
    ...(deferrable && { deferrable }),
  };
}

function readClauses(text: string): Clauses | undefined {
  const list = tokens(text);
  const clauses: Clauses = {};
  for (let at = 0; at < list.length;) {
    const clause = readClause(text, list, at);
    if (!clause) return undefined;
    clauses[clause.kind] = clause.text;
    at = clause.end;
  }
  return clauses;
}

const parenthesised: ReadonlySet<string> = new Set(["include", "with", "where"]);

interface Clause {
  readonly kind: keyof Clauses;
  readonly text: string;
  readonly end: number;
}

function readClause(text: string, list: readonly SqlToken[], at: number): Clause | undefined {
  const word = list[at]?.text.toLowerCase() ?? "";
  if (word === "(") return readParentheses("elements", text, list, at);
  if (parenthesised.has(word)) return readParentheses(word as keyof Clauses, text, list, at + 1);
  const next = list[at + 1];
  if (word === "using" && next) return { kind: "using", text: storedName(next), end: at + 2 };
  if (!/^(?:deferrable|not|initially)$/.test(word)) return undefined;
  return { kind: "deferrable", text: text.slice(list[at]?.start), end: list.length };
}

function readParentheses(
  kind: keyof Clauses,
  text: string,
  list: readonly SqlToken[],
  at: number,
): Clause | undefined {
  const close = list[at]?.text === "(" ? closingParenthesis(list, at) : -1;
  if (close === -1) return undefined;
  return { kind, text: text.slice(list[at]?.end, list[close]?.start), end: close + 1 };
}

function deferrability(text: string | undefined): Deferrable | undefined {
  if (text === undefined || /^not\s+deferrable\b/i.test(text)) return undefined;
  return /\bdeferred\b/i.test(text) ? "deferred" : "immediate";
}

/** The items of a list, at the commas that no parenthesis encloses. */
function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (const token of tokens(text)) {
    if (token.text === "(" || token.text === "[") depth++;
    if (token.text === ")" || token.text === "]") depth--;
    if (token.text !== "," || depth > 0) continue;
    items.push(text.slice(start, token.start));
    start = token.end;
  }
  return [...items, text.slice(start)].map((item) => item.trim()).filter((item) => item !== "");
}

function parseOptions(text: string): Record<string, string> {
  return Object.fromEntries(
    splitList(text).map((option) => {
      const at = option.indexOf("=");
      return [
        option.slice(0, at).trim(),
        option
          .slice(at + 1)
          .trim()
          .replaceAll("'", ""),
      ];
    }),
  );
}

function columnName(text: string): string {
  const [only] = tokens(text);
  return only ? storedName(only) : text;
}

// `key [COLLATE c] [class] [ASC|DESC] [NULLS FIRST|LAST] WITH operator`.
function parseElement(text: string): ExclusionElement | undefined {
  const list = tokens(text);
  const at = list.findLastIndex((token) => token.kind === "word" && /^with$/i.test(token.text));
  const operator = text.slice(list[at]?.end).trim();
  const end = keyEnd(list);
  if (at < 1 || operator === "" || end === undefined || end > at) return undefined;
  const options = text.slice(list[end]?.start, list[at]?.start).trim();
  return {
    ...parseKey(text.slice(0, list[end - 1]?.end), list.slice(0, end)),
    ...parseKeyOptions(options),
    operator: bareOperator(operator),
  };
}

// A key is a column, an expression in parentheses, or a call, which needs none.
function keyEnd(list: readonly SqlToken[]): number | undefined {
  let at = 0;
  if (list[0]?.text !== "(") {
    at = 1;
    while (list[at]?.text === ".") at += 2;
    if (list[at]?.text !== "(") return at;
  }
  const end = closingParenthesis(list, at);
  return end === -1 ? undefined : end + 1;
}

function parseKey(text: string, list: readonly SqlToken[]): Pick<IndexPart, "column" | "expression"> {
  const bare = list.filter((token) => token.text !== "(" && token.text !== ")");
  const only = bare.length === 1 && list[0]?.text !== ")" ? bare[0] : undefined;
  const isColumn = only && /^(?:word|quoted)$/.test(only.kind) && (list[0] === only || list[0]?.text === "(");
  if (isColumn && list.at(-1)?.text !== "(" && !isCall(list)) return { column: storedName(only) };
  return { expression: withoutParentheses(text) };
}

function isCall(list: readonly SqlToken[]): boolean {
  return list.some((token, i) => token.text === "(" && i > 0 && list[i - 1]?.text !== "(");
}

function parseKeyOptions(text: string): Omit<IndexPart, "column" | "expression"> {
  const [, collation, rest = ""] =
    /^(?:collate\s+((?:"(?:[^"]|"")*"|[\w$.])+)\s*)?([\s\S]*)$/i.exec(text) ?? [];
  const [, operatorClass = "", direction = "", nulls] =
    /^([\s\S]*?)\s*\b(asc\b|desc\b)?\s*(?:nulls\s+(first|last))?$/i.exec(rest) ?? [];
  const descending = /^desc$/i.test(direction);
  const last = tokens(collation ?? "").at(-1);
  return {
    ...(last && { collation: storedName(last) }),
    ...(operatorClass.trim() !== "" && { operatorClass: operatorClass.trim() }),
    ...(descending && { descending }),
    ...(nulls && nulls.toLowerCase() !== (descending ? "first" : "last")
      ? { nulls: nulls.toLowerCase() as "first" | "last" }
      : {}),
  };
}

// The server prints OPERATOR(schema.=) where the search path does not reach the operator, and so may users write it.
function bareOperator(text: string): string {
  const [, inner] = /^operator\s*\(\s*(?:pg_catalog\s*\.\s*)?([\s\S]*?)\s*\)$/i.exec(text) ?? [];
  if (inner === undefined) return text;
  return /^[^\w".]+$/.test(inner) ? inner : text;
}

/** The clause of an exclusion constraint, from EXCLUDE to its predicate. */
export function exclusionClause(
  spelling: SqlSpelling,
  { method, elements, include, options, where }: Exclusion,
): string {
  const list = elements.map((element) => `${indexPartSql(spelling, element)} WITH ${element.operator}`);
  return [
    "EXCLUDE",
    method === undefined ? "" : ` USING ${spelling.identifier(method)}`,
    ` (${list.join(", ")})`,
    include === undefined ? "" : ` INCLUDE (${namesSql(spelling, include)})`,
    indexSettingsSql(spelling, options),
    where === undefined ? "" : ` WHERE (${closed(where)})`,
  ].join("");
}

// Scalar types that GiST indexes only with the operator classes of this extension:
// https://www.postgresql.org/docs/current/btree-gist.html
const gistNeedsExtension: ReadonlySet<string> = new Set(
  `smallint integer bigint real double precision numeric timestamp timestamptz time timetz date interval oid money char
  varchar text bytea bit varbit macaddr macaddr8 inet cidr uuid boolean bpchar`
    .split(/\s+/)
    .concat("double precision"),
);

/** Reads a declared exclusion constraint, and tells whether its columns need `btree_gist`. */
export function declareExclusion(text: string, columns: readonly Column[]): DeclaredExclusion | undefined {
  const exclusion = parseExclusion(text);
  if (!exclusion) return undefined;
  const byName = new Map(columns.map((column) => [column.name, column.type]));
  const needs =
    exclusion.method === "gist" &&
    exclusion.elements.some(({ column, operatorClass }) => {
      const type = column === undefined || operatorClass !== undefined ? undefined : byName.get(column);
      if (type === undefined || type.dimensions !== undefined) return false;
      return type.schema !== undefined || gistNeedsExtension.has(type.name);
    });
  return { exclusion, ...(needs && { extension: "btree_gist" }) };
}
