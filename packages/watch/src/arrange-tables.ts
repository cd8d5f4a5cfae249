import type { Point } from "./page/state.js";
import { columnsOf } from "./layer-tables.js";

/** A table that wants a place. */
export interface Placeable {
  readonly name: string;
  readonly height: number;
  /** Names of tables that it refers to. */
  readonly refersTo: readonly string[];
}

/** Tables that hang together, in columns from left to right. */
interface Block {
  readonly columns: string[][];
}

const gap = { x: 70, y: 26, block: 70 } as const;

/**
 * Finds places for tables: those that hang together stand together, each right of those that it refers to. What has a
 * place keeps its column and its neighbours when tables come, go and grow; where most are new, all are placed anew.
 */
export class Arrangement {
  readonly #width: number;
  #shelves: Block[][] = [];

  constructor(width: number) {
    this.#width = width;
  }

  /** Where each table stands: the upper left corner of its box. */
  arrange(tables: readonly Placeable[]): ReadonlyMap<string, Point> {
    const byName = new Map(tables.map((table) => [table.name, table]));
    this.#forget(byName);
    const known = new Map(
      this.#shelves
        .flat()
        .flatMap((block) =>
          block.columns.flatMap((names, column) => names.map((name) => [name, { block, column }] as const)),
        ),
    );
    let left = tables.filter(({ name }) => !known.has(name));
    if (left.length > known.size) {
      this.#shelves = [];
      known.clear();
      left = [...tables];
    }
    for (let count = -1; known.size > 0 && count !== left.length;) {
      count = left.length;
      left = left.filter((table) => !this.#join(table, tables, known));
    }
    this.#shelve(columnsOf(left, gap.y), byName);
    return this.#places(byName);
  }

  #forget(tables: ReadonlyMap<string, Placeable>): void {
    const left = (names: readonly string[]) => names.filter((name) => tables.has(name));
    this.#shelves = this.#shelves
      .map((shelf) =>
        shelf
          .map(({ columns }) => ({ columns: columns.map(left).filter(({ length }) => length > 0) }))
          .filter(({ columns }) => columns.length > 0),
      )
      .filter(({ length }) => length > 0);
  }

  // Beside a table that it refers to, or that refers to it, at the end of the column there.
  #join(
    table: Placeable,
    tables: readonly Placeable[],
    known: Map<string, { readonly block: Block; readonly column: number }>,
  ): boolean {
    const target = table.refersTo.map((name) => known.get(name)).find((place) => place !== undefined);
    const source = tables.find(({ name, refersTo }) => known.has(name) && refersTo.includes(table.name));
    const from = source && known.get(source.name);
    const place = target ?? from;
    if (!place) return false;
    const { block } = place;
    const column = target ? target.column + 1 : Math.max(place.column - 1, 0);
    (block.columns[column] ??= []).push(table.name);
    known.set(table.name, { block, column });
    return true;
  }

  #shelve(blocks: readonly (readonly (readonly string[])[])[], tables: ReadonlyMap<string, Placeable>): void {
    if (blocks.length === 0) return;
    const area = [...tables.values()].reduce((sum, { height }) => sum + (height + gap.y) * this.#step, 0);
    const widest = Math.max(Math.sqrt(area * 1.9), ...this.#shelves.map((shelf) => this.#widthOf(shelf)));
    for (const columns of blocks) {
      const block: Block = { columns: columns.map((names) => [...names]) };
      const last = this.#shelves.at(-1);
      if (last && this.#widthOf([...last, block]) <= widest) last.push(block);
      else this.#shelves.push([block]);
    }
  }

  get #step(): number {
    return this.#width + gap.x;
  }

  #widthOf(shelf: readonly Block[]): number {
    return shelf.reduce((sum, { columns }) => sum + columns.length * this.#step + gap.block, 0);
  }

  #places(tables: ReadonlyMap<string, Placeable>): ReadonlyMap<string, Point> {
    const places = new Map<string, Point>();
    let top = 0;
    for (const shelf of this.#shelves) {
      let left = 0;
      let bottom = top;
      for (const { columns } of shelf) {
        for (const names of columns) {
          let y = top;
          for (const name of names) {
            places.set(name, { x: left, y });
            y += (tables.get(name)?.height ?? 0) + gap.y;
          }
          bottom = Math.max(bottom, y);
          left += this.#step;
        }
        left += gap.block;
      }
      top = bottom + gap.block;
    }
    return places;
  }
}
