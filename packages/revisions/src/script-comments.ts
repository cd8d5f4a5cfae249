import { scriptTokens } from "./script-tokens.js";

/** One line comment of a script, without its slashes. */
export interface ScriptComment {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The `//` comments of a script, those in strings and templates not among them. Throws UnterminatedToken. */
export function scriptComments(source: string): readonly ScriptComment[] {
  const comments: ScriptComment[] = [];
  let at = 0;
  const gap = (end: number) => {
    for (const match of source.slice(at, end).matchAll(/\/\/([^\n]*)|\/\*[^]*?\*\//g)) {
      if (match[1] === undefined) continue;
      const line = source.slice(0, at + match.index).split("\n").length;
      comments.push({ text: match[1].trim(), line });
    }
  };
  for (const token of scriptTokens(source)) {
    gap(token.start);
    at = token.end;
  }
  gap(source.length);
  return comments;
}
