import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import { plainLine } from "./plain-line.js";
import type { TouchedTable } from "./report.js";

const most = 24;
const classes = { added: "added", removed: "removed", changed: "changed" } as const;

/**
 * The touched tables as a Mermaid flow chart, since only that marks boxes by colour: what is added, changed and dropped, and
 * what they refer to. Empty text where there is nothing to draw, or more than anybody can read.
 */
export function mermaid(tables: readonly TouchedTable[]): string {
  if (tables.length === 0 || tables.length > most) return "";
  const ids = new Map<string, string>();
  const idOf = (name: QualifiedName) => {
    const key = formatName(name);
    const known = ids.get(key) ?? `t${ids.size}`;
    ids.set(key, known);
    return known;
  };
  const boxes = tables.map(({ table, change, lines }) => {
    const told = lines.filter((line) => line.change !== "same").slice(0, 8);
    const rows = told.map(
      (line) => `${sign[line.change]} ${line.change === "removed" ? line.text : line.text}`,
    );
    const label = [formatName(table), ...(change === "removed" ? [] : rows)].map(labelText).join("<br/>");
    return `  ${idOf(table)}["${label}"]:::${classes[change]}`;
  });
  const arrows = tables.flatMap(({ table, refersTo }) =>
    [...new Map(refersTo.map((name) => [formatName(name), name])).values()].map(
      (other) => `  ${idOf(table)} --> ${idOf(other)}`,
    ),
  );
  const drawn = new Set(tables.map(({ table }) => formatName(table)));
  const others = [...ids]
    .filter(([name]) => !drawn.has(name))
    .map(([name, id]) => `  ${id}["${labelText(name)}"]`);
  return ["flowchart LR", ...boxes, ...others, ...arrows, ...styles].join("\n");
}

const sign = { added: "+", removed: "-", changed: "~", same: " " } as const;

const styles = [
  "  classDef added stroke:#1a7f37,stroke-width:2px,text-align:left",
  "  classDef changed stroke:#9a6700,stroke-width:2px,text-align:left",
  "  classDef removed stroke:#cf222e,stroke-width:2px,stroke-dasharray:4",
];

// Inside quotes Mermaid takes entity codes for anything that could end the label or start markup.
function labelText(text: string): string {
  const line = plainLine(text);
  const short = line.length > 60 ? `${line.slice(0, 59)}…` : line;
  return short.replaceAll(/[^\p{L}\p{N} _.,:()=+\-~→'/*]/gu, (character) => `#${character.codePointAt(0)};`);
}
