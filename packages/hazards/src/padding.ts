import type { Column } from "@typeorm-autogen/model";

/** Size and alignment of PostgreSQL's types in a row, in bytes, as in pg_type. What has no fixed size is not here. */
const fixed: Readonly<Record<string, readonly [size: number, alignment: number]>> = {
  bigint: [8, 8],
  "double precision": [8, 8],
  timestamp: [8, 8],
  timestamptz: [8, 8],
  time: [8, 8],
  timetz: [12, 8],
  money: [8, 8],
  interval: [16, 8],
  point: [16, 8],
  integer: [4, 4],
  real: [4, 4],
  date: [4, 4],
  smallint: [2, 2],
  boolean: [1, 1],
  uuid: [16, 1],
};

/** Bytes that a row loses between its columns, as they stand and as they would stand by falling alignment. */
export interface Padding {
  readonly now: number;
  readonly least: number;
}

/** What the columns of fixed size lose before the first that has none, behind which nobody can tell. */
export function padding(columns: readonly Column[]): Padding {
  const layouts = columns.map(({ type }) => (type.dimensions === undefined ? fixed[type.name] : undefined));
  const end = layouts.indexOf(undefined);
  const first = layouts.slice(0, end === -1 ? undefined : end).filter((layout) => layout !== undefined);
  return { now: lost(first), least: lost(first.toSorted(([, a], [, b]) => b - a)) };
}

function lost(columns: readonly (readonly [size: number, alignment: number])[]): number {
  let [at, padded] = [0, 0];
  for (const [size, alignment] of columns) {
    const gap = (alignment - (at % alignment)) % alignment;
    at += gap + size;
    padded += gap;
  }
  return padded;
}
