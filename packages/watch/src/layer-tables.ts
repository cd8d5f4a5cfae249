import type { Placeable } from "./arrange-tables.js";

/** Tables that hang together, in columns; tables that hang on nothing share the last block. The largest block is the first. */
export function columnsOf(
  tables: readonly Placeable[],
  gap: number,
): readonly (readonly (readonly string[])[])[] {
  const components = componentsOf(tables);
  const alone = components.filter((component) => component.length === 1).flat();
  const together = components
    .filter((component) => component.length > 1)
    .toSorted((a, b) => b.length - a.length);
  const blocks = together.map((component) => layered(component, gap));
  return alone.length === 0 ? blocks : [...blocks, wrapped(alone, tallest(alone, gap), gap)];
}

function componentsOf(tables: readonly Placeable[]): readonly (readonly Placeable[])[] {
  const groups = new Map(tables.map((table) => [table.name, [table]]));
  for (const { name, refersTo } of tables)
    for (const other of refersTo) {
      const [one, two] = [groups.get(name), groups.get(other)];
      if (!one || !two || one === two) continue;
      const [small, large] = one.length < two.length ? [one, two] : [two, one];
      large.push(...small);
      for (const table of small) groups.set(table.name, large);
    }
  const order = new Map(tables.map(({ name }, i) => [name, i]));
  const place = ({ name }: Placeable) => order.get(name) ?? 0;
  return [...new Set(groups.values())].map((group) => group.toSorted((a, b) => place(a) - place(b)));
}

// About as high as a screen is to its width, with boxes several times as wide as the gaps between them.
function tallest(tables: readonly Placeable[], gap: number): number {
  const total = tables.reduce((sum, { height }) => sum + height + gap, 0);
  return Math.max(Math.sqrt(total * 200), ...tables.map(({ height }) => height));
}

function layered(tables: readonly Placeable[], gap: number): readonly (readonly string[])[] {
  const depths = depthsOf(tables);
  const layers: Placeable[][] = [];
  for (const table of tables) (layers[depths.get(table.name) ?? 0] ??= []).push(table);
  const filled = layers.filter((layer) => layer !== undefined);
  const sorted = sortLayers(filled);
  const most = tallest(tables, gap);
  return sorted.flatMap((layer) => wrapped(layer, most, gap));
}

/** Cuts a layer into columns that are not higher than allowed. */
function wrapped(layer: readonly Placeable[], most: number, gap: number): readonly (readonly string[])[] {
  const columns: string[][] = [];
  let height = Infinity;
  for (const table of layer) {
    height += table.height + gap;
    if (height > most) {
      columns.push([]);
      height = table.height + gap;
    }
    columns.at(-1)?.push(table.name);
  }
  return columns;
}

/** How many steps each table is from one that refers to nothing, by the longest way; a cycle ends where it began. */
function depthsOf(tables: readonly Placeable[]): ReadonlyMap<string, number> {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const depths = new Map<string, number>();
  const open = new Set<string>();
  const visit = ({ name, refersTo }: Placeable): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    open.add(name);
    let depth = 0;
    for (const other of refersTo) {
      const target = byName.get(other);
      if (target && !open.has(other)) depth = Math.max(depth, visit(target) + 1);
    }
    open.delete(name);
    depths.set(name, depth);
    return depth;
  };
  for (const table of tables) visit(table);
  return depths;
}

const sweeps = 4;

/** Orders the tables of each layer by the middle of those that they hang on, so that fewer lines cross. */
function sortLayers(layers: readonly (readonly Placeable[])[]): readonly (readonly Placeable[])[] {
  const neighbours = neighboursOf(layers.flat());
  let sorted = layers;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const position = new Map(
      sorted.flatMap((layer) => layer.map(({ name }, i) => [name, (i + 0.5) / layer.length] as const)),
    );
    const middle = ({ name }: Placeable) => {
      const places = (neighbours.get(name) ?? []).map((other) => position.get(other) ?? 0);
      const sum = places.reduce((total, place) => total + place, 0);
      return places.length === 0 ? (position.get(name) ?? 0) : sum / places.length;
    };
    sorted = sorted.map((layer) => layer.toSorted((a, b) => middle(a) - middle(b)));
  }
  return sorted;
}

function neighboursOf(tables: readonly Placeable[]): ReadonlyMap<string, readonly string[]> {
  const neighbours = new Map<string, string[]>(tables.map(({ name }) => [name, []]));
  for (const { name, refersTo } of tables)
    for (const other of refersTo) {
      if (other === name) continue;
      neighbours.get(name)?.push(other);
      neighbours.get(other)?.push(name);
    }
  return neighbours;
}
