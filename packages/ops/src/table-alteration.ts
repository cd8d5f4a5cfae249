import type { ExclusionElement, QualifiedName, TypeCodec } from "@typeorm-autogen/model";
import type { ColumnPatch } from "./column-patch.js";
import type { TableChange } from "./operation-map.js";
import type { TableOptionsPatch } from "./set-table-options.js";
import {
  readColumn,
  readIdentity,
  readIndexKey,
  readName,
  type AlterColumnOptions,
  type CheckOptions,
  type ColumnChange,
  type ColumnOptions,
  type ExclusionOptions,
  type ForeignKeyOptions,
  type IndexKey,
  type IndexOptions,
  type KeyOptions,
  type NameInScript,
} from "./script-types.js";

type Create = "create" | "drop";

/** Constraints and indexes, created and dropped by calls of one shape: a drop repeats what it drops for the way back. */
type PairedCalls = {
  [Verb in Create as `${Verb}PrimaryKey`]: (
    name: string | null,
    columns: readonly string[],
    options?: Omit<KeyOptions, "nullsNotDistinct">,
  ) => void;
} & {
  [Verb in Create as `${Verb}Unique`]: (
    name: string | null,
    columns: readonly string[],
    options?: KeyOptions,
  ) => void;
} & {
  [Verb in Create as `${Verb}Check`]: (
    name: string | null,
    expression: string,
    options?: CheckOptions,
  ) => void;
} & {
  [Verb in Create as `${Verb}Exclusion`]: (
    name: string | null,
    elements: readonly ExclusionElement[],
    options?: ExclusionOptions,
  ) => void;
} & {
  [Verb in Create as `${Verb}ForeignKey`]: (
    name: string | null,
    columns: readonly string[],
    references: NameInScript,
    referencedColumns: readonly string[],
    options?: ForeignKeyOptions,
  ) => void;
} & {
  [Verb in Create as `${Verb}Index`]: (
    name: string,
    keys: readonly IndexKey[],
    options?: IndexOptions,
  ) => void;
};

/** The `t` of `op.alterTable`: changes of one table, made together in the order in which they are called. */
export interface TableAlteration extends PairedCalls {
  /** `backfill`: SQL for the rows that exist, where the column is required and has no default. */
  addColumn(name: string, type: string, options?: ColumnOptions & { readonly backfill?: string }): void;
  dropColumn(name: string, type: string, options?: ColumnOptions): void;
  alterColumn(name: string, to: ColumnChange, options?: AlterColumnOptions): void;
  renameColumn(from: string, to: string): void;
  renameConstraint(from: string, to: string): void;
  renameIndex(from: string, to: string): void;
  comment(text: string | null, options?: { readonly was?: string | null }): void;
  /** Changes options of the table; null takes one away. `was` gives the same options as they were. */
  options(to: TableOptionsPatch, options: { readonly was: TableOptionsPatch }): void;
}

/** Runs a table's alteration and returns the changes that it records. */
export function recordChanges(
  table: QualifiedName,
  types: TypeCodec,
  alter: (t: TableAlteration) => void,
): readonly TableChange[] {
  const changes: TableChange[] = [];
  alter(tableAlteration(table, types, (change) => changes.push(change)));
  return changes;
}

type Push = (change: TableChange) => void;

const named = (name: string | null) => (name === null ? {} : { name });

/** The calls that change one table, each handing its change to `push`. */
export function tableAlteration(
  table: QualifiedName,
  types: TypeCodec,
  push: (change: TableChange) => void,
): TableAlteration {
  return {
    ...columnCalls(table, types, push),
    ...keyCalls(table, push),
    ...foreignKeyCalls(table, push),
    ...indexCalls(table, push),
    renameConstraint: (from, to) => push({ kind: "renameConstraint", table, from, to }),
    renameIndex: (from, to) => push({ kind: "renameIndex", table, from, to }),
    comment: (to, options) => push({ kind: "setTableComment", table, to, was: options?.was ?? null }),
    options: (to, { was }) => push({ kind: "setTableOptions", table, to, was }),
  };
}

function columnCalls(table: QualifiedName, types: TypeCodec, push: Push) {
  return {
    addColumn: (name: string, type: string, options: ColumnOptions & { readonly backfill?: string } = {}) => {
      const { backfill, ...rest } = options;
      const column = readColumn(name, types.parse(type), rest);
      push({ kind: "addColumn", table, column, ...(backfill !== undefined && { backfill }) });
    },
    dropColumn: (name: string, type: string, options?: ColumnOptions) =>
      push({ kind: "dropColumn", table, column: readColumn(name, types.parse(type), options) }),
    alterColumn: (column: string, to: ColumnChange, { was, ...rest }: AlterColumnOptions = {}) =>
      push({
        kind: "alterColumn",
        table,
        column,
        to: readPatch(to, types),
        ...(was && { was: { nullable: false, ...readPatch(was, types) } }),
        ...rest,
      }),
    renameColumn: (from: string, to: string) => push({ kind: "renameColumn", table, from, to }),
  };
}

function readPatch({ type, identity, ...rest }: ColumnChange, types: TypeCodec): ColumnPatch {
  return {
    ...rest,
    ...(type !== undefined && { type: types.parse(type) }),
    ...(identity !== undefined && { identity: identity === null ? null : readIdentity(identity) }),
  };
}

function keyCalls(table: QualifiedName, push: Push) {
  const primaryKey =
    (kind: "createPrimaryKey" | "dropPrimaryKey") =>
    (name: string | null, columns: readonly string[], options?: Omit<KeyOptions, "nullsNotDistinct">) =>
      push({ kind, table, primaryKey: { ...named(name), columns, ...options } });
  const unique =
    (kind: "createUnique" | "dropUnique") =>
    (name: string | null, columns: readonly string[], options?: KeyOptions) =>
      push({ kind, table, unique: { ...named(name), columns, ...options } });
  const check =
    (kind: "createCheck" | "dropCheck") =>
    (name: string | null, expression: string, options?: CheckOptions) =>
      push({ kind, table, check: { ...named(name), expression, ...options } });
  const exclusion =
    (kind: "createExclusion" | "dropExclusion") =>
    (name: string | null, elements: readonly ExclusionElement[], options?: ExclusionOptions) =>
      push({ kind, table, exclusion: { ...named(name), elements, ...options } });
  return {
    createPrimaryKey: primaryKey("createPrimaryKey"),
    dropPrimaryKey: primaryKey("dropPrimaryKey"),
    createUnique: unique("createUnique"),
    dropUnique: unique("dropUnique"),
    createCheck: check("createCheck"),
    dropCheck: check("dropCheck"),
    createExclusion: exclusion("createExclusion"),
    dropExclusion: exclusion("dropExclusion"),
  };
}

function foreignKeyCalls(table: QualifiedName, push: Push) {
  const foreignKey =
    (kind: "createForeignKey" | "dropForeignKey") =>
    (
      name: string | null,
      columns: readonly string[],
      references: NameInScript,
      referencedColumns: readonly string[],
      options?: ForeignKeyOptions,
    ) =>
      push({
        kind,
        table,
        foreignKey: {
          ...named(name),
          columns,
          references: readName(references),
          referencedColumns,
          ...options,
        },
      });
  return { createForeignKey: foreignKey("createForeignKey"), dropForeignKey: foreignKey("dropForeignKey") };
}

function indexCalls(table: QualifiedName, push: Push) {
  const index =
    (kind: "createIndex" | "dropIndex") =>
    (name: string, keys: readonly IndexKey[], options?: IndexOptions) =>
      push({ kind, table, index: { name, parts: keys.map(readIndexKey), ...options } });
  return { createIndex: index("createIndex"), dropIndex: index("dropIndex") };
}
