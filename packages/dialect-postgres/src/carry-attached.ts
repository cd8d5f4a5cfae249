import { statements, type DdlContext, type Statement } from "@typeorm-autogen/dialect";
import {
  equalNames,
  findTable,
  type ColumnType,
  type QualifiedName,
  type Schema,
  type Table,
  type TableAttachment,
} from "@typeorm-autogen/model";
import type { AlterColumn, AlterEnum, Operation, RenameColumn, TableChange } from "@typeorm-autogen/ops";
import { retypes } from "./carry-views.js";
import { computingWith } from "./computing-with.js";
import { nameBefore, putBack } from "./former-names.js";
import { createdPart, droppedPart } from "./table-parts.js";

/** A column under the name that the state knows, with the type that it gets. */
interface RetypedColumn {
  readonly table: QualifiedName;
  readonly column: string;
  readonly type?: ColumnType;
}

/**
 * Carries what hangs on tables through changes of types: the server refuses to change a type that a trigger, policy or
 * rule reads, and forgets how a column is stored. What is in the way is dropped before and put back as it was.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
export function carryAttachedThroughChanges(
  table: QualifiedName,
  changes: readonly TableChange[],
  context: DdlContext,
  inner: readonly Statement[],
): readonly Statement[] {
  const { state } = context;
  if (!state) return inner;
  const renames = changes.filter((change) => change.kind === "renameColumn");
  const retyped = changes
    .filter((change): change is AlterColumn => change.kind === "alterColumn" && retypes(change))
    .map(({ column, to }): RetypedColumn => ({
      table,
      column: nameBefore(column, renames),
      ...(to.type && { type: to.type }),
    }));
  return [
    ...carryAround(state, retyped, inner, renames, context),
    ...comingBack(findTable(state, table), changes, context),
  ];
}

/**
 * The same for an enum type that is built anew, which moves every column of that type, and what computes with its values
 * besides: checks, expressions and predicates of indexes, generated columns.
 */
export function carryAttachedThroughEnum(
  { columns }: AlterEnum,
  context: DdlContext,
  inner: readonly Statement[],
): readonly Statement[] {
  const { state } = context;
  if (!state) return inner;
  const computing = computingWith(state, columns);
  const around = [...statements(...computing.drops), ...inner, ...statements(...computing.creates)];
  return carryAround(state, columns, around, [], context);
}

/** Whether compiling this operation has to know what hangs on the table. */
export function carries(operation: Operation): boolean {
  if (operation.kind === "alterEnum") return true;
  if (operation.kind === "alterColumn") return retypes(operation);
  if (operation.kind !== "alterTable") return false;
  const dropped = new Set(operation.changes.map((change) => droppedPart(change)?.name));
  return operation.changes.some((change) => {
    const created = createdPart(change)?.name;
    return carries(change) || (created !== undefined && dropped.has(created));
  });
}

function carryAround(
  state: Schema,
  retyped: readonly RetypedColumn[],
  inner: readonly Statement[],
  renames: readonly RenameColumn[],
  context: DdlContext,
): readonly Statement[] {
  const attached = state.tables.flatMap((owner) => owner.attached ?? []);
  const inTheWay = attached.filter(
    ({ drop, reads = [] }) => drop !== undefined && retyped.some((column) => reads.some(readsColumn(column))),
  );
  const stored = retyped.flatMap((column) => storageOf(state, column));
  return [
    ...statements(...putBack(inTheWay, [], ({ drop = "" }) => [drop], context)),
    ...inner,
    ...statements(...putBack([...inTheWay, ...stored], renames, ({ sql }) => sql, context)),
  ];
}

function readsColumn({ table, column }: RetypedColumn) {
  return (source: NonNullable<TableAttachment["reads"]>[number]): boolean =>
    equalNames(source, table) && source.columns.includes(column);
}

/** Only what has no fixed length can be stored otherwise: https://www.postgresql.org/docs/current/storage-toast.html */
export function isVariable({ name, dimensions }: ColumnType): boolean {
  return dimensions !== undefined || variableLength.test(name);
}

const variableLength =
  /^(?:text|varchar|char|bpchar|citext|json|jsonb|bytea|xml|numeric|hstore|tsvector|varbit|bit)$/;

function storageOf(state: Schema, { table, column, type }: RetypedColumn): readonly TableAttachment[] {
  if (type && !isVariable(type)) return [];
  const attached = findTable(state, table)?.attached ?? [];
  return attached.filter((attachment) => attachment.kind === "storage" && attachment.column === column);
}

// A constraint or index that is made anew gets back its comment, and its place in clustering and replication.
function comingBack(
  table: Table | undefined,
  changes: readonly TableChange[],
  context: DdlContext,
): readonly Statement[] {
  const attached = table?.attached ?? [];
  const dropped = new Set(changes.map((change) => droppedPart(change)?.name));
  const made = new Set(
    changes.map((change) => createdPart(change)?.name).filter((name) => dropped.has(name)),
  );
  const lost = attached.filter(({ object }) => object !== undefined && made.has(object));
  return statements(...putBack(lost, [], ({ sql }) => sql, context));
}
