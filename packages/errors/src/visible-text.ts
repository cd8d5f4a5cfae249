// Control characters, and the marks that turn the direction of text or hide: a database or a file may hold either.
const hidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from a database or a file in which nothing hides and nothing steers a terminal: what would is spelled out. */
export function visibleText(text: string): string {
  return text.replaceAll(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
