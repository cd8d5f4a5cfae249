import type { PreflightSql, RowConversion } from "@typeorm-autogen/dialect";
import { findColumn, type Column } from "@typeorm-autogen/model";
import { applyPatch, type AddColumn, type AlterColumn, type SetTableOptions } from "@typeorm-autogen/ops";
import { checkUnique } from "./key-checks.js";
import type { RowCheck } from "./row-check.js";
import { withoutColumn, withValue, type RowSource } from "./row-source.js";
import { canTell, checkOf, knows, type RowsBefore, type TableRows } from "./rows-before.js";

/** A required column without a value for the rows that there are. */
export function checkAddedColumn({ column, backfill }: AddColumn, rows: TableRows): readonly RowCheck[] {
  const filled = backfill !== undefined || column.default !== undefined || column.generated !== undefined;
  if (column.nullable || filled || numbersItself(column)) return [];
  const problem = `would have no value in ${column.name}, which is required`;
  return [{ ...checkOf(rows), kind: "required", columns: [column.name], problem }];
}

/** The rows after a column was added. */
export function addColumnToRows(op: AddColumn, rows: TableRows, before: RowsBefore): RowSource {
  const { column, backfill } = op;
  const value = column.generated?.expression ?? backfill ?? column.default ?? "NULL";
  if (numbersItself(column) || !canTell(value, rows, before.dialect)) return rows.source;
  return withValue(rows.source, rows.table.name, column.name, `(${value}\n)`, before.dialect);
}

function numbersItself({ autoincrement, identity }: Column): boolean {
  return autoincrement !== undefined || identity !== undefined;
}

/** Values that do not fit the new type, that collide in it, and NULL that nothing replaces. */
export function checkAlteredColumn(
  op: AlterColumn,
  rows: TableRows,
  before: RowsBefore,
): readonly RowCheck[] {
  const column = findColumn(rows.table, op.column);
  if (!column || column.generated || !knows(rows, [op.column])) return [];
  const converted = { ...rows, source: convertRows(op, rows, before) };
  const conversion = conversionOf(op, column, before);
  const collated = recollated(op, before) !== undefined;
  return [
    ...(conversion ? checkConversion(conversion, collated, rows, converted, before) : []),
    ...(!conversion && collated ? checkCollisions(op.column, converted, before) : []),
    ...checkRequired(op, column, converted, before),
  ];
}

function conversionOf(op: AlterColumn, column: Column, { schema }: RowsBefore): RowConversion | undefined {
  const { type, collation, options } = op.to;
  if (type === undefined && !collation && !options && op.using === undefined) return undefined;
  return {
    before: column,
    after: applyPatch(column, op.to),
    ...(op.using !== undefined && { using: op.using }),
    enums: schema.enums,
  };
}

// Under another collation texts may become equal.
function recollated({ to }: AlterColumn, { preflight }: RowsBefore): PreflightSql["collated"] {
  return to.collation === undefined ? undefined : preflight.collated;
}

function checkConversion(
  conversion: RowConversion,
  collated: boolean,
  rows: TableRows,
  converted: TableRows,
  before: RowsBefore,
): readonly RowCheck[] {
  const { using, after } = conversion;
  if (using !== undefined && !canTell(using, rows, before.dialect)) return [];
  const test =
    before.preflight.conversionTest(conversion) ?? (using === undefined && !collated ? undefined : {});
  if (!test) return [];
  const problem = `do not fit ${before.dialect.types.print(after.type)}`;
  const check: RowCheck = {
    ...checkOf(rows),
    kind: "conversion",
    columns: [after.name],
    problem,
    ...test,
  };
  // Without a condition or an attempt every row would count.
  const tells = test.condition !== undefined || test.attempt !== undefined;
  return [...(tells ? [check] : []), ...checkCollisions(after.name, converted, before)];
}

// Different values may become one: 1 and 01, two times of one day.
function checkCollisions(column: string, rows: TableRows, before: RowsBefore): readonly RowCheck[] {
  const { primaryKey, uniques, indexes } = rows.table;
  const keys = [...(primaryKey ? [primaryKey] : []), ...uniques].map(({ columns }) => columns);
  const plain = indexes.flatMap(({ unique, where, parts }) =>
    unique && where === undefined ? [parts.map((part) => part.column ?? "")] : [],
  );
  return [...keys, ...plain]
    .filter((columns) => columns.includes(column) && knows(rows, columns))
    .flatMap((columns) => checkUnique(columns, rows, before));
}

function checkRequired(
  op: AlterColumn,
  column: Column,
  rows: TableRows,
  { dialect }: RowsBefore,
): readonly RowCheck[] {
  if (op.to.nullable !== false || op.backfill !== undefined || !knows(rows, [column.name])) return [];
  const condition = `${dialect.identifier(column.name)} IS NULL`;
  const problem = "hold NULL, which will no longer be allowed";
  return [{ ...checkOf(rows), kind: "required", columns: [column.name], problem, condition }];
}

/** Text that takes another collation from its table: what does not fit its letters, and what it takes for one. */
export function checkTableOptions(
  op: SetTableOptions,
  rows: TableRows,
  before: RowsBefore,
): readonly RowCheck[] {
  const { collation, charset } = op.to;
  if (!collation && !charset) return [];
  const to = { ...(collation && { collation: String(collation) }), ...(charset && { options: { charset } }) };
  return rows.table.columns
    .filter((column) => column.collation === undefined && column.options?.["charset"] === undefined)
    .flatMap((column) =>
      checkAlteredColumn({ kind: "alterColumn", table: op.table, column: column.name, to }, rows, before),
    );
}

/** The rows after a column's values were converted and its gaps filled. */
export function alterColumnOfRows(op: AlterColumn, rows: TableRows, before: RowsBefore): RowSource {
  const source = convertRows(op, rows, before);
  const { backfill, column } = op;
  if (backfill === undefined || !source.columns.has(column)) return source;
  if (!canTell(backfill, { ...rows, source }, before.dialect)) return withoutColumn(source, column);
  const value = `coalesce(${before.dialect.identifier(column)}, (${backfill}\n))`;
  return withValue(source, rows.table.name, column, value, before.dialect);
}

function convertRows(op: AlterColumn, rows: TableRows, before: RowsBefore): RowSource {
  const column = findColumn(rows.table, op.column);
  if (!column || !knows(rows, [op.column])) return rows.source;
  const conversion = conversionOf(op, column, before);
  const collate = recollated(op, before);
  if (!conversion && !collate)
    return op.to.generated === undefined ? rows.source : withoutColumn(rows.source, op.column);
  const plain = conversion
    ? before.preflight.convertedValue(conversion)
    : before.dialect.identifier(op.column);
  if (!canTell(plain, rows, before.dialect)) return withoutColumn(rows.source, op.column);
  const value = collate ? collate(plain, applyPatch(column, op.to)) : plain;
  return withValue(rows.source, rows.table.name, op.column, value, before.dialect);
}
