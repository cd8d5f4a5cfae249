import type { QualifiedName } from "./name.js";
import { identifierName, tokenizeSql, type SqlToken } from "./sql-tokens.js";

/**
 * Rewrites each cast to a user-defined type, `::type` or `CAST(… AS type)`, as PostgreSQL does in stored expressions when
 * the type is renamed. Text without one comes back as is.
 */
export function renameType(text: string, from: QualifiedName, to: QualifiedName): string {
  if (!text.includes(from.name)) return text;
  const tokens = tokenizeSql(text, { dollarQuotes: true });
  let result = "";
  let position = 0;
  tokens.forEach((token, i) => {
    if (token.text !== "::" && !(token.kind === "word" && /^as$/i.test(token.text))) return;
    const path = pathAt(tokens, i + 1);
    const [first, last] = [path[0], path.at(-1)];
    if (!first || !last || !isNamed(path, from)) return;
    result += text.slice(position, first.start) + printed(to);
    position = last.end;
  });
  return result + text.slice(position);
}

/** Whether the tokens from this place on name the type. */
export function namesTypeAt(tokens: readonly SqlToken[], at: number, type: QualifiedName): boolean {
  return isNamed(pathAt(tokens, at), type);
}

function pathAt(tokens: readonly SqlToken[], start: number): readonly SqlToken[] {
  const first = tokens[start];
  if (!first || identifierName(first) === undefined) return [];
  const second = tokens[start + 1]?.text === "." ? tokens[start + 2] : undefined;
  return second && identifierName(second) !== undefined ? [first, second] : [first];
}

function isNamed(path: readonly SqlToken[], { schema, name }: QualifiedName): boolean {
  const wanted = schema === null ? [name] : [schema, name];
  return wanted.length === path.length && path.every((token, i) => nameOf(token) === wanted[i]);
}

// PostgreSQL folds what stands without quotes to lower case.
function nameOf(token: SqlToken): string | undefined {
  const name = identifierName(token);
  return token.kind === "word" ? name?.toLowerCase() : name;
}

function printed({ schema, name }: QualifiedName): string {
  const quote = (part: string) =>
    /^[a-z_][a-z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`;
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
