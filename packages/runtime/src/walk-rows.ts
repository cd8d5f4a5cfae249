import type { Dialect, PreflightSql } from "@typeorm-autogen/dialect";
import { keyAfterRename, nameKey, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import {
  evolveIfKnown,
  flatten,
  meetsCondition,
  openBlocks,
  schemaForBatch,
  type AlterEnum,
  type Backfill,
  type LeafOperation,
  type Operation,
} from "@typeorm-autogen/ops";

import {
  addColumnToRows,
  alterColumnOfRows,
  checkAddedColumn,
  checkAlteredColumn,
  checkTableOptions,
} from "./column-checks.js";
import { checkExclusion } from "./exclusion-checks.js";
import {
  checkCondition,
  checkForeignKey,
  checkIndex,
  checkPrimaryKey,
  checkUniqueKey,
} from "./key-checks.js";
import type { RowCheck } from "./row-check.js";
import { liveRows, withoutColumn, withRenamed, type RowSource } from "./row-source.js";
import { checkOf, knows, rowsOf, type RowsBefore, type TableRows } from "./rows-before.js";

/** What may stand in the way of one revision's operations. */
export interface RevisionChecks {
  readonly revision: string | null;
  readonly checks: readonly RowCheck[];
}

/** The operations of a revision; null where its script asks the database, so that nobody can tell them. */
export interface PendingWork {
  readonly revision: string | null;
  readonly operations: readonly Operation[] | null;
}

/**
 * What to look for in the rows that there are now before these operations run, one revision after the other. Raw SQL may
 * change any row, as a script asks it to: what follows it is not looked at.
 */
export function planChecks(
  work: readonly PendingWork[],
  schema: Schema,
  dialect: Dialect,
  preflight: PreflightSql,
): readonly RevisionChecks[] {
  const sources = new Map(schema.tables.map((table) => [nameKey(table), liveRows(table, dialect)]));
  let before: RowsBefore | undefined = { dialect, preflight, schema, sources };
  const plans: RevisionChecks[] = [];
  for (const { revision, operations } of work) {
    const checks: RowCheck[] = [];
    for (const operation of openBlocks(operations ?? [])) {
      before = before && { ...before, schema: schemaForBatch(before.schema, operation) };
      for (const leaf of flatten([operation])) {
        if (before && !meetsCondition(leaf, before.schema)) continue;
        if (before) checks.push(...checksOf(leaf, before));
        before = before && follow(leaf, before);
      }
    }
    plans.push({ revision, checks });
    if (operations === null || !before) break;
  }
  return plans;
}

function checksOf(op: LeafOperation, before: RowsBefore): readonly RowCheck[] {
  if (op.kind === "alterEnum") return checkEnum(op, before);
  const rows = "table" in op ? rowsOf(before, op.table) : undefined;
  if (!rows) return [];
  switch (op.kind) {
    case "addColumn":
      return checkAddedColumn(op, rows);
    case "alterColumn":
      return checkAlteredColumn(op, rows, before);
    case "setTableOptions":
      return checkTableOptions(op, rows, before);
    case "createPrimaryKey":
      return checkPrimaryKey(op.primaryKey, rows, before);
    case "createUnique":
      return checkUniqueKey(op.unique, rows, before);
    case "createIndex":
      return checkIndex(op.index, rows, before);
    case "createCheck":
      return checkCondition(op.check, rows, before);
    case "createExclusion":
      return checkExclusion(op.exclusion, rows, before);
    case "createForeignKey":
      return checkForeignKey(op.foreignKey, rows, before);
    case "validateConstraint":
      return checkValidated(op.name, rows, before);
    default:
      return [];
  }
}

// What was promised to hold for new rows only is to hold for all of them.
function checkValidated(name: string, rows: TableRows, before: RowsBefore): readonly RowCheck[] {
  const promised = <T extends { readonly name?: string; readonly notValid?: true }>(list: readonly T[]) =>
    list.flatMap(({ notValid, ...rest }) => (notValid && rest.name === name ? [rest] : []));
  return [
    ...promised(rows.table.checks).flatMap((check) => checkCondition(check, rows, before)),
    ...promised(rows.table.foreignKeys).flatMap((key) => checkForeignKey(key, rows, before)),
  ];
}

function checkEnum(op: AlterEnum, before: RowsBefore): readonly RowCheck[] {
  const removed = op.from.filter((value) => !op.to.includes(value) && !(value in (op.map ?? {})));
  if (removed.length === 0) return [];
  return op.columns.flatMap((use): readonly RowCheck[] => {
    const rows = rowsOf(before, use.table);
    if (!rows || !knows(rows, [use.column])) return [];
    const problem = `hold ${removed.join(" or ")}, which will be no value of ${op.enum.name}`;
    const condition = before.preflight.holdsValue(use, removed);
    return [{ ...checkOf(rows), kind: "enumValue", columns: [use.column], problem, condition }];
  });
}

/** What the next operation meets, or undefined where nobody can tell any more. */
function follow(op: LeafOperation, before: RowsBefore): RowsBefore | undefined {
  const schema = evolveIfKnown(before.schema, [op]);
  return schema ? { ...before, schema, sources: moveRows(op, before) } : undefined;
}

function moveRows(op: LeafOperation, before: RowsBefore): ReadonlyMap<string, RowSource> {
  const { sources } = before;
  if (op.kind === "dropTable") return without(sources, op.table);
  if (op.kind === "renameTable") {
    const source = sources.get(nameKey(op.from));
    return source ? new Map([...without(sources, op.from), [nameKey(op.to), source]]) : sources;
  }
  if (op.kind === "renameSchema")
    return new Map([...sources].map(([key, source]) => [keyAfterRename(key, op), source]));
  if (op.kind === "backfill") return forgetFilled(op, before);
  if (op.kind === "alterEnum") return op.map ? forgetUses(op, before) : sources;
  const rows = "table" in op ? rowsOf(before, op.table) : undefined;
  const next = rows && changeRows(op, rows, before);
  return rows && next ? new Map([...sources, [nameKey(rows.table), next]]) : sources;
}

function changeRows(op: LeafOperation, rows: TableRows, before: RowsBefore): RowSource | undefined {
  switch (op.kind) {
    case "addColumn":
      return addColumnToRows(op, rows, before);
    case "alterColumn":
      return alterColumnOfRows(op, rows, before);
    case "dropColumn":
      return withoutColumn(rows.source, op.column.name);
    case "renameColumn":
      return withRenamed(rows.source, rows.table.name, op, before.dialect);
    default:
      return undefined;
  }
}

function without(sources: ReadonlyMap<string, RowSource>, table: QualifiedName): Map<string, RowSource> {
  return new Map([...sources].filter(([key]) => key !== nameKey(table)));
}

function forgetFilled({ table, set }: Backfill, { sources }: RowsBefore): ReadonlyMap<string, RowSource> {
  const source = sources.get(nameKey(table));
  if (!source) return sources;
  return new Map([...sources, [nameKey(table), Object.keys(set).reduce(withoutColumn, source)]]);
}

// Rows take other values of the type, or the same under another name.
function forgetUses({ columns }: AlterEnum, before: RowsBefore): ReadonlyMap<string, RowSource> {
  const sources = new Map(before.sources);
  for (const { table, column } of columns) {
    const source = sources.get(nameKey(table));
    if (source) sources.set(nameKey(table), withoutColumn(source, column));
  }
  return sources;
}
