import type { Dialect } from "@typeorm-autogen/dialect";
import {
  equalNames,
  findColumn,
  findTable,
  nameKey,
  table,
  type Column,
  type ColumnType,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import { flatten, type Operation } from "@typeorm-autogen/ops";
import { enumOf, sampleValue, samplesConvert } from "./sample-value.js";
import { traceColumns, type TracedColumn, type TracedTable } from "./trace-columns.js";

/** Rows for one table: SQL values by column, and the columns whose values a migration leaves alone. */
export interface PlannedRows {
  readonly table: QualifiedName;
  readonly after: QualifiedName | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Pairs of names before and after. */
  readonly untouched: readonly (readonly [before: string, after: string])[];
}

/** A migration, as far as rows are concerned. */
export interface Journey {
  readonly live: Schema;
  readonly declared: Schema;
  readonly operations: readonly Operation[];
  readonly dialect: Dialect;
}

/** Up to three rows for each table, such that both schemas accept them and every conversion can be done. */
export function planRows(journey: Journey): readonly PlannedRows[] {
  const traces = traceColumns(journey.live, journey.operations);
  const travels = traces.map((trace) => travel(trace, journey));
  const sizes = new Map(travels.map((it) => [nameKey(it.trace.before), ownSize(it)]));
  while (travels.some((it) => shrink(it, travels, sizes, journey)));
  return travels.map((it) => rowsOf(it, sizes.get(nameKey(it.trace.before)) ?? 0, journey));
}

interface Travel {
  readonly trace: TracedTable;
  readonly before: Table;
  readonly after: Table | undefined;
  readonly columns: readonly ColumnTravel[];
}

interface ColumnTravel {
  readonly trace: TracedColumn;
  readonly after: Column | undefined;
  /** The values that rows may hold; null: none but NULL, absent: samples of the type. */
  readonly choice: readonly string[] | null | undefined;
  /** NULL is replaced on the way. */
  readonly backfilled: boolean;
}

function travel(trace: TracedTable, journey: Journey): Travel {
  const before = findTable(journey.live, trace.before) ?? table(trace.before);
  const after = trace.after ? findTable(journey.declared, trace.after) : undefined;
  const columns = trace.columns.map((column) => columnTravel(column, after, journey));
  return { trace, before, after, columns };
}

function columnTravel(trace: TracedColumn, table: Table | undefined, journey: Journey): ColumnTravel {
  // A column that is no longer computed is drawn anew, with the values that it had.
  const name = trace.after ?? (trace.before.generated ? trace.before.name : null);
  const after = name === null || !table ? undefined : findColumn(table, name);
  // What fills the gap has to find its way back.
  const backfilled = Boolean(
    after &&
    trace.before.nullable &&
    !after.nullable &&
    !after.autoincrement &&
    !after.identity &&
    !after.generated &&
    trace.before.type.name === after.type.name,
  );
  const keyed = after && table && keysOf(table, true).some((columns) => columns.includes(after.name));
  return { trace, after, choice: choiceFor(trace.before, after, journey), backfilled: backfilled && !keyed };
}

function choiceFor(before: Column, after: Column | undefined, journey: Journey): ColumnTravel["choice"] {
  const { live, dialect } = journey;
  return sampleValue(before.type, 1, live, dialect) === undefined ? null : choiceOf(before, after, journey);
}

function choiceOf(
  before: Column,
  after: Column | undefined,
  { live, declared, operations, dialect }: Journey,
) {
  const [old, now] = [enumOf(before.type, live), after && enumOf(after.type, declared)];
  if (!after) return old?.values;
  if (!old || !now) return old || now || !samplesConvert(before.type, after.type, dialect) ? null : undefined;
  const change = flatten(operations).find((op) => op.kind === "alterEnum" && equalNames(op.enum, now));
  const map: Readonly<Record<string, string>> = (change?.kind === "alterEnum" && change.map) || {};
  const stays = (value = "") => old.values.includes(value) && now.values.includes(value);
  const values = old.values.filter((value) => stays(value) || (value in map && stays(map[value])));
  return equalNames(nameAfter(old, operations), now) && values.length > 0 ? values : null;
}

function nameAfter({ schema, name }: QualifiedName, operations: readonly Operation[]): QualifiedName {
  let type: QualifiedName = { schema, name };
  for (const op of operations) {
    if (op.kind === "renameEnum" && equalNames(op.from, type)) type = op.to;
    if (op.kind === "renameSchema" && op.from === type.schema) type = { schema: op.to, name: type.name };
  }
  return type;
}

function keysOf(table: Table, references = false): readonly (readonly string[])[] {
  return [
    ...(table.primaryKey ? [table.primaryKey.columns] : []),
    ...table.uniques.map(({ columns }) => columns),
    ...table.indexes
      .filter(({ unique }) => unique)
      .map(({ parts }) => parts.map(({ column }) => column ?? "")),
    ...(references ? table.foreignKeys.map(({ columns }) => columns) : []),
  ];
}

function ownSize({ before, after, columns }: Travel): number {
  const stuck = columns.some(
    ({ trace, after, choice }) => choice === null && !canBeNull(trace.before, after),
  );
  if (stuck) return 0;
  const weak = ({ trace, after, choice, backfilled }: ColumnTravel) =>
    choice !== undefined ||
    backfilled ||
    [trace.before, after].some((it) => it && (isTruth(it.type) || it.generated));
  const strongBefore = columns.filter((it) => !weak(it)).map(({ trace }) => trace.before.name);
  const strongAfter = columns.filter((it) => !weak(it)).map(({ trace }) => trace.after ?? "");
  const tells = (strong: readonly string[]) => (key: readonly string[]) =>
    key.some((name) => strong.includes(name));
  const distinct =
    keysOf(before).every(tells(strongBefore)) && (!after || keysOf(after).every(tells(strongAfter)));
  return distinct ? 3 : 1;
}

function isTruth({ name }: ColumnType): boolean {
  return name === "boolean" || name === "tinyint";
}

function canBeNull(before: Column, after: Column | undefined): boolean {
  return before.nullable && !before.generated && (after?.nullable ?? true);
}

// A row needs the rows that it refers to, before and after.
function shrink(
  it: Travel,
  all: readonly Travel[],
  sizes: Map<string, number>,
  { declared }: Journey,
): boolean {
  const key = nameKey(it.trace.before);
  const size = sizes.get(key) ?? 0;
  const before = it.before.foreignKeys.map(({ references }) => sizes.get(nameKey(references)) ?? 0);
  const after = (it.after?.foreignKeys ?? []).map(({ columns, references, referencedColumns }) => {
    const target = all.find(({ trace }) => trace.after && equalNames(trace.after, references));
    const free = columns.some((name) => {
      const column = it.after && findColumn(it.after, name);
      return column?.nullable && column.default === undefined && isFresh(it, name);
    });
    if (free) return 3;
    if (!target) return 0;
    const known = sizes.get(nameKey(target.trace.before)) ?? 0;
    const wanted = findTable(declared, references);
    const pairs = columns.map((name, i) => {
      const referenced = referencedColumns[i] ?? "";
      const late = isFresh(target, referenced) ? wanted && findColumn(wanted, referenced) : undefined;
      return { fresh: isFresh(it, name), late };
    });
    if (pairs.some(({ late }) => late && !isFilled(late))) return 0;
    // Old values meet in every row, and what is filled in meets likewise; where one meets the other, that is in one row.
    const meets = pairs.every(({ fresh, late }) => fresh === (late !== undefined));
    return meets || pairs.every(({ fresh }) => fresh) ? known : Math.min(known, 1);
  });
  const least = Math.min(size, ...before, ...after);
  sizes.set(key, least);
  return least < size;
}

// Whether all rows that were there get one value, when such a column comes.
function isFilled({ nullable, default: value, autoincrement, identity, generated }: Column): boolean {
  return !(autoincrement ?? identity ?? generated) && (!nullable || value !== undefined);
}

function isFresh({ columns }: Travel, name: string): boolean {
  return columns.every(({ trace }) => trace.after !== name);
}

function rowsOf(
  { trace, columns }: Travel,
  size: number,
  { live, dialect, operations }: Journey,
): PlannedRows {
  const written = columns.filter((column) => !column.trace.before.generated);
  const touched = new Set(
    flatten(operations).flatMap((op) => (op.kind === "alterEnum" ? [op.enum.name] : [])),
  );
  const untouched = columns.flatMap(({ trace: { before, after, alterations } }) =>
    after === null || alterations.length > 0 || before.generated || touched.has(before.type.name)
      ? []
      : [[before.name, after] as const],
  );
  return {
    table: trace.before,
    after: trace.after,
    columns: written.map((column) => column.trace.before.name),
    rows: Array.from({ length: size }, (_, i) => written.map((column) => cell(column, i + 1, live, dialect))),
    untouched,
  };
}

function cell(
  { trace: { before }, after, choice, backfilled }: ColumnTravel,
  n: number,
  live: Schema,
  dialect: Dialect,
) {
  if (choice === null || (n === 3 && backfilled)) return "NULL";
  if (choice) return dialect.literal(choice[(n - 1) % choice.length] ?? "");
  if (n === 2 && before.nullable && after?.nullable && /^(?:note|email)/.test(before.name)) return "NULL";
  return sampleValue(before.type, n, live, dialect) ?? "NULL";
}
