import type { SqlToken } from "@typeorm-autogen/model";
import { significantTokens } from "./lexicon.js";

/** The text without parentheses that enclose all of it, and without comments outside them. */
export function stripParentheses(text: string): string {
  let tokens = significantTokens(text);
  while (areEnclosed(tokens)) tokens = tokens.slice(1, -1);
  const last = tokens.at(-1);
  return last ? text.slice(tokens[0]?.start, last.end) : "";
}

function areEnclosed(tokens: readonly SqlToken[]): boolean {
  if (tokens.length < 2 || tokens[0]?.text !== "(" || tokens.at(-1)?.text !== ")") return false;
  let depth = 0;
  return tokens.every((token, i) => {
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    return depth > 0 || i === tokens.length - 1;
  });
}
