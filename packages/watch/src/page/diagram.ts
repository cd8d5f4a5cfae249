import { DiagramView, type Area } from "./diagram-view.js";
import { boxOf, detailAt, edgeOf, type Detail, type Placed } from "./diagram-shapes.js";
import { shape } from "./elements.js";
import type { PageTable } from "./state.js";

/** What of the tables is to be seen. */
export interface DiagramFilter {
  readonly onlyChanges: boolean;
  /** Tables that are not faded; null where all count. */
  readonly found: ReadonlySet<string> | null;
  readonly selected: string | null;
}

interface Drawn {
  /** What it was drawn from: where that is the same, it stays. */
  readonly from: unknown;
  readonly node: SVGElement;
}

/** The diagram: tables as boxes, foreign keys as lines. Draws what can be seen, as far as it can be read. */
export class Diagram {
  readonly view: DiagramView;
  readonly #svg: SVGSVGElement;
  readonly #root = shape("g");
  readonly #edges = shape("g");
  readonly #boxes = shape("g");
  readonly #drawn = new Map<string, Drawn>();
  #placed = new Map<string, Placed>();
  #texts = new Map<string, string>();
  #filter: DiagramFilter = { onlyChanges: false, found: null, selected: null };
  #frame = 0;

  constructor(svg: SVGSVGElement, onPick: (name: string | null) => void, onView: () => void) {
    this.#svg = svg;
    this.#root.append(this.#edges, this.#boxes);
    svg.append(
      shape(
        "defs",
        {},
        shape(
          "marker",
          {
            id: "tip",
            viewBox: "0 0 8 8",
            refX: 7,
            refY: 4,
            markerWidth: 7,
            markerHeight: 7,
            orient: "auto",
          },
          shape("path", { d: "M0 0 8 4 0 8z" }),
        ),
      ),
      this.#root,
    );
    this.view = new DiagramView(
      svg,
      () => {
        this.#drawSoon();
        onView();
      },
      (target) => onPick(target.closest(".box")?.getAttribute("data-name") ?? null),
    );
    addEventListener("beforeprint", () => this.#print());
    addEventListener("afterprint", () => {
      svg.removeAttribute("viewBox");
      this.#draw();
    });
  }

  /** Shows tables under a filter. What was looked at stays where it is, unless nobody has moved it yet. */
  show(tables: readonly PageTable[], filter: DiagramFilter): void {
    const isNewFilter = filter.onlyChanges !== this.#filter.onlyChanges;
    this.#filter = filter;
    this.#placed = new Map(
      tables.flatMap((table) => {
        const at = filter.onlyChanges ? table.amongChanges : table.at;
        return at ? [[table.name, { table, at }] as const] : [];
      }),
    );
    const before = this.#texts;
    this.#texts = new Map([...this.#placed].map(([name, placed]) => [name, JSON.stringify(placed)]));
    if (this.view.isUntouched || isNewFilter) this.fit();
    this.#draw();
    if (before.size > 0 && !isNewFilter) this.#markFresh(before);
  }

  /** Shows everything that there is. */
  fit(): void {
    this.view.fit(this.#bounds());
    this.view.isUntouched = true;
  }

  /** Brings a table into sight. */
  goTo(name: string): void {
    const placed = this.#placed.get(name);
    if (placed) this.view.show(areaOf(placed));
  }

  #bounds(): Area {
    const areas = [...this.#placed.values()].map(areaOf);
    return {
      left: Math.min(...areas.map(({ left }) => left)),
      top: Math.min(...areas.map(({ top }) => top)),
      right: Math.max(...areas.map(({ right }) => right)),
      bottom: Math.max(...areas.map(({ bottom }) => bottom)),
    };
  }

  #drawSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#root.setAttribute("transform", this.view.transform);
    this.#fill(this.view.area, detailAt(this.view.scale));
  }

  #print(): void {
    const { left, top, right, bottom } = this.#bounds();
    this.#svg.setAttribute("viewBox", `${left - 10} ${top - 10} ${right - left + 20} ${bottom - top + 20}`);
    this.#root.setAttribute("transform", "");
    this.#fill(everywhere, this.#placed.size > 60 ? 28 : "all");
  }

  #fill(seen: Area, detail: Detail): void {
    const wanted = new Set<string>();
    for (const [name, placed] of this.#placed) {
      if (!touches(areaOf(placed), seen)) continue;
      const key = `box ${name}`;
      wanted.add(key);
      this.#keep(key, `${detail} ${this.#texts.get(name)}`, this.#boxes, () => boxOf(placed, detail));
    }
    for (const from of this.#placed.values()) this.#fillEdges(from, seen, wanted);
    for (const [key, { node }] of this.#drawn) {
      if (wanted.has(key)) continue;
      node.remove();
      this.#drawn.delete(key);
    }
    this.#mark();
  }

  #fillEdges(from: Placed, seen: Area, wanted: Set<string>): void {
    const { table } = from;
    for (const [i, reference] of table.keys.entries()) {
      const to = this.#placed.get(reference.to);
      if (!to || !touches(around(areaOf(from), areaOf(to)), seen)) continue;
      const key = `edge ${i} ${table.name}`;
      wanted.add(key);
      const text = `${reference.to} ${reference.row} ${reference.change} ${JSON.stringify([from.at, to.at])}`;
      this.#keep(key, text, this.#edges, () => {
        const edge = edgeOf(from, to, reference);
        edge.setAttribute("data-from", table.name);
        edge.setAttribute("data-to", reference.to);
        return edge;
      });
    }
  }

  #keep(key: string, from: string, parent: SVGElement, make: () => SVGElement): void {
    const known = this.#drawn.get(key);
    if (known?.from === from) return;
    const node = make();
    if (known) known.node.replaceWith(node);
    else parent.append(node);
    this.#drawn.set(key, { from, node });
  }

  #mark(): void {
    const { selected, found } = this.#filter;
    for (const { node } of this.#drawn.values()) {
      const name = node.getAttribute("data-name");
      const ends = [node.getAttribute("data-from"), node.getAttribute("data-to")];
      node.classList.toggle("selected", name !== null && name === selected);
      node.classList.toggle("near", selected !== null && ends.includes(selected));
      node.classList.toggle("faded", found !== null && !found.has(name ?? ends[0] ?? ""));
    }
  }

  #markFresh(before: ReadonlyMap<string, string>): void {
    for (const [name, { table }] of this.#placed) {
      const old = before.get(name);
      const node = this.#drawn.get(`box ${name}`)?.node;
      if (table.change !== "same" && old !== this.#texts.get(name)) node?.classList.add("fresh");
    }
  }
}

const everywhere: Area = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };

function areaOf({ at, table }: Placed): Area {
  return { left: at.x, top: at.y, right: at.x + table.width, bottom: at.y + table.height };
}

function around(a: Area, b: Area): Area {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right) + 46,
    bottom: Math.max(a.bottom, b.bottom),
  };
}

function touches(a: Area, b: Area): boolean {
  return a.left <= b.right && a.right >= b.left && a.top <= b.bottom && a.bottom >= b.top;
}
