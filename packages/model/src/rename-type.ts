import type { QualifiedName } from "./name.js";
import { isNamed, pathAt, printPath, replaceTokens } from "./sql-path.js";
import type { SqlToken } from "./sql-tokens.js";

/**
 * Rewrites each cast to a user-defined type, `::type` or `CAST(… AS type)`, as PostgreSQL does in stored expressions when
 * the type is renamed. Text without one comes back as is.
 */
export function renameType(text: string, from: QualifiedName, to: QualifiedName): string {
  if (!text.includes(from.name)) return text;
  return replaceTokens(text, (tokens, at) => {
    const before = tokens[at - 1];
    if (before?.text !== "::" && !(before?.kind === "word" && /^as$/i.test(before.text))) return undefined;
    const path = pathAt(tokens, at);
    const last = path.at(-1);
    return last && isNamed(path, from) ? { last, text: printPath(to) } : undefined;
  });
}

/** Whether the tokens from this place on name the type. */
export function namesTypeAt(tokens: readonly SqlToken[], at: number, type: QualifiedName): boolean {
  return isNamed(pathAt(tokens, at), type);
}
