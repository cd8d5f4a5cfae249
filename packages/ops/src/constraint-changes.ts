import {
  equal,
  type Check,
  type Deferrable,
  type Exclusion,
  type ForeignKey,
  type PrimaryKey,
  type QualifiedName,
  type Table,
  type Unique,
} from "@typeorm-autogen/model";
import type { Dropping } from "./dropping.js";
import type { IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError, IrreversibleError } from "./errors.js";
import { added, evolveTable, removed, replaced } from "./evolve-table.js";
import { applyTo } from "./patch.js";

/** Adds a primary key to a table that has none. */
export interface CreatePrimaryKey extends IfNotExists {
  readonly kind: "createPrimaryKey";
  readonly table: QualifiedName;
  readonly primaryKey: PrimaryKey;
}

/** Drops a table's primary key. */
export interface DropPrimaryKey extends Dropping {
  readonly kind: "dropPrimaryKey";
  readonly table: QualifiedName;
  readonly primaryKey: PrimaryKey;
}

/** Adds a unique constraint. */
export interface CreateUnique extends IfNotExists {
  readonly kind: "createUnique";
  readonly table: QualifiedName;
  readonly unique: Unique;
}

/** Drops a unique constraint. */
export interface DropUnique extends Dropping {
  readonly kind: "dropUnique";
  readonly table: QualifiedName;
  readonly unique: Unique;
}

/** Adds a check constraint. */
export interface CreateCheck extends IfNotExists {
  readonly kind: "createCheck";
  readonly table: QualifiedName;
  readonly check: Check;
}

/** Drops a check constraint. */
export interface DropCheck extends Dropping {
  readonly kind: "dropCheck";
  readonly table: QualifiedName;
  readonly check: Check;
}

/** Adds an exclusion constraint. */
export interface CreateExclusion extends IfNotExists {
  readonly kind: "createExclusion";
  readonly table: QualifiedName;
  readonly exclusion: Exclusion;
}

/** Drops an exclusion constraint. */
export interface DropExclusion extends Dropping {
  readonly kind: "dropExclusion";
  readonly table: QualifiedName;
  readonly exclusion: Exclusion;
}

/** Adds a foreign key. */
export interface CreateForeignKey extends IfNotExists {
  readonly kind: "createForeignKey";
  readonly table: QualifiedName;
  readonly foreignKey: ForeignKey;
}

/** Drops a foreign key. */
export interface DropForeignKey extends Dropping {
  readonly kind: "dropForeignKey";
  readonly table: QualifiedName;
  readonly foreignKey: ForeignKey;
}

/** What can be changed of a foreign key in place; null takes it away. */
export interface ForeignKeyPatch {
  readonly deferrable: Deferrable | null;
}

/** Changes when a foreign key is checked. Rows are not looked at again. */
export interface AlterForeignKey {
  readonly kind: "alterForeignKey";
  readonly table: QualifiedName;
  readonly name: string;
  readonly to: ForeignKeyPatch;
  readonly was: ForeignKeyPatch;
}

/** Looks up every row that a constraint made as NOT VALID left unchecked; from then on it holds for all of them. */
export interface ValidateConstraint {
  readonly kind: "validateConstraint";
  readonly table: QualifiedName;
  readonly name: string;
}

/** Renames a primary key, unique, check, exclusion or foreign key. */
export interface RenameConstraint {
  readonly kind: "renameConstraint";
  readonly table: QualifiedName;
  readonly from: string;
  readonly to: string;
}

export const createPrimaryKey: Directive<CreatePrimaryKey> = {
  reverse: (op) => ({ ...op, kind: "dropPrimaryKey" }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, (table) => {
      if (table.primaryKey) throw new EvolveError(op.kind, `primary key of ${table.name}`, "exists already");
      return { ...table, primaryKey: op.primaryKey };
    }),
};

export const dropPrimaryKey: Directive<DropPrimaryKey> = {
  reverse: (op) => ({ ...op, kind: "createPrimaryKey" }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, ({ primaryKey, ...table }) => {
      if (!primaryKey) throw new EvolveError(op.kind, `primary key of ${table.name}`, "does not exist");
      return table;
    }),
};

interface Named {
  readonly name?: string;
}

type Lists = Required<Pick<Table, "uniques" | "checks" | "exclusions" | "foreignKeys">>;

// Where the database keeps no name (SQLite), the content tells which one is meant, also where a script has a name for it.
function same(item: Named, list: readonly Named[]): (other: Named) => boolean {
  const { name, ...content } = item;
  const isNamed = name !== undefined && list.some((other) => other.name === name);
  return (other) => (isNamed ? other.name === name : equal(other, content));
}

function adding<Key extends keyof Lists>(key: Key, kind: string, item: Lists[Key][number] & Named) {
  return (table: Table): Table => ({
    ...table,
    [key]: added<Named>(
      table[key] ?? [],
      item,
      (other) => item.name !== undefined && other.name === item.name,
      () =>
        new EvolveError(
          kind,
          `constraint ${item.name ?? "without a name"} of ${table.name}`,
          "exists already",
        ),
    ),
  });
}

function removing<Key extends keyof Lists>(key: Key, kind: string, item: Lists[Key][number] & Named) {
  return (table: Table): Table => ({
    ...table,
    [key]: removed<Named>(
      table[key] ?? [],
      same(item, table[key] ?? []),
      () =>
        new EvolveError(
          kind,
          `constraint ${item.name ?? "without a name"} of ${table.name}`,
          "does not exist",
        ),
    ),
  });
}

export const createUnique: Directive<CreateUnique> = {
  reverse: (op) => ({ ...op, kind: "dropUnique" }),
  evolve: (schema, op) => evolveTable(schema, op.kind, op.table, adding("uniques", op.kind, op.unique)),
};

export const dropUnique: Directive<DropUnique> = {
  reverse: (op) => ({ ...op, kind: "createUnique" }),
  evolve: (schema, op) => evolveTable(schema, op.kind, op.table, removing("uniques", op.kind, op.unique)),
};

export const createCheck: Directive<CreateCheck> = {
  reverse: (op) => ({ ...op, kind: "dropCheck" }),
  evolve: (schema, op) => evolveTable(schema, op.kind, op.table, adding("checks", op.kind, op.check)),
};

export const dropCheck: Directive<DropCheck> = {
  reverse: (op) => ({ ...op, kind: "createCheck" }),
  evolve: (schema, op) => evolveTable(schema, op.kind, op.table, removing("checks", op.kind, op.check)),
};

export const createExclusion: Directive<CreateExclusion> = {
  reverse: (op) => ({ ...op, kind: "dropExclusion" }),
  evolve: (schema, op) => evolveTable(schema, op.kind, op.table, adding("exclusions", op.kind, op.exclusion)),
};

// A table that has none has no list of them.
export const dropExclusion: Directive<DropExclusion> = {
  reverse: (op) => ({ ...op, kind: "createExclusion" }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, (before) => {
      const { exclusions = [], ...table } = removing("exclusions", op.kind, op.exclusion)(before);
      return exclusions.length === 0 ? table : { ...table, exclusions };
    }),
};

export const createForeignKey: Directive<CreateForeignKey> = {
  reverse: (op) => ({ ...op, kind: "dropForeignKey" }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, adding("foreignKeys", op.kind, op.foreignKey)),
};

export const dropForeignKey: Directive<DropForeignKey> = {
  reverse: (op) => ({ ...op, kind: "createForeignKey" }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, removing("foreignKeys", op.kind, op.foreignKey)),
};

export const alterForeignKey: Directive<AlterForeignKey> = {
  reverse: (op) => ({ ...op, to: op.was, was: op.to }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, (table) => ({
      ...table,
      foreignKeys: replaced(
        table.foreignKeys,
        ({ name }) => name === op.name,
        (key) => applyTo(key, op.to),
        () => new EvolveError(op.kind, `foreign key ${op.name} of ${table.name}`, "does not exist"),
      ),
    })),
};

export const renameConstraint: Directive<RenameConstraint> = {
  reverse: (op) => ({ ...op, from: op.to, to: op.from }),
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, (table) => {
      let found = false;
      const rename = <T extends Named>(item: T): T => {
        if (item.name !== op.from) return item;
        found = true;
        return { ...item, name: op.to };
      };
      const renamed: Table = {
        ...table,
        ...(table.primaryKey && { primaryKey: rename(table.primaryKey) }),
        uniques: table.uniques.map(rename),
        checks: table.checks.map(rename),
        ...(table.exclusions && { exclusions: table.exclusions.map(rename) }),
        foreignKeys: table.foreignKeys.map(rename),
      };
      if (!found) throw new EvolveError(op.kind, `constraint ${op.from} of ${table.name}`, "does not exist");
      return renamed;
    }),
};

export const validateConstraint: Directive<ValidateConstraint> = {
  // What is known to hold is not forgotten; a downgrade that has to can drop it and create it again.
  reverse: (op) => {
    throw new IrreversibleError(op.kind, `constraint ${op.name} of ${op.table.name}`);
  },
  evolve: (schema, op) =>
    evolveTable(schema, op.kind, op.table, (table) => {
      const isMeant = ({ name }: Named) => name === op.name;
      if (![...table.checks, ...table.foreignKeys].some(isMeant))
        throw new EvolveError(op.kind, `check or foreign key ${op.name} of ${table.name}`, "does not exist");
      const settle = <T extends Named & { readonly notValid?: true }>(item: T): T =>
        isMeant(item) ? applyTo(item, { notValid: null }) : item;
      return {
        ...table,
        checks: table.checks.map(settle),
        foreignKeys: table.foreignKeys.map(settle),
      };
    }),
};
