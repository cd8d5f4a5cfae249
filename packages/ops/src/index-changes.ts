import {
  equalNames,
  findTable,
  type IndexDefinition,
  type QualifiedName,
  type Schema,
} from "@typeorm-autogen/model";
import type { Dropping } from "./dropping.js";
import type { IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError } from "./errors.js";
import { added, evolveTable, removed, replaced, withoutName } from "./evolve-table.js";

/** Builds an index. */
export interface CreateIndex extends IfNotExists {
  readonly kind: "createIndex";
  readonly table: QualifiedName;
  readonly index: IndexDefinition;
}

/** Drops an index. */
export interface DropIndex extends Dropping {
  readonly kind: "dropIndex";
  readonly table: QualifiedName;
  readonly index: IndexDefinition;
}

/** Renames an index. */
export interface RenameIndex {
  readonly kind: "renameIndex";
  readonly table: QualifiedName;
  readonly from: string;
  readonly to: string;
}

const missing = (kind: string, name: string) => () =>
  new EvolveError(kind, `index ${name}`, "does not exist");

// How an index was built is not part of what it is.
function built({ concurrently: _, ...index }: IndexDefinition): IndexDefinition {
  return index;
}

type Indexes = readonly IndexDefinition[];

// A materialized view has indexes as a table has.
function evolveIndexes(
  schema: Schema,
  kind: string,
  name: QualifiedName,
  change: (indexes: Indexes) => Indexes,
): Schema {
  const isOwner = (view: QualifiedName) => equalNames(view, name);
  if (findTable(schema, name) || !schema.views.some(isOwner))
    return evolveTable(schema, kind, name, (table) => ({ ...table, indexes: change(table.indexes) }));
  const views = schema.views.map((view) => {
    if (!isOwner(view)) return view;
    const { indexes: before = [], ...rest } = view;
    const indexes = change(before);
    return indexes.length > 0 ? { ...rest, indexes } : rest;
  });
  return { ...schema, views };
}

export const createIndex: Directive<CreateIndex> = {
  reverse: (op) => ({ ...op, kind: "dropIndex" }),
  evolve: (schema, op) =>
    evolveIndexes(schema, op.kind, op.table, (indexes) =>
      added(
        indexes,
        built(op.index),
        (other) => other.name === op.index.name,
        () => new EvolveError(op.kind, `index ${op.index.name}`, "exists already"),
      ),
    ),
};

export const dropIndex: Directive<DropIndex> = {
  reverse: (op) => ({ ...op, kind: "createIndex" }),
  evolve: (schema, op) =>
    evolveIndexes(schema, op.kind, op.table, (indexes) =>
      removed(indexes, (other) => other.name === op.index.name, missing(op.kind, op.index.name)),
    ),
};

export const renameIndex: Directive<RenameIndex> = {
  reverse: (op) => ({ ...op, from: op.to, to: op.from }),
  evolve: (schema, op) =>
    evolveIndexes(schema, op.kind, op.table, (indexes) =>
      replaced(
        withoutName(
          indexes,
          (other) => other.name === op.to,
          () => new EvolveError(op.kind, `index ${op.to}`, "exists already"),
        ),
        (other) => other.name === op.from,
        (index) => ({ ...index, name: op.to }),
        missing(op.kind, op.from),
      ),
    ),
};
