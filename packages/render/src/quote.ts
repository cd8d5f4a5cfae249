// Control and format characters (bidi overrides among them), invisible letters, line and paragraph separators, unusual
// spaces, lone surrogates: what a reviewer cannot see or what would reorder the line is always written as an escape.
// The two selectors of text or emoji presentation stay: they only choose between two looks of what is seen.
const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|(?! )\p{Zs}/gu;

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ["\b", String.raw`\b`],
  ["\t", String.raw`\t`],
  ["\n", String.raw`\n`],
  ["\v", String.raw`\v`],
  ["\f", String.raw`\f`],
  ["\r", String.raw`\r`],
]);

/** A string literal of JavaScript for any text, in double quotes unless single ones need fewer escapes. */
export function quote(text: string): string {
  const mark = count(text, '"') > count(text, "'") ? "'" : '"';
  const escaped = text.replaceAll("\\", String.raw`\\`).replaceAll(mark, `\\${mark}`);
  return mark + escapeUnseen(escaped) + mark;
}

/** The lines of a template literal of JavaScript for any text, back quotes included. Tabs stay as they are. */
export function quoteLines(text: string): readonly string[] {
  const escaped = text.replaceAll(/[\\`]|\$(?=\{)/g, String.raw`\$&`);
  const lines = escaped.split("\n").map((line) => line.split("\t").map(escapeUnseen).join("\t"));
  return `\`${lines.join("\n")}\``.split("\n");
}

/** Text for a comment: unseen characters made visible, and no way to end the comment. One line. */
export function quoteComment(text: string): string {
  return escapeUnseen(text).replaceAll("*/", "* /");
}

function escapeUnseen(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replaceAll(unseen, (character) => shortEscapes.get(character) ?? codeEscape(character));
}

function codeEscape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
