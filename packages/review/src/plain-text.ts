// Control characters, and the marks that turn the direction of text or hide: a database or a file may hold either.
const hidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const longest = 240;

/** Text from a database or a file in which nothing hides and nothing steers: what would is spelled out. */
export function plainText(text: string): string {
  return text.replaceAll(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** As plain text on one line, cut where it is longer than anybody reads. */
export function plainLine(text: string): string {
  const line = plainText(text).replaceAll(/\s*\n\s*/g, " ");
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
