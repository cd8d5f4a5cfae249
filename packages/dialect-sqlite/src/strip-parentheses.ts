import { areEnclosed } from "@typeorm-autogen/model";
import { significantTokens } from "./lexicon.js";

/** The text without parentheses that enclose all of it, and without comments outside them. */
export function stripParentheses(text: string): string {
  let tokens = significantTokens(text);
  while (areEnclosed(tokens)) tokens = tokens.slice(1, -1);
  const last = tokens.at(-1);
  return last ? text.slice(tokens[0]?.start, last.end) : "";
}
