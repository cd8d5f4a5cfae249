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
    if (tokens[at - 1]?.text !== "::" && !isCastTo(tokens, at)) return undefined;
    const path = pathAt(tokens, at);
    const last = path.at(-1);
    return last && isNamed(path, from) ? { last, text: printPath(to) } : undefined;
  });
}

// AS gives names too: only that of a CAST is followed by a type.
function isCastTo(tokens: readonly SqlToken[], at: number): boolean {
  const isWord = (i: number, word: string) =>
    tokens[i]?.kind === "word" && tokens[i].text.toLowerCase() === word;
  if (!isWord(at - 1, "as")) return false;
  let open = at - 2;
  for (let depth = 0; open >= 0; open--) {
    const text = tokens[open]?.text;
    if (text === "(" && depth === 0) break;
    if (text === ")") depth++;
    if (text === "(") depth--;
  }
  return isWord(open - 1, "cast");
}

/** Whether the tokens from this place on name the type. */
export function namesTypeAt(tokens: readonly SqlToken[], at: number, type: QualifiedName): boolean {
  return isNamed(pathAt(tokens, at), type);
}
