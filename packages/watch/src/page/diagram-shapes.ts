import { shape, short, signs } from "./elements.js";
import type { PageKey, PageTable, Point } from "./state.js";

/** How much of a table is drawn: everything, its name at a size of letters, or only that it is there. */
export type Detail = "all" | 20 | 28 | "none";

/** A table where it stands in the diagram that is shown. */
export interface Placed {
  readonly table: PageTable;
  readonly at: Point;
}

/** How much can be read at a scale. */
export function detailAt(scale: number): Detail {
  if (scale >= 0.5) return "all";
  if (scale >= 0.36) return 20;
  return scale >= 0.2 ? 28 : "none";
}

const head = 32;
const row = 20;

/** A table's box. */
export function boxOf({ table, at }: Placed, detail: Detail): SVGGElement {
  const { name, change, was, width, height } = table;
  const title = `${name}${was === "" ? "" : `, was ${was}`}${change === "same" ? "" : ` (${said[change]})`}`;
  return shape(
    "g",
    {
      class: `box is-${change} ${detail === "all" ? "" : detail === "none" ? "tiny" : "far"}`,
      "data-name": name,
      transform: `translate(${at.x} ${at.y})`,
    },
    shape("title", {}, short(title, 300)),
    shape("rect", { class: "frame", width, height, rx: 9 }),
    ...(detail === "all" ? fullText(table) : nameAlone(table, detail)),
  );
}

const said = { added: "added", removed: "dropped", changed: "changed" } as const;

function fullText({ name, change, width, rows }: PageTable): readonly SVGElement[] {
  return [
    shape("path", { class: "bar", d: `M1 ${head}V9a8 8 0 0 1 8-8H${width - 9}a8 8 0 0 1 8 8V${head}z` }),
    shape("text", { class: `glyph fg-${change}`, x: 12, y: 21 }, signs[change]),
    shape(
      "text",
      { class: `name${change === "removed" ? " gone" : ""}`, x: change === "same" ? 12 : 27, y: 21 },
      short(name, change === "same" ? 27 : 25),
    ),
    ...rows.flatMap((line, i) => rowText(line, i, width)),
  ];
}

function rowText(
  { change, name, type, isKey }: PageTable["rows"][number],
  i: number,
  width: number,
): readonly SVGElement[] {
  const y = head + 4 + i * row;
  const room = type === "" ? 27 : Math.max(27 - Math.min(type.length, 14), 13);
  return [
    ...(change === "same"
      ? []
      : [
          shape("rect", { class: `tint-${change}`, x: 4, y, width: width - 8, height: row, rx: 4 }),
          shape("text", { class: `glyph fg-${change}`, x: 10, y: y + 14 }, signs[change]),
        ]),
    shape(
      "text",
      { class: `${change === "removed" ? "gone" : ""}${isKey ? " key" : ""}`, x: 24, y: y + 14 },
      short(name, room),
    ),
    shape("text", { class: "type", x: width - 12, y: y + 14 }, short(type, 14)),
  ];
}

function nameAlone(
  { name, change, width, height }: PageTable,
  size: Exclude<Detail, "all">,
): readonly SVGElement[] {
  const middle = { x: width / 2, y: height / 2, "text-anchor": "middle", "dominant-baseline": "central" };
  if (size === "none")
    return change === "same"
      ? []
      : [
          shape("rect", { class: `tint-${change}`, x: 3, y: 3, width: width - 6, height: height - 6, rx: 8 }),
          sized(shape("text", { ...middle, class: `glyph fg-${change}` }, signs[change]), 90),
        ];
  const text = `${change === "same" ? "" : `${signs[change]} `}${name}`;
  const letters = Math.floor((width - 14) / (size * 0.61));
  return [sized(shape("text", { ...middle, class: `name fg-${change}` }, short(text, letters)), size)];
}

function sized(text: SVGTextElement, size: number): SVGTextElement {
  text.style.fontSize = `${size}px`;
  return text;
}

/** The line of a foreign key, from the column to the table that it refers to. */
export function edgeOf(from: Placed, to: Placed, { row: line, change }: PageKey): SVGPathElement {
  const start = from.at.y + (line === null ? head / 2 : head + 4 + line * row + row / 2);
  const end = to.at.y + head / 2;
  return shape("path", {
    class: `edge is-${change}`,
    d: curve(from, to, start, end),
    "marker-end": "url(#tip)",
  });
}

function curve(from: Placed, to: Placed, start: number, end: number): string {
  const [left, right] = [from.at.x, from.at.x + from.table.width];
  const [otherLeft, otherRight] = [to.at.x, to.at.x + to.table.width];
  const between = (x1: number, x2: number, bend: number) =>
    `M${x1} ${start}C${x1 + bend} ${start} ${x2 - bend} ${end} ${x2} ${end}`;
  if (otherRight < left) return between(left, otherRight, -Math.max((left - otherRight) / 2, 30));
  if (right < otherLeft) return between(right, otherLeft, Math.max((otherLeft - right) / 2, 30));
  const out = from === to ? 46 : 38;
  return `M${right} ${start}C${right + out} ${start} ${otherRight + out} ${end} ${otherRight} ${end}`;
}
