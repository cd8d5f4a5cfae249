import { eastAsianWidth } from "get-east-asian-width";

// Emoji as a reader sees them; the flag `v` is written this way because our compile target does not know it yet.
const emoji = new RegExp(String.raw`\p{RGI_Emoji}`, "gv");
const zeroWidth = /[\p{Nonspacing_Mark}\p{Enclosing_Mark}\p{Control}]/u;

/** How many columns a text takes: two for wide characters and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  const rest = text.replace(emoji, () => {
    width += 2;
    return "";
  });
  for (const character of rest) {
    if (!zeroWidth.test(character)) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}
