import {
  createViewSql,
  nameSql,
  statements,
  UnsupportedError,
  viewSetAside,
  type DdlContext,
  type Statement,
} from "@typeorm-autogen/dialect";
import { findView, formatName, type View } from "@typeorm-autogen/model";
import type { AlterView, CreateView, RenameView } from "@typeorm-autogen/ops";
import { flavorOf } from "./flavor.js";
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

/** RENAME TABLE, which takes views too, but not to another database. */
export function renameView({ from, to }: RenameView, { facts }: DdlContext): readonly Statement[] {
  if (from.schema === to.schema)
    return statements(`RENAME TABLE ${nameSql(spelling, from)} TO ${nameSql(spelling, to)}`);
  const what = `moving view ${formatName(from)} to ${formatName(to)}`;
  throw new UnsupportedError(flavorOf(facts).label, what, "drop the view, and create it there");
}

function ownedBy(view: View, before: View | undefined): View {
  return before?.owner === undefined ? view : { ...view, owner: before.owner };
}
