import type { Token } from "./script-tokens.js";

/** A stream of tokens that can be looked ahead into. */
export class TokenCursor {
  readonly #source: Iterator<Token, void, undefined>;
  readonly #ahead: Token[] = [];

  constructor(tokens: Iterable<Token, void, undefined>) {
    this.#source = tokens[Symbol.iterator]();
  }

  next(): Token | undefined {
    const token = this.peek();
    this.#ahead.shift();
    return token;
  }

  /** The token that many steps ahead: 0 is the one that `next` returns. */
  peek(steps = 0): Token | undefined {
    while (this.#ahead.length <= steps) {
      const step = this.#source.next();
      if (step.done) return undefined;
      this.#ahead.push(step.value);
    }
    return this.#ahead[steps];
  }

  /** Whether the next tokens read as these texts; null stands for any token. */
  sees(...texts: readonly (string | null)[]): boolean {
    return texts.every((text, steps) => {
      const token = this.peek(steps);
      return token !== undefined && (text === null || token.text === text);
    });
  }

  skip(count: number): void {
    for (let step = 0; step < count; step++) this.next();
  }
}
