import type { ComparedTable, TableLine } from "@typeorm-autogen/autogenerate";
import { formatName } from "@typeorm-autogen/model";
import type { PageKey, PageRow } from "./page/state.js";

/** Sizes of a table's box. */
export const box = { width: 240, head: 32, row: 20, foot: 8, mostRows: 14 } as const;

/** What a table's box shows. */
export interface TableBox {
  readonly rows: readonly PageRow[];
  readonly keys: readonly PageKey[];
  readonly height: number;
}

/** Chooses the lines that a table's box shows: its columns and whatever changes; of a long table what changes, and the first. */
export function tableBox({ change: whole, lines }: ComparedTable): TableBox {
  const isAltered = whole === "changed" || whole === "same";
  const told = lines.filter(
    ({ kind, change }) => kind === "column" || (isAltered && change !== "same" && kind !== "comment"),
  );
  const shown = choose(told);
  const left = told.length - shown.length;
  const primary = new Set(lines.find(({ kind }) => kind === "primaryKey")?.columns);
  const rows = [
    ...shown.map((line) => rowOf(line, primary)),
    ...(left > 0 ? [{ change: "same", name: `… ${left} more`, type: "", isKey: false } as const] : []),
  ];
  return { rows, keys: keysOf(lines, shown), height: box.head + rows.length * box.row + box.foot };
}

function choose(lines: readonly TableLine[]): readonly TableLine[] {
  if (lines.length <= box.mostRows) return lines;
  const [changing, same] = [true, false].map((wanted) =>
    lines.filter(({ change }) => (change !== "same") === wanted),
  );
  const chosen = new Set([...(changing ?? []), ...(same ?? [])].slice(0, box.mostRows - 1));
  return lines.filter((line) => chosen.has(line));
}

function rowOf(line: TableLine, primary: ReadonlySet<string>): PageRow {
  const { change, text, kind, columns: [column] = [], type = "" } = line;
  if (kind !== "column" || column === undefined) return { change, name: text, type: "", isKey: false };
  return { change, name: column, type, isKey: primary.has(column) };
}

function keysOf(lines: readonly TableLine[], shown: readonly TableLine[]): readonly PageKey[] {
  return lines.flatMap(({ references, columns, change }) => {
    if (!references) return [];
    const row = shown.findIndex(({ kind, columns: own }) => kind === "column" && own?.[0] === columns?.[0]);
    return [{ to: formatName(references), row: row === -1 ? null : row, change }];
  });
}
