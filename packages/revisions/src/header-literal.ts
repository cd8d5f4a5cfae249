import type { Token } from "./script-tokens.js";
import type { TokenCursor } from "./token-cursor.js";

/** The values that a header export can have. */
export type Literal = string | boolean | null | readonly string[];

/** Consumes a literal and returns it; undefined, consuming nothing, where something else stands. */
export function parseLiteral(cursor: TokenCursor): Literal | undefined {
  const found = literalAhead(cursor);
  if (!found || !endsAfter(cursor, found.length)) return undefined;
  cursor.skip(found.length);
  return found.value;
}

interface Found {
  readonly value: Literal;
  /** How many tokens it takes. */
  readonly length: number;
}

function literalAhead(cursor: TokenCursor): Found | undefined {
  const first = cursor.peek();
  if (first?.text === "null") return { value: null, length: 1 };
  if (first?.text === "true" || first?.text === "false") return { value: first.text === "true", length: 1 };
  if (first?.text === "[") return arrayAhead(cursor);
  const value = first && stringValue(first);
  return value === undefined ? undefined : { value, length: 1 };
}

function arrayAhead(cursor: TokenCursor): Found | undefined {
  const values: string[] = [];
  let at = 1;
  while (cursor.peek(at)?.text !== "]") {
    const token = cursor.peek(at);
    const value = token && stringValue(token);
    if (value === undefined) return undefined;
    values.push(value);
    at += cursor.peek(at + 1)?.text === "," ? 2 : 1;
    if (cursor.peek(at - 1)?.text !== "," && cursor.peek(at)?.text !== "]") return undefined;
  }
  return { value: values, length: at + 1 };
}

/** Whether a value is over there: `"a" + b` is not a literal, `[] as const` is. */
function endsAfter(cursor: TokenCursor, length: number): boolean {
  const next = cursor.peek(length);
  return next === undefined || next.kind === "word" || next.text === ";" || next.text === ",";
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  0: "\0",
};

function stringValue(token: Token): string | undefined {
  if (token.kind !== "string" && token.kind !== "template") return undefined;
  if (token.kind === "template" && token.text.includes("${")) return undefined;
  return token.text
    .slice(1, -1)
    .replace(/\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|([^]))/gi, unescape);
}

function unescape(_: string, point?: string, unit?: string, byte?: string, char?: string): string {
  const code = point ?? unit ?? byte;
  if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
  return char === undefined || char === "\n" ? "" : (escapes[char] ?? char);
}
