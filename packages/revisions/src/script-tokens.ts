/** One token of JavaScript or TypeScript, as far as reading a header needs it. */
export interface Token {
  readonly kind: "word" | "string" | "template" | "regex" | "punctuation";
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Raised where a string, template or comment does not end; `opened` says which, `start` where. */
export class UnterminatedToken extends Error {
  readonly opened: string;
  readonly start: number;

  constructor(opened: string, start: number) {
    super(`unterminated ${opened}`);
    this.opened = opened;
    this.start = start;
  }
}

const blanks = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
const words = /[\p{ID_Start}$_#@0-9][\p{ID_Continue}$]*/uy;
const strings = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;
const regexes = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const punctuation = /=>|===|==|\.\.\.|[^]/y;
const beforeRegex: ReadonlySet<string> = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "delete",
  "void",
  "throw",
]);

/** The tokens of a script, lazily: a reader that stops early has scanned no further. Throws UnterminatedToken. */
export function* scriptTokens(text: string, from = 0): Generator<Token, void, undefined> {
  let at = text.startsWith("#!") && from === 0 ? text.indexOf("\n") : from;
  let previous: Token | undefined;
  while (at >= 0) {
    at = afterBlanks(text, at);
    if (at >= text.length) return;
    previous = tokenAt(text, at, previous);
    at = previous.end;
    yield previous;
  }
}

function afterBlanks(text: string, at: number): number {
  const end = at + matchAt(blanks, text, at).length;
  if (text.startsWith("/*", end)) throw new UnterminatedToken("comment", end);
  return end;
}

function tokenAt(text: string, start: number, previous: Token | undefined): Token {
  const first = text.charAt(start);
  const token = (kind: Token["kind"], end: number): Token => ({
    kind,
    start,
    end,
    text: text.slice(start, end),
  });
  if (first === "`") return token("template", afterTemplate(text, start));
  if (first === '"' || first === "'") {
    const string = matchAt(strings, text, start);
    if (string === "") throw new UnterminatedToken("string", start);
    return token("string", start + string.length);
  }
  const word = matchAt(words, text, start);
  if (word !== "") return token("word", start + word.length);
  const regex = first === "/" && regexMayFollow(previous) ? matchAt(regexes, text, start) : "";
  if (regex !== "") return token("regex", start + regex.length);
  return token("punctuation", start + matchAt(punctuation, text, start).length);
}

/** A slash after a value divides; anywhere else it opens a regular expression. */
function regexMayFollow(previous: Token | undefined): boolean {
  if (!previous) return true;
  if (previous.kind === "word") return beforeRegex.has(previous.text);
  return previous.kind === "punctuation" && !/[)\]}]/.test(previous.text);
}

function afterTemplate(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\\") at++;
    else if (char === "`") return at + 1;
    else if (char === "$" && text.charAt(at + 1) === "{") at = afterSubstitution(text, at + 2, start) - 1;
  }
  throw new UnterminatedToken("template", start);
}

function afterSubstitution(text: string, from: number, start: number): number {
  let depth = 0;
  for (const token of scriptTokens(text, from)) {
    if (token.text === "{") depth++;
    if (token.text === "}" && depth-- === 0) return token.end;
  }
  throw new UnterminatedToken("template", start);
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}
