import {
  equalNames,
  renameIdentifier,
  type Column,
  type Exclusion,
  type ForeignKey,
  type IndexDefinition,
  type IndexPart,
  type PrimaryKey,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import { advancePatch, applyPatch, undoPatch, type ColumnPatch } from "./column-patch.js";
import type { Dropping } from "./dropping.js";
import type { IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError, IrreversibleError } from "./errors.js";
import { evolveTable, removed, replaced, withoutName } from "./evolve-table.js";
import { withColumn, type ColumnPlace } from "./place-columns.js";
import { followOwners } from "./sequences.js";
import { followReaders } from "./follow-readers.js";

/** Adds a column. `backfill` is SQL text for the rows that exist; needed for a required column without a default. */
export interface AddColumn extends IfNotExists {
  readonly kind: "addColumn";
  readonly table: QualifiedName;
  readonly column: Column;
  readonly backfill?: string;
  /** Absent: it comes last. */
  readonly place?: ColumnPlace;
}

/** Drops a column and its values. */
export interface DropColumn extends Dropping {
  readonly kind: "dropColumn";
  readonly table: QualifiedName;
  readonly column: Column;
  /** Where it comes back to. Absent: it comes last. */
  readonly place?: ColumnPlace;
}

/**
 * Changes attributes of a column in place; its values stay. `to` holds what changes, `was` every attribute as it was
 * before. `using` converts existing values where the server will not; `backfill` replaces NULL before NOT NULL.
 */
export interface AlterColumn {
  readonly kind: "alterColumn";
  readonly table: QualifiedName;
  readonly column: string;
  readonly to: ColumnPatch;
  readonly was?: ColumnPatch;
  readonly using?: string;
  readonly backfill?: string;
  /** What `using` is when this operation is reversed. */
  readonly usingBack?: string;
}

/** Renames a column; everything that mentions it follows. */
export interface RenameColumn {
  readonly kind: "renameColumn";
  readonly table: QualifiedName;
  readonly from: string;
  readonly to: string;
}

const missing = (kind: string, column: string) => () =>
  new EvolveError(kind, `column ${column}`, "does not exist");
const taken = (kind: string, column: string) => () =>
  new EvolveError(kind, `column ${column}`, "exists already");

export const addColumn: Directive<AddColumn> = {
  reverse: ({ table, column, place }) => ({ kind: "dropColumn", table, column, ...(place && { place }) }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, (table) => {
      const { name } = op.column;
      const columns = withoutName(table.columns, (other) => other.name === name, taken(op.kind, name));
      return { ...table, columns: withColumn(op.kind, columns, op.column, op.place) };
    }),
};

export const dropColumn: Directive<DropColumn> = {
  reverse: ({ table, column, place }) => ({ kind: "addColumn", table, column, ...(place && { place }) }),
  evolve: (schema, op) => ({
    ...evolveTable(schema, op.kind, op.table, (table) => ({
      ...table,
      columns: removed(
        table.columns,
        (other) => other.name === op.column.name,
        missing(op.kind, op.column.name),
      ),
    })),
    sequences: followOwners(schema.sequences, (owner) =>
      equalNames(owner.table, op.table) && owner.column === op.column.name ? null : owner,
    ),
  }),
};

export const alterColumn: Directive<AlterColumn> = {
  reverse: ({ backfill: _, using, usingBack, ...op }) => {
    if (!op.was) throw new IrreversibleError(op.kind, `column ${op.column}`);
    return {
      ...op,
      to: undoPatch(op.to, op.was),
      was: advancePatch(op.was, op.to),
      ...(usingBack !== undefined && { using: usingBack }),
      ...(using !== undefined && { usingBack: using }),
    };
  },
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, (table) => ({
      ...table,
      columns: replaced(
        table.columns,
        (other) => other.name === op.column,
        (column) => applyPatch(column, op.to),
        missing(op.kind, op.column),
      ),
    })),
};

export const renameColumn: Directive<RenameColumn> = {
  reverse: (op) => ({ ...op, from: op.to, to: op.from }),
  evolve: (schema, op) => {
    const renamed = evolveTable(schema, op.kind, op.table, (table) => renameInTable(table, op));
    const { table: owner, from, to } = op;
    const tables = renamed.tables.map((table) => renameReferences(table, op));
    return {
      ...followReaders({ ...renamed, tables }, { table: owner, from, to }),
      sequences: followOwners(schema.sequences, (sequence) =>
        equalNames(sequence.table, op.table) && sequence.column === from
          ? { ...sequence, column: to }
          : sequence,
      ),
    };
  },
};

function renameInTable(table: Table, op: RenameColumn): Table {
  const names = (columns: readonly string[]) => renamedList(columns, op);
  const text = (sql: string) => renameIdentifier(sql, op.from, op.to);
  const columns = replaced(
    withoutName(table.columns, (column) => column.name === op.to, taken(op.kind, op.to)),
    (column) => column.name === op.from,
    (column) => ({ ...column, name: op.to }),
    missing(op.kind, op.from),
  );
  return {
    ...table,
    columns: columns.map((column) => renameInGenerated(column, text)),
    ...(table.primaryKey && { primaryKey: renameInKey(table.primaryKey, names) }),
    uniques: table.uniques.map((unique) => renameInKey(unique, names)),
    checks: table.checks.map((check) => ({ ...check, expression: text(check.expression) })),
    ...(table.exclusions && {
      exclusions: table.exclusions.map((exclusion) => renameInExclusion(exclusion, op, text)),
    }),
    foreignKeys: table.foreignKeys.map((key) => ({
      ...key,
      columns: names(key.columns),
      ...(key.onDeleteColumns && { onDeleteColumns: names(key.onDeleteColumns) }),
    })),
    indexes: table.indexes.map((index) => renameInIndex(index, op, text)),
  };
}

type Rename = (columns: readonly string[]) => readonly string[];

function renameInKey<Key extends PrimaryKey>(key: Key, names: Rename): Key {
  return { ...key, columns: names(key.columns), ...(key.include && { include: names(key.include) }) };
}

function renameInGenerated(column: Column, text: (sql: string) => string): Column {
  if (!column.generated) return column;
  return { ...column, generated: { ...column.generated, expression: text(column.generated.expression) } };
}

function renameInIndex(
  index: IndexDefinition,
  op: RenameColumn,
  text: (sql: string) => string,
): IndexDefinition {
  return {
    ...index,
    parts: index.parts.map((part) => renameInPart(part, op, text)),
    ...(index.where !== undefined && { where: text(index.where) }),
    ...(index.include && { include: renamedList(index.include, op) }),
  };
}

function renameInExclusion(exclusion: Exclusion, op: RenameColumn, text: (sql: string) => string): Exclusion {
  return {
    ...exclusion,
    elements: exclusion.elements.map((element) => renameInPart(element, op, text)),
    ...(exclusion.where !== undefined && { where: text(exclusion.where) }),
    ...(exclusion.include && { include: renamedList(exclusion.include, op) }),
  };
}

function renameInPart<Part extends IndexPart>(
  part: Part,
  op: RenameColumn,
  text: (sql: string) => string,
): Part {
  if (part.expression !== undefined) return { ...part, expression: text(part.expression) };
  return part.column === op.from ? { ...part, column: op.to } : part;
}

function renameReferences(table: Table, op: RenameColumn): Table {
  if (!table.foreignKeys.some((key) => equalNames(key.references, op.table))) return table;
  const foreignKeys = table.foreignKeys.map((key) => renameInReference(key, op));
  return { ...table, foreignKeys };
}

function renameInReference(key: ForeignKey, op: RenameColumn): ForeignKey {
  if (!equalNames(key.references, op.table)) return key;
  return { ...key, referencedColumns: renamedList(key.referencedColumns, op) };
}

function renamedList(columns: readonly string[], op: RenameColumn): readonly string[] {
  return columns.map((column) => (column === op.from ? op.to : column));
}

/** The columns of a schema's table that use a user-defined type of this name. */
export function columnsOfType(
  schema: Schema,
  type: QualifiedName,
): readonly { table: Table; column: Column }[] {
  return schema.tables.flatMap((table) =>
    table.columns
      .filter(
        ({ type: own }) => own.name === type.name && own.schema !== undefined && own.schema === type.schema,
      )
      .map((column) => ({ table, column })),
  );
}
