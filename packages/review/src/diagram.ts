import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import { html, type Markup } from "./html-text.js";
import { plainLine } from "./plain-line.js";
import type { TouchedTable } from "./report.js";

const box = { width: 300, line: 17, gapX: 70, gapY: 26, head: 26, mostLines: 9 } as const;

interface Placed {
  readonly name: string;
  readonly change: TouchedTable["change"] | "none";
  readonly lines: readonly { readonly sign: string; readonly text: string }[];
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/**
 * The touched tables and what they refer to as a drawing: a table stands right of those that it refers to. Nothing where
 * there is nothing to draw.
 */
export function diagram(tables: readonly TouchedTable[]): Markup {
  if (tables.length === 0 || tables.length > 60) return html``;
  const placed = place(tables);
  const width = Math.max(...placed.map(({ x }) => x + box.width)) + 10;
  const height = Math.max(...placed.map((one) => one.y + one.height)) + 10;
  const byName = new Map(placed.map((one) => [one.name, one]));
  const arrows = tables.flatMap(({ table, refersTo }) => {
    const from = byName.get(formatName(table));
    return distinct(refersTo).flatMap((other) => {
      const to = byName.get(formatName(other));
      return from && to && from !== to ? [arrow(from, to)] : [];
    });
  });
  return html`<svg
    class="diagram"
    role="img"
    aria-label="tables that change, and what they refer to"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
  >
    <defs>
      <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
        <path d="M0 0 8 4 0 8z" />
      </marker>
    </defs>
    ${arrows}${placed.map(drawBox)}
  </svg>`;
}

function place(tables: readonly TouchedTable[]): readonly Placed[] {
  const touched = new Map(tables.map((one) => [formatName(one.table), one]));
  const names = new Set([...touched.keys(), ...tables.flatMap(({ refersTo }) => refersTo.map(formatName))]);
  const columns: number[] = [];
  return [...names]
    .map((name) => ({ name, depth: depthOf(name, touched, new Set()) }))
    .toSorted((a, b) => a.depth - b.depth)
    .map(({ name, depth }) => {
      const table = touched.get(name);
      const lines = shownLines(table);
      const y = columns[depth] ?? 10;
      const height = box.head + lines.length * box.line + (lines.length > 0 ? 8 : 0);
      columns[depth] = y + height + box.gapY;
      return {
        name,
        change: table?.change ?? "none",
        lines,
        x: 10 + depth * (box.width + box.gapX),
        y,
        height,
      };
    });
}

// As far right as the longest way to a table that refers to nothing; cycles end where they began.
function depthOf(name: string, touched: ReadonlyMap<string, TouchedTable>, seen: Set<string>): number {
  if (seen.has(name)) return 0;
  seen.add(name);
  const targets = distinct(touched.get(name)?.refersTo ?? [])
    .map(formatName)
    .filter((other) => other !== name);
  const depth =
    targets.length === 0 ? 0 : 1 + Math.max(...targets.map((other) => depthOf(other, touched, seen)));
  seen.delete(name);
  return Math.min(depth, 6);
}

const signs = { added: "+", removed: "−", changed: "~", same: "" } as const;

function shownLines(table: TouchedTable | undefined): Placed["lines"] {
  const changed = table?.lines.filter(({ change }) => change !== "same") ?? [];
  const shown = changed.slice(0, box.mostLines).map(({ change, text }) => ({ sign: signs[change], text }));
  const left = changed.length - shown.length;
  return left > 0 ? [...shown, { sign: "", text: `and ${left} more` }] : shown;
}

function drawBox({ name, change, lines, x, y, height }: Placed): Markup {
  const rows = lines.map(
    ({ sign, text }, i) =>
      html`<text x="${x + 10}" y="${y + box.head + 10 + i * box.line}" class="row"
        ><tspan class="sign">${sign}</tspan> ${short(text, 36)}</text
      >`,
  );
  return html`<g class="box ${change}"
    ><title>${name}</title>
    <rect x="${x}" y="${y}" width="${box.width}" height="${height}" rx="6" />
    <text x="${x + 10}" y="${y + 17}" class="name">${short(name, 30)}</text>${rows}</g
  >`;
}

function arrow(from: Placed, to: Placed): Markup {
  const [x1, y1] = [from.x, from.y + 13];
  const sameColumn = from.x === to.x;
  const [x2, y2] = [sameColumn ? to.x : to.x + box.width, to.y + 13];
  const bend = sameColumn ? -40 : (x1 - x2) / 2;
  const path = sameColumn
    ? `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}`
    : `M${x1} ${y1}C${x1 - bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}`;
  return html`<path class="arrow" d="${path}" marker-end="url(#tip)" />`;
}

function distinct(names: readonly QualifiedName[]): readonly QualifiedName[] {
  return [...new Map(names.map((name) => [formatName(name), name])).values()];
}

function short(text: string, most: number): string {
  const line = plainLine(text);
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
