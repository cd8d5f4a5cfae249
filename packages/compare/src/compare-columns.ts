import { answerOption } from "./answer-option.js";
import { formatName, type Column, type QualifiedName, type Table } from "@typeorm-autogen/model";
import {
  describeColumn,
  type AddColumn,
  type AlterColumn,
  type ColumnPatch,
  type TableChange,
} from "@typeorm-autogen/ops";
import { compareColumn, needsBackfill } from "./compare-column.js";
import type { ComparisonContext } from "./comparison-context.js";
import { convertValues } from "./convert-values.js";
import type { ValueMappings } from "./map-inline-values.js";
import { mentionsColumn } from "./mentions.js";
import type { ColumnDifference } from "./table-difference.js";

interface ChangedColumn {
  readonly live: Column;
  readonly declared: Column;
  readonly to: ColumnPatch;
  /** What rows get in place of values that go. */
  readonly mapping?: Pick<AlterColumn, "using" | "usingBack">;
}

/**
 * What changes in a table's columns. A column is altered in place; only a generated one, whose values are computed
 * anyway, is dropped and added: where its expression changes, where a column that it reads changes its type, and where it
 * becomes an ordinary one, filled by the expression that it had.
 */
export function compareColumns(
  live: Table,
  declared: Table,
  mapped: ValueMappings,
  context: ComparisonContext,
): ColumnDifference {
  const table = { schema: declared.schema, name: declared.name };
  const before = new Map(live.columns.map((column) => [column.name, column]));
  const after = new Map(declared.columns.map((column) => [column.name, column]));
  const freed = live.columns.filter(
    ({ name, generated }) => generated && after.get(name) && !after.get(name)?.generated,
  );
  for (const column of freed) before.set(column.name, withoutExpression(column));
  const changed = changedColumns(before, live, declared, mapped, context);
  const retyped = new Set(
    changed.filter(({ to }) => (to.type ?? to.collation) !== undefined).map(({ declared }) => declared.name),
  );
  const frees = [live, declared].some((side) => context.rules.freesRequired?.(side));
  const held = changed.filter(
    ({ to, declared }) => retyped.has(declared.name) || (frees && to.nullable !== undefined),
  );
  const redrawn = redrawnColumns(live, after, changed, retyped);
  // Last first, so that the way back adds them in their order.
  const dropped = live.columns.filter(({ name }) => !after.has(name)).toReversed();
  const added = declared.columns.filter(({ name }) => !before.has(name));
  const rebuilt = new Set([...redrawn, ...freed.map(({ name }) => name)]);
  const gone = new Set([...dropped.map(({ name }) => name), ...rebuilt]);
  return {
    changes: [
      ...replacedColumns(table, goingFirst(live, after, rebuilt), freed),
      ...added.filter((column) => !column.generated).map((column) => add(table, column, context)),
      ...changed.filter(({ declared }) => !redrawn.has(declared.name)).map((it) => alter(table, it, context)),
      ...dropped.filter((column) => !column.generated).map((column) => drop(table, column)),
      ...comingLast(declared, redrawn, before).map((column) => add(table, column, context)),
    ],
    gone,
    fresh: new Set([...added.map(({ name }) => name), ...rebuilt]),
    retyped,
    held: new Set(held.map(({ declared }) => declared.name)),
    respelled: new Set([...gone, ...renamedTypes(changed, context)]),
  };
}

// PostgreSQL writes casts into stored texts when a type changes its name, not when it changes its length. SQLite keeps
// texts as they were written.
function renamedTypes(changed: readonly ChangedColumn[], { rules }: ComparisonContext): readonly string[] {
  if (!rules.capabilities.addsConstraints) return [];
  return changed
    .filter(({ live, to }) => to.type !== undefined && to.type.name !== live.type.name)
    .map(({ declared }) => declared.name);
}

// Last first, so that the way back adds them in their order, and none before what reads it.
function goingFirst(
  live: Table,
  after: ReadonlyMap<string, Column>,
  rebuilt: ReadonlySet<string>,
): readonly Column[] {
  const going = live.columns.filter(
    ({ name, generated }) => rebuilt.has(name) || (generated && !after.has(name)),
  );
  const order: Column[] = [];
  const place = (column: Column): void => {
    if (order.includes(column)) return;
    for (const other of going) if (other !== column && reads(other, column)) place(other);
    order.push(column);
  };
  for (const column of going.toReversed()) place(column);
  return order;
}

function reads({ generated }: Column, { name }: Column): boolean {
  return generated !== undefined && mentionsColumn(generated.expression, new Set([name]));
}

// What is filled from a column that goes too is filled before that.
function replacedColumns(
  table: QualifiedName,
  going: readonly Column[],
  freed: readonly Column[],
): readonly TableChange[] {
  const atOnce = freed.some((column) => going.some((other) => other !== column && reads(column, other)));
  if (!atOnce)
    return [...going.map((column) => drop(table, column)), ...freed.map((column) => refill(table, column))];
  return going.flatMap((column) => [
    drop(table, column),
    ...(freed.includes(column) ? [refill(table, column)] : []),
  ]);
}

function withoutExpression({ generated: _, ...column }: Column): Column {
  return column;
}

function refill(table: QualifiedName, column: Column): AddColumn {
  const backfill = column.generated?.expression;
  const plain = withoutExpression(column);
  return { kind: "addColumn", table, column: plain, ...(backfill !== undefined && { backfill }) };
}

function changedColumns(
  before: ReadonlyMap<string, Column>,
  liveTable: Table,
  declared: Table,
  mapped: ValueMappings,
  context: ComparisonContext,
): readonly ChangedColumn[] {
  return declared.columns.flatMap((column) => {
    const live = before.get(column.name);
    if (!live) return [];
    const to = compareColumn({ table: declared, liveTable, live, declared: column }, context);
    const mapping = mapped.get(column.name);
    if (Object.keys(to).length === 0 && !mapping) return [];
    return [{ live, declared: column, to, ...(mapping && { mapping }) }];
  });
}

// PostgreSQL alters no generation expression before 17, and no type of a column that a generated column reads:
// https://www.postgresql.org/docs/current/sql-altertable.html. None of its versions makes a column generated.
function redrawnColumns(
  live: Table,
  after: ReadonlyMap<string, Column>,
  changed: readonly ChangedColumn[],
  retyped: ReadonlySet<string>,
): ReadonlySet<string> {
  const rewritten = changed
    .filter(({ declared, to }) => declared.generated && (to.generated ?? to.type) !== undefined)
    .map(({ declared }) => declared.name);
  const readers = live.columns
    .filter(
      ({ name, generated }) =>
        generated && after.get(name)?.generated && mentionsColumn(generated.expression, retyped),
    )
    .map(({ name }) => name);
  return new Set([...rewritten, ...readers]);
}

// Generated columns are added when what they read is in place.
function comingLast(
  declared: Table,
  redrawn: ReadonlySet<string>,
  before: ReadonlyMap<string, Column>,
): readonly Column[] {
  return declared.columns.filter(
    ({ name, generated }) => redrawn.has(name) || (generated && !before.has(name)),
  );
}

function drop(table: QualifiedName, column: Column): TableChange {
  return { kind: "dropColumn", table, column };
}

function add(table: QualifiedName, column: Column, context: ComparisonContext): AddColumn {
  const backfill = needsBackfill(column) ? answeredBackfill(table, column, context) : undefined;
  return { kind: "addColumn", table, column, ...(backfill !== undefined && { backfill }) };
}

function alter(
  table: QualifiedName,
  { live, declared, to, mapping }: ChangedColumn,
  context: ComparisonContext,
): AlterColumn {
  const mayBeNull = !live.type.refusesNull && !declared.identity && !declared.autoincrement;
  const becomesRequired = to.nullable === false && mayBeNull && !declared.generated;
  const backfill = becomesRequired
    ? (declared.default ?? answeredBackfill(table, declared, context))
    : undefined;
  return {
    kind: "alterColumn",
    table,
    column: declared.name,
    to,
    was: describeColumn(live),
    ...(mapping ?? (to.type !== undefined && convertValues(table, live, declared, context))),
    ...(backfill !== undefined && { backfill }),
  };
}

// What fills the rows that exist. Nobody has said: a decision, and no backfill for now.
function answeredBackfill(
  table: QualifiedName,
  column: Column,
  context: ComparisonContext,
): string | undefined {
  const key = `${formatName(table)}.${column.name}`;
  const answer = context.options.answers.backfills.get(key);
  if (answer === undefined) {
    if (!context.undecided.has(key)) context.decisions.push(backfillDecision(key));
    return undefined;
  }
  context.used.add(`backfill ${key}`);
  return answer ?? undefined;
}

function backfillDecision(key: string): ComparisonContext["decisions"][number] {
  return {
    kind: "backfill",
    object: "column",
    from: key,
    to: null,
    score: null,
    answers: [answerOption("backfill", `${key}=SQL`), answerOption("backfill", `${key}=none`)],
  };
}
