import {
  createViewSql,
  statements,
  viewSetAside,
  type DdlContext,
  type Statement,
} from "@typeorm-autogen/dialect";
import { findView, type View } from "@typeorm-autogen/model";
import type { AlterView, CreateView } from "@typeorm-autogen/ops";
import { spelling } from "./spelling.js";

/** CREATE VIEW, under the account of a view of this name that the revision dropped before. Grants outlive a view here. */
export function createView({ view }: CreateView, context: DdlContext): readonly Statement[] {
  return statements(createViewSql(spelling, ownedBy(view, viewSetAside(context, view))));
}

/** CREATE OR REPLACE VIEW, under the account that it runs as: it takes any query. */
export function alterView({ view }: AlterView, { state }: DdlContext): readonly Statement[] {
  const standing = state ? findView(state, view) : undefined;
  return statements(createViewSql(spelling, ownedBy(view, standing), true));
}

function ownedBy(view: View, before: View | undefined): View {
  return before?.owner === undefined ? view : { ...view, owner: before.owner };
}
