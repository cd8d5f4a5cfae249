import type { QualifiedName } from "./name.js";
import { isNamed, pathAt, printPath, replaceTokens, storedName, type Replacement } from "./sql-path.js";
import { tokenizeSql, type SqlToken } from "./sql-tokens.js";

/**
 * Rewrites each mention of a sequence: `nextval('name')`, `'name'::regclass` of PostgreSQL, which does so itself in stored
 * expressions, and MariaDB's nextval(`name`). Text without one comes back as is.
 */
export function renameSequenceIn(text: string, from: QualifiedName, to: QualifiedName): string {
  if (!text.includes(from.name)) return text;
  return replaceTokens(text, (tokens, at) => {
    const inText = objectInText(tokens, at, (path) => (isNamed(path, from) ? printPath(to) : undefined));
    if (inText || !isArgument(tokens, at)) return inText;
    const path = pathAt(tokens, at);
    const last = path.at(-1);
    return last && isNamed(path, from) ? { last, text: inBackticks(to) } : undefined;
  });
}

/** Rewrites each name that says its schema, as PostgreSQL does in stored expressions when the schema is renamed. */
export function renameSchemaIn(text: string, from: string, to: string): string {
  if (!text.includes(from)) return text;
  const moved = (path: readonly SqlToken[]) => {
    const [schema, object] = path;
    const name = object && storedName(object);
    if (!schema || name === undefined || storedName(schema) !== from) return undefined;
    return printPath({ schema: to, name });
  };
  return replaceTokens(text, (tokens, at) => {
    const inText = objectInText(tokens, at, moved);
    if (inText || tokens[at - 1]?.text === ".") return inText;
    const path = pathAt(tokens, at);
    const [last, written] = [path.at(-1), moved(path)];
    return last && written !== undefined ? { last, text: written } : undefined;
  });
}

// What stands in such a text is SQL for a name: https://www.postgresql.org/docs/current/datatype-oid.html
function objectInText(
  tokens: readonly SqlToken[],
  at: number,
  change: (path: readonly SqlToken[]) => string | undefined,
): Replacement | undefined {
  const token = tokens[at];
  if (token?.kind !== "string") return undefined;
  const cast = tokens[at + 1]?.text === "::" && /^regclass$/i.test(tokens[at + 2]?.text ?? "");
  if (!cast && !isArgument(tokens, at)) return undefined;
  const inner = tokenizeSql(token.text.slice(1, -1).replaceAll("''", "'"));
  const path = pathAt(inner, 0);
  const written = path.at(-1) === inner.at(-1) ? change(path) : undefined;
  return written === undefined ? undefined : { last: token, text: `'${written.replaceAll("'", "''")}'` };
}

function isArgument(tokens: readonly SqlToken[], at: number): boolean {
  const [call, open] = [tokens[at - 2], tokens[at - 1]];
  return open?.text === "(" && /^(?:nextval|currval|lastval|setval)$/i.test(call?.text ?? "");
}

function inBackticks({ schema, name }: QualifiedName): string {
  const parts = schema === null ? [name] : [schema, name];
  return parts.map((part) => `\`${part.replaceAll("`", "``")}\``).join(".");
}
