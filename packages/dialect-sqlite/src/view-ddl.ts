import { createViewSql, dropViewSql, viewSetAside, type DdlContext } from "@typeorm-autogen/dialect";
import { findView, type View } from "@typeorm-autogen/model";
import type { AlterView, CreateView, DropView } from "@typeorm-autogen/ops";
import { spelling } from "./spelling.js";
import { strandedViews } from "./stranded-views.js";

/** CREATE VIEW, with the triggers of a view of this name that the revision dropped before. */
export function createView({ view }: CreateView, context: DdlContext): readonly string[] {
  return [createViewSql(spelling, view), ...triggersOf(viewSetAside(context, view))];
}

/** DROP VIEW, which nothing may read any more. */
export function dropView({ view, materialized }: DropView, { state }: DdlContext): readonly string[] {
  return [dropViewSql(spelling, view, materialized), ...strandedViews(state, view)];
}

/** There is no ALTER VIEW: the view is dropped, which takes its triggers along, and created again with them. */
export function alterView({ view }: AlterView, { state }: DdlContext): readonly string[] {
  const standing = state ? findView(state, view) : undefined;
  return [
    dropViewSql(spelling, view, view.materialized),
    createViewSql(spelling, view),
    ...triggersOf(standing),
  ];
}

function triggersOf(view: View | undefined): readonly string[] {
  return (view?.attached ?? []).map(({ sql }) => sql);
}
