import {
  equalNames,
  formatName,
  type QualifiedName,
  type Schema,
  type Table,
  type TypeCodec,
} from "@typeorm-autogen/model";
import type { LeafOperation, RenameColumn, RenameTable } from "@typeorm-autogen/ops";
import { bareName, columnKey, orderLine, tableLines, type Line, type LineKind } from "./table-lines.js";

/** A line of a table: a column, a key, an index; and what becomes of it. `options` and `order` stand only where they change. */
export interface TableLine {
  readonly kind: LineKind;
  readonly change: "added" | "removed" | "changed" | "same";
  /** The line afterwards; before, where it goes. */
  readonly text: string;
  /** The line before, where it changes. */
  readonly was?: string;
  /** The column, or the columns of a key. */
  readonly columns?: readonly string[];
  /** A column's type. */
  readonly type?: string;
  /** The table that a foreign key refers to. */
  readonly references?: QualifiedName;
}

/** A table before and after. */
export interface ComparedTable {
  readonly table: QualifiedName;
  readonly change: "added" | "removed" | "changed" | "same";
  /** Its name before, where it is renamed. */
  readonly was?: QualifiedName;
  readonly lines: readonly TableLine[];
}

/** Every table of two schemas, line by line; renamed ones are told by the operations between them. */
export function compareTables(
  before: Schema,
  after: Schema,
  operations: readonly LeafOperation[],
  types: TypeCodec,
): readonly ComparedTable[] {
  const renames = new Renames(operations);
  const existing = new Map(before.tables.map((table) => [formatName(table), table]));
  const placed = new Set(
    operations.flatMap((operation) =>
      operation.kind === "placeColumns" ? [formatName(operation.table)] : [],
    ),
  );
  const compared = after.tables.map((table): ComparedTable => {
    const former = formatName(renames.formerTable(table));
    const old = existing.get(former);
    existing.delete(former);
    // Where columns stand tells something only where somebody moves them.
    const isPlaced = placed.has(former) || placed.has(formatName(table));
    const linesOf = (side: Table) => [...tableLines(side, types), ...(isPlaced ? [orderLine(side)] : [])];
    const described = linesOf(table);
    // What no operation touches is the same object in both.
    const before = old === table ? described : old && linesOf(old);
    const lines = compareLines(before, described, (name) => renames.formerColumn(table, name));
    const renamed = old && !equalNames(old, table);
    const isSame = old && !renamed && lines.every(({ change }) => change === "same");
    return {
      table: bareName(table),
      change: isSame ? "same" : old ? "changed" : "added",
      ...(renamed && { was: bareName(old) }),
      lines,
    };
  });
  const removed = [...existing.values()].map((table): ComparedTable => ({
    table: bareName(table),
    change: "removed",
    lines: compareLines(tableLines(table, types), [], (name) => name),
  }));
  return [...compared, ...removed];
}

/** Names before the operations, told from names after them. */
class Renames {
  readonly #renames: readonly (RenameTable | RenameColumn)[];

  constructor(operations: readonly LeafOperation[]) {
    this.#renames = operations
      .filter((operation) => operation.kind === "renameTable" || operation.kind === "renameColumn")
      .toReversed();
  }

  formerTable(table: QualifiedName): QualifiedName {
    let name: QualifiedName = bareName(table);
    for (const operation of this.#renames)
      if (operation.kind === "renameTable" && equalNames(operation.to, name)) name = operation.from;
    return name;
  }

  formerColumn(table: QualifiedName, column: string): string {
    let [at, name] = [bareName(table), column];
    for (const operation of this.#renames) {
      if (operation.kind === "renameTable" && equalNames(operation.to, at)) at = operation.from;
      if (operation.kind === "renameColumn" && equalNames(operation.table, at) && operation.to === name)
        name = operation.from;
    }
    return name;
  }
}

function compareLines(
  before: readonly Line[] | undefined,
  after: readonly Line[],
  formerColumn: (name: string) => string,
): readonly TableLine[] {
  const known = new Map(before?.map((line) => [line.key, line]));
  const lines = after.map((line): TableLine => {
    const [column] = line.kind === "column" ? (line.columns ?? []) : [];
    const key = column === undefined ? line.key : columnKey(formerColumn(column));
    const old = known.get(key);
    known.delete(key);
    if (!old) return { ...told(line), change: "added" };
    if (old.text === line.text && old.more === line.more) return { ...told(line), change: "same" };
    const isMore = old.more !== line.more;
    return { ...told(line, isMore), change: "changed", was: told(old, isMore).text };
  });
  const removed = [...known.values()].map((line): TableLine => ({ ...told(line), change: "removed" }));
  return [...lines, ...removed].filter(
    ({ kind, change }) => change === "changed" || (kind !== "options" && kind !== "order"),
  );
}

function told({ key: _, more, text, ...line }: Line, isMore = false): Omit<TableLine, "change" | "was"> {
  return { ...line, text: isMore && more !== "" ? `${text}, ${more}` : text };
}
