import type { QualifiedName, Table, TypeCodec } from "@typeorm-autogen/model";
import type { AlterTable } from "./alter-table.js";
import type { Batch, Recreate } from "./batch.js";
import { BatchOptionError } from "./errors.js";
import type { NamingTemplates } from "./naming.js";
import type { TableChange } from "./operation-map.js";
import { recordChanges, type TableAlteration } from "./table-alteration.js";
import { buildTable, type TableBuilder } from "./table-builder.js";

/** The parts of a table that a batch may add or correct. */
type TableParts = Pick<TableBuilder, "primaryKey" | "unique" | "check" | "foreignKey" | "index">;

/** How `op.batchAlterTable` changes a table. */
export interface BatchOptions {
  /**
   * `auto`: the table is built anew where the server cannot make the changes in place (SQLite). `always`: also where it
   * could; on PostgreSQL rows are copied, on MySQL and MariaDB the server copies them. `never`: what needs it is refused.
   */
  readonly recreate?: Recreate;
  /** Describes the table as it is before, so that no database is needed to know it. */
  readonly copyFrom?: (t: TableBuilder) => void;
  /** Columns and constraints that stand for what is read of them; a name for a constraint that has none, say. */
  readonly reflect?: (t: TableParts & Pick<TableBuilder, "column">) => void;
  /** Constraints and indexes that the table gets. */
  readonly tableArguments?: (t: TableParts) => void;
  /** Orders that columns have to keep in the end, wherever the others stand. */
  readonly partialReordering?: readonly (readonly string[])[];
  /** How constraints without a name are meant: `{ unique: "UQ_{table}_{columns}" }`. */
  readonly naming?: NamingTemplates;
}

/** The directive of a `op.batchAlterTable`. Throws BatchOptionError. */
export function batchAlteration(
  table: QualifiedName,
  types: TypeCodec,
  options: BatchOptions,
  alter: (t: TableAlteration) => void,
): AlterTable {
  checkOptions(table, options);
  const { copyFrom, tableArguments, partialReordering } = options;
  const source = copyFrom && buildTable(table, types, copyFrom);
  const batch = readBatch(table, types, options, source);
  const changes: TableChange[] = [
    ...recordChanges(table, types, alter),
    ...(tableArguments ? additions(buildTable(table, types, tableArguments)) : []),
  ];
  // A table that is built anew for its own sake keeps the order of its columns.
  const orders = partialReordering ?? (batch.recreate === "always" && changes.length === 0 ? [] : undefined);
  if (orders) changes.push({ kind: "placeColumns", table, to: { orders } });
  return { kind: "alterTable", table, changes, batch };
}

function readBatch(
  table: QualifiedName,
  types: TypeCodec,
  { recreate = "auto", reflect, naming }: BatchOptions,
  copyFrom: Table | undefined,
): Batch {
  return {
    recreate,
    ...(copyFrom && { copyFrom }),
    ...(reflect && { reflect: partsOf(buildTable(table, types, reflect)) }),
    ...(naming && { naming }),
  };
}

function partsOf({ schema: _, name: __, ...parts }: Table): Partial<Table> {
  const given = Object.entries(parts).filter(([, part]) => !(Array.isArray(part) && part.length === 0));
  return Object.fromEntries(given);
}

function additions({ schema, name, ...parts }: Table): readonly TableChange[] {
  const table = { schema, name };
  return [
    ...(parts.primaryKey ? [{ kind: "createPrimaryKey" as const, table, primaryKey: parts.primaryKey }] : []),
    ...parts.uniques.map((unique) => ({ kind: "createUnique" as const, table, unique })),
    ...parts.checks.map((check) => ({ kind: "createCheck" as const, table, check })),
    ...parts.foreignKeys.map((foreignKey) => ({ kind: "createForeignKey" as const, table, foreignKey })),
    ...parts.indexes.map((index) => ({ kind: "createIndex" as const, table, index })),
  ];
}

const recreations: readonly string[] = ["auto", "always", "never"] satisfies readonly Recreate[];
const known = new Set(["recreate", "copyFrom", "reflect", "tableArguments", "partialReordering", "naming"]);

// Scripts in JavaScript are checked by no compiler.
function checkOptions(table: QualifiedName, options: BatchOptions): void {
  const unknown = Object.keys(options).find((key) => !known.has(key));
  if (unknown !== undefined) throw new BatchOptionError(table.name, `knows no option ${unknown}`);
  const { recreate = "auto" } = options;
  if (!recreations.includes(recreate))
    throw new BatchOptionError(table.name, `cannot recreate ${JSON.stringify(recreate)}`);
}
