import stringWidth from "string-width";

/** How a piece of a line looks. Where colour is not wanted, it looks like any other. */
export type Look = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "inverse";

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly look?: Look;
}

/** One line of the screen, as its text came and not cut to its width yet. What is right stands at the right edge. */
export interface Row {
  readonly left: readonly Span[];
  readonly right?: readonly Span[];
  /** Where both have no room, the left one is kept whole rather than the right one. */
  readonly rightYields?: boolean;
}

/** A line of one piece. */
export function line(text: string, look?: Look): Row {
  return { left: [span(text, look)] };
}

/** A piece of a line. */
export function span(text: string, look?: Look): Span {
  return look === undefined ? { text } : { text, look };
}

/** A line in so many columns, its text cleaned: what is longer ends with `…`. */
export function lay(
  { left, right = [], rightYields }: Row,
  width: number,
  clean: (text: string) => string,
): readonly Span[] {
  const tidy = ({ text, look }: Span) => span(clean(text).replaceAll(/[\n\t]/g, " "), look);
  const [before, after] = [left.map(tidy), right.map(tidy)];
  const room = width - widthOf(after) - 1;
  const isTight = room < (rightYields ? widthOf(before) : 1);
  if (after.length === 0 || isTight) return fit(before, width);
  const fitted = fit(before, room);
  return [...fitted, span(" ".repeat(width - widthOf(fitted) - widthOf(after))), ...after];
}

// Most text is ASCII, a column for each character.
function widthOfText(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** The columns that pieces of a line take. */
export function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + widthOfText(text), 0);
}

function fit(spans: readonly Span[], width: number): readonly Span[] {
  if (widthOf(spans) <= width) return spans;
  const fitted: Span[] = [];
  let left = width - 1;
  for (const { text, look } of spans) {
    const part = widthOfText(text) <= left ? text : cut(text, left);
    fitted.push(span(part, look));
    left -= widthOfText(part);
    if (part !== text) break;
  }
  return width > 0 ? [...fitted, span("…")] : [];
}

/** A text in lines of so many columns, broken between words; a word that is longer is broken too. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let current = "";
    for (const word of paragraph.split(" ").flatMap((each) => pieces(each, width))) {
      const longer = current === "" ? word : `${current} ${word}`;
      if (widthOfText(longer) <= width) current = longer;
      else {
        lines.push(current);
        current = word;
      }
    }
    lines.push(current);
  }
  return lines;
}

function pieces(word: string, width: number): readonly string[] {
  const found: string[] = [];
  let rest = word;
  while (widthOfText(rest) > Math.max(width, 1)) {
    const piece = cut(rest, width) || rest.slice(0, 1);
    found.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...found, rest];
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function cut(text: string, width: number): string {
  let taken = "";
  let left = width;
  for (const { segment } of graphemes.segment(text)) {
    left -= widthOfText(segment);
    if (left < 0) break;
    taken += segment;
  }
  return taken;
}
