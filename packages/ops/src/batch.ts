import { equal, findTable, type Schema, type Table } from "@typeorm-autogen/model";
import type { AlterTable } from "./alter-table.js";
import { nameTable, namingBy } from "./name-unnamed.js";
import type { NamingTemplates } from "./naming.js";
import type { Operation, TableChange } from "./operation-map.js";

/**
 * Whether a table is built anew, its rows copied into it: where the server cannot make the changes in place (`auto`, on
 * SQLite), in any case, or never; what would need it is then refused.
 */
export type Recreate = "auto" | "always" | "never";

/** What a script says of how a table is changed, besides what changes. */
export interface Batch {
  readonly recreate: Recreate;
  /** The table before the changes, instead of what the database tells. */
  readonly copyFrom?: Table;
  /** Parts of the table that stand for what the database tells of them. */
  readonly reflect?: Partial<Table>;
  /** By which constraints without a name are meant. */
  readonly naming?: NamingTemplates;
}

/** The schema that an operation begins with: as it stands, corrected by what a batch says of its table. */
export function schemaForBatch(schema: Schema, operation: Operation): Schema {
  if (operation.kind !== "alterTable") return schema;
  const { table: name, changes, batch } = operation;
  if (!batch || !(batch.copyFrom || batch.reflect || batch.naming)) return schema;
  const live = findTable(schema, name);
  const described = batch.copyFrom ? copied(batch.copyFrom, live) : live;
  if (!described) return schema;
  const reflected = batch.reflect ? corrected(described, batch.reflect) : described;
  const table = batch.naming ? nameMeant(reflected, changes, batch.naming) : reflected;
  const tables = live
    ? schema.tables.map((other) => (other === live ? table : other))
    : [...schema.tables, table];
  return { ...schema, tables };
}

// What hangs on the table is rarely described; it is carried along from where it is.
function copied(table: Table, live: Table | undefined): Table {
  const { triggers = live?.triggers, attached = live?.attached } = table;
  return { ...table, ...(triggers && { triggers }), ...(attached && { attached }) };
}

interface Named {
  readonly name?: string;
}

function corrected(table: Table, { columns = [], ...parts }: Partial<Table>): Table {
  return {
    ...table,
    columns: table.columns.map((column) => columns.find(({ name }) => name === column.name) ?? column),
    ...(parts.primaryKey && { primaryKey: parts.primaryKey }),
    uniques: replacedOrAdded(table.uniques, parts.uniques),
    checks: replacedOrAdded(table.checks, parts.checks),
    foreignKeys: replacedOrAdded(table.foreignKeys, parts.foreignKeys),
    indexes: replacedOrAdded(table.indexes, parts.indexes),
  };
}

// A part takes the place of the one that says the same without a name, else of the one of its name.
function replacedOrAdded<T extends Named>(list: readonly T[], corrections: readonly T[] = []): readonly T[] {
  const all = [...list];
  for (const part of corrections) {
    const { name, ...content } = part;
    const unnamed = all.findIndex((other) => other.name === undefined && equal(other, content));
    const at = unnamed === -1 ? all.findIndex((other) => name !== undefined && other.name === name) : unnamed;
    all.splice(at === -1 ? all.length : at, 1, part);
  }
  return all;
}

/** A table whose constraints without a name have the names by which changes mean them, and the others still none. */
function nameMeant(table: Table, changes: readonly TableChange[], naming: NamingTemplates): Table {
  const meant = new Set(changes.flatMap(namesMeant));
  const convention = namingBy(naming);
  return nameTable(table, (part) => {
    const name = convention(part);
    return name !== undefined && meant.has(name) ? name : undefined;
  });
}

function namesMeant(change: TableChange): readonly string[] {
  if (change.kind === "renameConstraint") return [change.from];
  if (change.kind === "dropPrimaryKey") return present(change.primaryKey);
  if (change.kind === "dropUnique") return present(change.unique);
  if (change.kind === "dropCheck") return present(change.check);
  return change.kind === "dropForeignKey" ? present(change.foreignKey) : [];
}

function present({ name }: Named): readonly string[] {
  return name === undefined ? [] : [name];
}

/** Whether an operation says where columns stand among others. */
export function placesColumns({ changes }: Pick<AlterTable, "changes">): boolean {
  return changes.some(
    (change) =>
      (change.kind === "placeColumns" && !("orders" in change.to && change.to.orders.length === 0)) ||
      (change.kind === "addColumn" && change.place !== undefined),
  );
}

/** Whether the table is to be built anew in any case. */
export function recreates({ batch }: Pick<AlterTable, "batch">): boolean {
  return batch?.recreate === "always";
}
