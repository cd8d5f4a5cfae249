import type { QualifiedName } from "./name.js";
import { identifierName, tokenizeSql, type SqlToken } from "./sql-tokens.js";

/** Where tokens end that are written otherwise, and what is written there. */
export interface Replacement {
  readonly last: SqlToken;
  readonly text: string;
}

/** SQL text in which what begins at some tokens is written otherwise. */
export function replaceTokens(
  text: string,
  replacement: (tokens: readonly SqlToken[], at: number) => Replacement | undefined,
): string {
  const tokens = tokenizeSql(text, { dollarQuotes: true, backticks: true });
  let result = "";
  let position = 0;
  tokens.forEach((token, i) => {
    const found = token.start < position ? undefined : replacement(tokens, i);
    if (!found) return;
    result += text.slice(position, token.start) + found.text;
    position = found.last.end;
  });
  return result + text.slice(position);
}

/** The tokens of a name, with its schema before it where it says one; none where no name begins. */
export function pathAt(tokens: readonly SqlToken[], start: number): readonly SqlToken[] {
  const first = tokens[start];
  if (!first || identifierName(first) === undefined) return [];
  const second = tokens[start + 1]?.text === "." ? tokens[start + 2] : undefined;
  return second && identifierName(second) !== undefined ? [first, second] : [first];
}

/** Whether a path is this name. */
export function isNamed(path: readonly SqlToken[], { schema, name }: QualifiedName): boolean {
  const wanted = schema === null ? [name] : [schema, name];
  return wanted.length === path.length && path.every((token, i) => storedName(token) === wanted[i]);
}

/** What an identifier names. PostgreSQL folds what stands without quotes to lower case. */
export function storedName(token: SqlToken): string | undefined {
  const name = identifierName(token);
  return token.kind === "word" ? name?.toLowerCase() : name;
}

/** The name as SQL, in double quotes where it needs them. */
export function printPath({ schema, name }: QualifiedName): string {
  return schema === null ? printName(name) : `${printName(schema)}.${printName(name)}`;
}

function printName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
