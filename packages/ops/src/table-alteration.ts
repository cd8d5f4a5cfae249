import type { QualifiedName, TypeCodec } from "@typeorm-autogen/model";
import type { ForeignKeyPatch } from "./constraint-changes.js";
import type { ColumnPatch } from "./column-patch.js";
import { splitConditions, type IfExists, type IfNotExists } from "./conditions.js";
import { constraintCalls, type ConstraintCalls } from "./constraint-calls.js";
import { describeBy } from "./describe-by.js";
import type { TableChange } from "./operation-map.js";
import type { ColumnPlace, PlaceColumns } from "./place-columns.js";
import type { TableOptionsPatch } from "./set-table-options.js";
import {
  chosen,
  readColumn,
  readIdentity,
  type AlterColumnOptions,
  type ColumnChange,
  type ColumnOptions,
  type InScript,
} from "./script-types.js";

/** The `t` of `op.alterTable`: changes of one table, made together in the order in which they are called. */
export interface TableAlteration extends ConstraintCalls {
  /** `backfill`: SQL for the rows that exist, where the column is required and has no default. */
  addColumn(name: string, type: string, options?: InScript<AddColumnOptions>): void;
  dropColumn(name: string, type: string, options?: InScript<DropColumnOptions>): void;
  /** Drops a column of which only the name is told: there is no way back. */
  dropColumn(name: string, options?: InScript<IfExists>): void;
  alterColumn(name: string, to: ColumnChange, options?: AlterColumnOptions & InsertOptions): void;
  /**
   * Puts a column directly before or behind another: in a batch, and on MySQL and MariaDB in any alteration. `was`: all
   * columns in their order before, for the way back.
   */
  placeColumn(name: string, place: ColumnPlace, options?: PlacesBefore): void;
  /** Orders that columns have to keep in the end, wherever the others stand. */
  placeColumns(orders: readonly (readonly string[])[], options?: PlacesBefore): void;
  renameColumn(from: string, to: string): void;
  /** Changes when a foreign key is checked, in place; null: it cannot be deferred. */
  alterForeignKey(name: string, to: ForeignKeyPatch, options: { readonly was: ForeignKeyPatch }): void;
  renameConstraint(from: string, to: string): void;
  /** Looks up the rows that a check or foreign key made with `notValid` left unchecked. PostgreSQL: others may write meanwhile. */
  validateConstraint(name: string): void;
  renameIndex(from: string, to: string): void;
  comment(text: string | null, options?: { readonly was?: string | null }): void;
  /** Changes options of the table; null takes one away. `was` gives the same options as they were. */
  options(to: TableOptionsPatch, options: { readonly was: TableOptionsPatch }): void;
}

/** Before or behind which column another stands. */
interface InsertOptions {
  readonly insertBefore?: string;
  readonly insertAfter?: string;
}

/** What a new column is, and where it stands. */
type AddColumnOptions = ColumnOptions & IfNotExists & InsertOptions & { readonly backfill?: string };

type DropColumnOptions = ColumnOptions & InsertOptions & IfExists;

type PlacesBefore = Pick<PlaceColumns, "was">;

/** Runs a table's alteration and returns the changes that it records. Throws AsyncDescriptionError. */
export function recordChanges(
  table: QualifiedName,
  types: TypeCodec,
  alter: (t: TableAlteration) => void,
): readonly TableChange[] {
  const changes: TableChange[] = [];
  describeBy(
    alter,
    tableAlteration(table, types, (change) => changes.push(change)),
    table,
  );
  return changes;
}

type Push = (change: TableChange) => void;

/** The calls that change one table, each handing its change to `push`. */
export function tableAlteration(
  table: QualifiedName,
  types: TypeCodec,
  push: (change: TableChange) => void,
): TableAlteration {
  return {
    ...columnCalls(table, types, push),
    ...constraintCalls(table, push),
    alterForeignKey: (name, to, { was }) => push({ kind: "alterForeignKey", table, name, to, was }),
    renameConstraint: (from, to) => push({ kind: "renameConstraint", table, from, to }),
    validateConstraint: (name) => push({ kind: "validateConstraint", table, name }),
    renameIndex: (from, to) => push({ kind: "renameIndex", table, from, to }),
    comment: (to, options) => push({ kind: "setTableComment", table, to, was: options?.was ?? null }),
    options: (to, { was }) => push({ kind: "setTableOptions", table, to, was }),
  };
}

function columnCalls(table: QualifiedName, types: TypeCodec, push: Push) {
  return {
    addColumn: (name: string, type: string, options?: InScript<AddColumnOptions>) => {
      const [conditions, { backfill, insertBefore, insertAfter, ...rest }] = splitConditions(
        chosen<AddColumnOptions>(options),
      );
      const place = readPlace(insertBefore, insertAfter);
      const column = readColumn(name, types.parse(type), rest);
      push({
        kind: "addColumn",
        table,
        column,
        ...(backfill !== undefined && { backfill }),
        ...(place && { place }),
        ...conditions,
      });
    },
    dropColumn: (name: string, type?: string | InScript<IfExists>, options?: InScript<DropColumnOptions>) => {
      const nameOnly = typeof type !== "string";
      const [conditions, { insertBefore, insertAfter, ...rest }] = splitConditions(
        chosen<DropColumnOptions>(nameOnly ? type : options),
      );
      const place = readPlace(insertBefore, insertAfter);
      const column = nameOnly
        ? readColumn(name, { name: "" }, { nullable: true })
        : readColumn(name, types.parse(type), rest);
      push({
        kind: "dropColumn",
        table,
        column,
        ...(place && { place }),
        ...(nameOnly && { nameOnly }),
        ...conditions,
      });
    },
    alterColumn: (
      column: string,
      to: ColumnChange,
      { was, insertBefore, insertAfter, ...rest }: AlterColumnOptions & InsertOptions = {},
    ) => {
      push({
        kind: "alterColumn",
        table,
        column,
        to: readPatch(to, types),
        ...(was && { was: { nullable: false, ...readPatch(was, types) } }),
        ...rest,
      });
      const place = readPlace(insertBefore, insertAfter);
      if (place) push({ kind: "placeColumns", table, to: { column, ...place } });
    },
    placeColumn: (column: string, place: ColumnPlace, options?: PlacesBefore) =>
      push({ kind: "placeColumns", table, to: { column, ...place }, ...options }),
    placeColumns: (orders: readonly (readonly string[])[], options?: PlacesBefore) =>
      push({ kind: "placeColumns", table, to: { orders }, ...options }),
    renameColumn: (from: string, to: string) => push({ kind: "renameColumn", table, from, to }),
  };
}

function readPlace(before: string | undefined, after: string | undefined): ColumnPlace | undefined {
  if (before !== undefined) return { before };
  return after === undefined ? undefined : { after };
}

function readPatch({ type, identity, ...rest }: ColumnChange, types: TypeCodec): ColumnPatch {
  return {
    ...rest,
    ...(type !== undefined && { type: types.parse(type) }),
    ...(identity !== undefined && { identity: identity === null ? null : readIdentity(identity) }),
  };
}
