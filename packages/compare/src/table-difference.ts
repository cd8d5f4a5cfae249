import type { ForeignKey, Table } from "@typeorm-autogen/model";
import type { CreateForeignKey, DropForeignKey, TableChange } from "@typeorm-autogen/ops";

/** What changes in one table that both sides have, grouped by when it may happen. */
export interface TableDifference {
  /** The table as it is once accepted renames are done. */
  readonly live: Table;
  readonly declared: Table;
  /** Constraints and indexes that go, foreign keys excepted. */
  readonly clear: readonly TableChange[];
  readonly columns: ColumnDifference;
  /** Constraints and indexes that are renamed and created, and the table's comment and options; foreign keys excepted. */
  readonly settle: readonly TableChange[];
}

/** What changes in a table's columns, in an order that can run. */
export interface ColumnDifference {
  readonly changes: readonly TableChange[];
  /** Live columns that are dropped here or on the way back: whatever reads them has to go before. */
  readonly gone: ReadonlySet<string>;
  /** Declared columns that are added here or on the way back: whatever reads them comes after. */
  readonly fresh: ReadonlySet<string>;
  /** Columns that get another type, or another collation. */
  readonly retyped: ReadonlySet<string>;
  /** Columns that no foreign key may hold meanwhile: the retyped ones, and where the dialect says so, the newly required. */
  readonly held: ReadonlySet<string>;
  /** Columns that go, or whose new type makes the server respell what reads them: casts come and stay. */
  readonly respelled: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** No column changes. */
export const sameColumns: ColumnDifference = {
  changes: [],
  gone: none,
  fresh: none,
  retyped: none,
  held: none,
  respelled: none,
};

/** Nothing changes, foreign keys excepted. */
export function noDifference(live: Table, declared: Table): TableDifference {
  return { live, declared, clear: [], columns: sameColumns, settle: [] };
}

/** The foreign keys of one table: what goes, what comes, what is renamed or changed in place. */
export interface ForeignKeyDifference {
  readonly detach: readonly DropForeignKey[];
  readonly attach: readonly CreateForeignKey[];
  readonly renames: readonly TableChange[];
}

/** The columns of a key without their order: what a foreign key needs to be unique. */
export function columnSet(columns: readonly string[]): string {
  return JSON.stringify([...columns].sort());
}

/** Whether a foreign key of another or the same table rests on something that this difference takes away for a time. */
export function shakes(difference: TableDifference, key: ForeignKey): boolean {
  const { gone } = difference.columns;
  if (key.referencedColumns.some((column) => gone.has(column))) return true;
  const wanted = columnSet(key.referencedColumns);
  return difference.clear.some((change) => droppedKey(change) === wanted);
}

function droppedKey(change: TableChange): string | undefined {
  if (change.kind === "dropPrimaryKey") return columnSet(change.primaryKey.columns);
  if (change.kind === "dropUnique") return columnSet(change.unique.columns);
  if (change.kind === "dropIndex" && change.index.unique) {
    return columnSet(change.index.parts.map((part) => part.column ?? ""));
  }
  return undefined;
}

/** Whether a new foreign key has to wait for this difference: it makes the columns, their types or their uniqueness. */
export function supports(difference: TableDifference, key: ForeignKey): boolean {
  const { fresh, held } = difference.columns;
  if (key.referencedColumns.some((column) => fresh.has(column) || held.has(column))) return true;
  const wanted = columnSet(key.referencedColumns);
  return difference.settle.some((change) => createdKey(change) === wanted);
}

function createdKey(change: TableChange): string | undefined {
  if (change.kind === "createPrimaryKey") return columnSet(change.primaryKey.columns);
  if (change.kind === "createUnique") return columnSet(change.unique.columns);
  if (change.kind === "createIndex" && change.index.unique) {
    return columnSet(change.index.parts.map((part) => part.column ?? ""));
  }
  return undefined;
}
