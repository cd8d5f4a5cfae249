// Control characters, and the marks that turn the direction of text: what comes from a database may hold either.
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text from a database or a file as a terminal may show it: what would steer the terminal is spelled out. */
export function visibleText(text: string): string {
  return text.replaceAll(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
