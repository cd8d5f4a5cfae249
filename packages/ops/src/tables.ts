import { equalNames, formatName, type QualifiedName, type Table } from "@typeorm-autogen/model";
import type { IfExists, IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError, IrreversibleError } from "./errors.js";
import { added, evolveTable, removed, withoutName } from "./evolve-table.js";
import { followReaders } from "./follow-readers.js";
import { followOwners } from "./sequences.js";

/** Creates a table with its constraints and indexes. */
export interface CreateTable extends IfNotExists {
  readonly kind: "createTable";
  readonly table: Table;
}

/** Drops a table and its rows. `was` is what the reverse builds again, without the rows. */
export interface DropTable extends IfExists {
  readonly kind: "dropTable";
  readonly table: QualifiedName;
  readonly was?: Table;
}

/** Renames a table, or moves it to another schema. Rows, constraints and indexes stay. */
export interface RenameTable {
  readonly kind: "renameTable";
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}

const label = (name: QualifiedName) => `table ${formatName(name)}`;

export const createTable: Directive<CreateTable> = {
  reverse: ({ table }) => ({
    kind: "dropTable",
    table: { schema: table.schema, name: table.name },
    was: table,
  }),
  evolve: (schema, op) => ({
    ...schema,
    tables: added(
      schema.tables,
      op.table,
      (other) => equalNames(other, op.table),
      () => new EvolveError(op.kind, label(op.table), "exists already"),
    ),
  }),
};

export const dropTable: Directive<DropTable> = {
  reverse: (op) => {
    if (!op.was) throw new IrreversibleError(op.kind, label(op.table));
    return { kind: "createTable", table: op.was };
  },
  evolve: (schema, op) => ({
    ...schema,
    tables: removed(
      schema.tables,
      (other) => equalNames(other, op.table),
      () => new EvolveError(op.kind, label(op.table), "does not exist"),
    ),
    sequences: followOwners(schema.sequences, (owner) => (equalNames(owner.table, op.table) ? null : owner)),
  }),
};

export const renameTable: Directive<RenameTable> = {
  reverse: (op) => ({ kind: "renameTable", from: op.to, to: op.from }),
  evolve: (schema, op) => {
    withoutName(
      schema.tables,
      (other) => equalNames(other, op.to),
      () => new EvolveError(op.kind, label(op.to), "exists already"),
    );
    const renamed = evolveTable(schema, op.kind, op.from, (table) => ({ ...table, ...op.to }));
    const { from, to } = op;
    const tables = renamed.tables.map((table) => repoint(table, op));
    return {
      ...followReaders({ ...renamed, tables }, { from, to }),
      sequences: followOwners(schema.sequences, (owner) =>
        equalNames(owner.table, op.from) ? { ...owner, table: op.to } : owner,
      ),
    };
  },
};

function repoint(table: Table, { from, to }: RenameTable): Table {
  if (!table.foreignKeys.some((key) => equalNames(key.references, from))) return table;
  const foreignKeys = table.foreignKeys.map((key) =>
    equalNames(key.references, from) ? { ...key, references: to } : key,
  );
  return { ...table, foreignKeys };
}
