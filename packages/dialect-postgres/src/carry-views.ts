import { nameSql, type DdlContext, type Statement } from "@typeorm-autogen/dialect";
import type { QualifiedName, View } from "@typeorm-autogen/model";
import type { AlterColumn, AlterEnum, RenameColumn, TableChange } from "@typeorm-autogen/ops";
import { identifier } from "./names.js";
import { spelling } from "./spelling.js";
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
  { state }: DdlContext,
  inner: readonly Statement[],
): readonly Statement[] {
  const retyped = changes.filter(
    (change): change is AlterColumn => change.kind === "alterColumn" && retypes(change),
  );
  if (!state || retyped.length === 0) return inner;
  const renames = changes.filter((change) => change.kind === "renameColumn");
  const columns = retyped.map(({ column }) => nameBefore(column, renames));
  const touched = state.views.filter((view) => columns.some((column) => readsFrom(view, table, column)));
  return around(viewsAndReaders(state.views, touched), inner, renameAround(table, renames));
}

/** Whether the server has to rewrite what reads the column. */
export function retypes({ to }: AlterColumn): boolean {
  return to.type !== undefined || to.collation !== undefined;
}

/** What a column was called before these renames. */
export function nameBefore(column: string, renames: readonly RenameColumn[]): string {
  return renames.reduceRight((name, rename) => (rename.to === name ? rename.from : name), column);
}

/** The same for an enum type that is built anew, which moves every column of that type. */
export function carryThroughEnum(
  { enum: type, columns }: AlterEnum,
  { state }: DdlContext,
  inner: readonly Statement[],
): readonly Statement[] {
  if (!state || inner.some(({ alone }) => alone)) return inner;
  const touched = state.views.filter(
    (view) =>
      mentions(view, type.name) || columns.some(({ table, column }) => readsFrom(view, table, column)),
  );
  return around(viewsAndReaders(state.views, touched), inner, { back: [], again: [] });
}

/** Drops these views before a table changes, and creates them again behind it. */
export function aroundViews(
  views: readonly View[],
  inner: readonly Statement[],
  table: QualifiedName,
  renames: readonly RenameColumn[],
): readonly Statement[] {
  return around(views, inner, renameAround(table, renames));
}

interface Renaming {
  readonly back: readonly string[];
  readonly again: readonly string[];
}

// A view's text calls columns as they were called before. So they are called that again for a moment, and the server
// respells the view as it would have if it had been there.
function renameAround(table: QualifiedName, renames: readonly RenameColumn[]): Renaming {
  const rename = (from: string, to: string) =>
    `ALTER TABLE ${nameSql(spelling, table)} RENAME COLUMN ${identifier(from)} TO ${identifier(to)}`;
  return {
    back: renames.toReversed().map(({ from, to }) => rename(to, from)),
    again: renames.map(({ from, to }) => rename(from, to)),
  };
}

// What runs outside the transaction comes after the views are back.
function around(
  views: readonly View[],
  inner: readonly Statement[],
  { back, again }: Renaming,
): readonly Statement[] {
  if (views.length === 0) return inner;
  const at = inner.findIndex(({ alone }) => alone);
  const end = at === -1 ? inner.length : at;
  const rebuilt = [...back, ...views.flatMap(rebuildView), ...again];
  return [
    ...dropViews(views).map((sql) => ({ sql })),
    ...inner.slice(0, end),
    ...rebuilt.map((sql) => ({ sql })),
    ...inner.slice(end),
  ];
}
