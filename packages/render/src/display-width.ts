// Emoji as a reader sees them; the flag `v` is written this way because our compile target does not know it yet.
const emoji = new RegExp(String.raw`\p{RGI_Emoji}`, "gv");
const zeroWidth = /[\p{Nonspacing_Mark}\p{Enclosing_Mark}\p{Control}]/u;
// Wide and Fullwidth of Unicode's EastAsianWidth.txt, in whole blocks.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f251}\u{20000}-\u{3fffd}]/u;

/** How many columns a text takes: two for wide characters and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  const rest = text.replace(emoji, () => {
    width += 2;
    return "";
  });
  for (const character of rest) {
    if (!zeroWidth.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return width;
}
