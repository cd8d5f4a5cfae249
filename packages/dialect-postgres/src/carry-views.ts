import { statements, type DdlContext, type Statement } from "@typeorm-autogen/dialect";
import type { QualifiedName, View } from "@typeorm-autogen/model";
import type { AlterColumn, AlterEnum, RenameColumn, TableChange } from "@typeorm-autogen/ops";
import { nameBefore, putBack } from "./former-names.js";
import { dropViews, rebuildView } from "./view-ddl.js";
import { mentions, readsFrom, viewsAndReaders } from "./view-readers.js";

/**
 * Carries views through changes of a table: the server changes no type that a view reads, so those that do are dropped
 * before and created again as they were, with their grants, triggers and readers. Nobody has to have declared them.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
export function carryThroughChanges(
  table: QualifiedName,
  changes: readonly TableChange[],
  context: DdlContext,
  inner: readonly Statement[],
): readonly Statement[] {
  const { state } = context;
  const retyped = changes.filter(
    (change): change is AlterColumn => change.kind === "alterColumn" && retypes(change),
  );
  if (!state || retyped.length === 0) return inner;
  const renames = changes.filter((change) => change.kind === "renameColumn");
  const columns = retyped.map(({ column }) => nameBefore(column, renames));
  const touched = state.views.filter((view) => columns.some((column) => readsFrom(view, table, column)));
  return aroundViews(viewsAndReaders(state.views, touched), inner, renames, context);
}

/** Whether the server has to rewrite what reads the column. */
export function retypes({ to }: AlterColumn): boolean {
  return to.type !== undefined || to.collation !== undefined;
}

/** The same for an enum type that is built anew, which moves every column of that type. */
export function carryThroughEnum(
  { enum: type, columns }: AlterEnum,
  context: DdlContext,
  inner: readonly Statement[],
): readonly Statement[] {
  const { state } = context;
  if (!state || inner.some(({ alone }) => alone)) return inner;
  const touched = state.views.filter(
    (view) =>
      mentions(view, type.name) || columns.some(({ table, column }) => readsFrom(view, table, column)),
  );
  return aroundViews(viewsAndReaders(state.views, touched), inner, [], context);
}

/**
 * Drops these views before a table changes, and creates them again behind it. What runs outside the transaction comes
 * after the views are back.
 */
export function aroundViews(
  views: readonly View[],
  inner: readonly Statement[],
  renames: readonly RenameColumn[],
  context: DdlContext,
): readonly Statement[] {
  if (views.length === 0) return inner;
  const at = inner.findIndex(({ alone }) => alone);
  const end = at === -1 ? inner.length : at;
  return [
    ...statements(...dropViews(views)),
    ...inner.slice(0, end),
    ...statements(...putBack(views, renames, rebuildView, context)),
    ...inner.slice(end),
  ];
}
