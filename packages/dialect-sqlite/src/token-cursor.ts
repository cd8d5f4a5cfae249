import type { SqlToken } from "@typeorm-autogen/model";
import { nameOf, significantTokens } from "./lexicon.js";
import { UnreadableSqlError } from "./errors.js";

/** A place in SQL text that a parser moves forward. */
export class TokenCursor {
  readonly #text: string;
  readonly #tokens: readonly SqlToken[];
  readonly #words: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = significantTokens(text);
    this.#words = this.#tokens.map((token) => (token.kind === "quoted" ? "" : token.text.toLowerCase()));
  }

  get token(): SqlToken | undefined {
    return this.#tokens[this.#at];
  }

  get atEnd(): boolean {
    return this.token === undefined || this.token.text === ";";
  }

  /** The next bare word or mark in lower case; empty for a quoted word, which is a name and never a keyword. */
  get word(): string {
    return this.#words[this.#at] ?? "";
  }

  /** Whether these bare words or marks come next. */
  sees(...words: readonly string[]): boolean {
    return words.every((word, i) => this.#words[this.#at + i] === word);
  }

  /** Steps over these words if they come next. */
  accept(...words: readonly string[]): boolean {
    const seen = this.sees(...words);
    if (seen) this.#at += words.length;
    return seen;
  }

  /** Steps over these words; throws UnreadableSqlError where something else stands. */
  expect(...words: readonly string[]): void {
    if (!this.accept(...words)) throw this.fail(words.join(" ").toUpperCase());
  }

  /** Steps over one token and returns it. */
  next(): SqlToken {
    const token = this.token;
    if (!token) throw this.fail("more");
    this.#at++;
    return token;
  }

  /** Steps over a name, in any quoting, and returns it without. */
  name(): string {
    const name = nameOf(this.next());
    if (name === undefined) throw this.fail("a name");
    return name;
  }

  /** Steps over `( name, … )` and returns the names. */
  names(): readonly string[] {
    const names: string[] = [];
    this.expect("(");
    do names.push(this.name());
    while (this.accept(","));
    this.expect(")");
    return names;
  }

  /** Steps over `( … )` and returns what stands between the parentheses, without comments at its ends. */
  parenthesised(): string {
    this.expect("(");
    const from = this.#at;
    for (let depth = 1; ; this.#at++) {
      const token = this.token;
      if (!token) throw this.fail(")");
      if (token.text === "(") depth++;
      if (token.text === ")" && --depth === 0) break;
    }
    const text = this.#slice(from, this.#at);
    this.#at++;
    return text;
  }

  /** The text up to the first of these words outside parentheses, or up to where the list or statement ends. */
  until(...stops: readonly string[]): string {
    const from = this.#at;
    for (let depth = 0; !this.atEnd; this.#at++) {
      const { word } = this;
      if (depth === 0 && (word === "," || word === ")" || stops.includes(word))) break;
      if (word === "(") depth++;
      if (word === ")") depth--;
    }
    return this.#slice(from, this.#at);
  }

  /** Everything from here to the end of the statement. */
  rest(): string {
    const from = this.#at;
    while (!this.atEnd) this.#at++;
    return this.#slice(from, this.#at);
  }

  /** As `rest`, with the comments that end the text. */
  remainder(): string {
    const from = this.#tokens[this.#at]?.start ?? this.#text.length;
    while (!this.atEnd) this.#at++;
    return this.#text.slice(from).trimEnd();
  }

  #slice(from: number, to: number): string {
    const last = this.#tokens[to - 1];
    return from < to && last ? this.#text.slice(this.#tokens[from]?.start, last.end) : "";
  }

  /** The error that says what was expected here. */
  fail(expected: string): UnreadableSqlError {
    return new UnreadableSqlError(this.#text, expected, this.#tokens[this.#at]?.text);
  }
}
