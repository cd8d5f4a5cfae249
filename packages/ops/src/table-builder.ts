import type {
  Column,
  DialectOptions,
  ExclusionElement,
  QualifiedName,
  Table,
  TableAttachment,
  TypeCodec,
} from "@typeorm-autogen/model";
import { describeBy } from "./describe-by.js";
import {
  chosen,
  readColumn,
  readIndexKey,
  readName,
  type CheckOptions,
  type ColumnOptions,
  type ExclusionOptions,
  type ForeignKeyOptions,
  type IndexKey,
  type IndexOptions,
  type InScript,
  type KeyOptions,
  type NameInScript,
} from "./script-types.js";

/** The `t` of `op.createTable`: describes a table, one call for each of its parts. */
export interface TableBuilder {
  column(name: string, type: string, options?: InScript<ColumnOptions>): void;
  primaryKey(columns: readonly string[]): void;
  /** `name` null: the database keeps none. */
  primaryKey(
    name: string | null,
    columns: readonly string[],
    options?: InScript<Omit<KeyOptions, "nullsNotDistinct">>,
  ): void;
  /** `name` null: the database keeps none. */
  unique(name: string | null, columns: readonly string[], options?: InScript<KeyOptions>): void;
  check(name: string | null, expression: string, options?: InScript<CheckOptions>): void;
  exclusion(
    name: string | null,
    elements: readonly InScript<ExclusionElement>[],
    options?: ExclusionOptions,
  ): void;
  foreignKey(
    name: string | null,
    columns: readonly string[],
    references: NameInScript,
    referencedColumns: readonly string[],
    options?: InScript<ForeignKeyOptions>,
  ): void;
  index(name: string, keys: readonly IndexKey[], options?: InScript<IndexOptions>): void;
  /** A trigger as the database printed it: what a table that is built again needs to be as it was. */
  trigger(name: string, sql: string): void;
  /** What hangs on the table and has no call of its own, as statements that run when the table stands: a policy, grants. */
  attached(kind: string, sql: readonly string[], options?: Pick<TableAttachment, "object">): void;
  comment(text: string): void;
  options(options: DialectOptions): void;
}

/** Runs a table's description and returns the table that it describes. Throws AsyncDescriptionError. */
export function buildTable(
  name: QualifiedName,
  types: TypeCodec,
  describe: (t: TableBuilder) => void,
): Table {
  const table: Draft = { ...name, columns: [], uniques: [], checks: [], foreignKeys: [], indexes: [] };
  describeBy(describe, tableBuilder(table, types), name);
  return table;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };
type Draft = Mutable<Omit<Table, "columns">> & { columns: Column[] };

const named = (name: string | null) => (name === null ? {} : { name });

function tableBuilder(table: Draft, types: TypeCodec): TableBuilder {
  return {
    column: (name, type, options) => void table.columns.push(readColumn(name, types.parse(type), options)),
    primaryKey: (
      first: string | null | readonly string[],
      columns?: readonly string[],
      options?: InScript<KeyOptions>,
    ) => {
      const isNamed = typeof first === "string" || first === null;
      table.primaryKey = isNamed
        ? { ...named(first), columns: columns ?? [], ...chosen<KeyOptions>(options) }
        : { columns: first };
    },
    unique: (name, columns, options) =>
      void table.uniques.push({ ...named(name), columns, ...chosen<KeyOptions>(options) }),
    check: (name, expression, options) =>
      void table.checks.push({ ...named(name), expression, ...chosen<CheckOptions>(options) }),
    exclusion: (name, elements, options) => {
      const read = elements.map((element) => chosen<ExclusionElement>(element));
      table.exclusions = [...(table.exclusions ?? []), { ...named(name), elements: read, ...options }];
    },
    foreignKey: (name, columns, references, referencedColumns, options) =>
      void table.foreignKeys.push({
        ...named(name),
        columns,
        references: readName(references),
        referencedColumns,
        ...chosen<ForeignKeyOptions>(options),
      }),
    index: (name, keys, options) =>
      void table.indexes.push({ name, parts: keys.map(readIndexKey), ...chosen<IndexOptions>(options) }),
    trigger: (name, sql) => {
      table.triggers = [...(table.triggers ?? []), { name, sql }];
    },
    attached: (kind, sql, options) => {
      table.attached = [...(table.attached ?? []), { kind, sql, ...options }];
    },
    comment: (text) => {
      table.comment = text;
    },
    options: (options) => {
      table.options = { ...table.options, ...options };
    },
  };
}
