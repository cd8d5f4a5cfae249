import {
  buildViewSql,
  createViewSql,
  dropViewSql,
  statements,
  viewSetAside,
  type DdlContext,
  type Statement,
} from "@typeorm-autogen/dialect";
import { findView, type View, type ViewAttachment } from "@typeorm-autogen/model";
import type { AlterView, CreateView } from "@typeorm-autogen/ops";
import { doBlock } from "./do-block.js";
import { putBack } from "./former-names.js";
import { spelling } from "./spelling.js";
import { viewsAndReaders } from "./view-readers.js";

/** CREATE VIEW, with what hung on a view of this name that the revision dropped before. */
export function createView({ view }: CreateView, context: DdlContext): readonly Statement[] {
  const before = viewSetAside(context, view);
  return statements(...buildViewSql(spelling, view), ...attachmentsSql(before, view));
}

/**
 * Replaces a view in place. The server refuses that where the new query lacks a column of the old one, or has another
 * type for it (https://www.postgresql.org/docs/current/sql-createview.html); then, and only then, the view is dropped and
 * created again, with what hangs on it and what reads it.
 */
export function alterView({ view }: AlterView, context: DdlContext): readonly Statement[] {
  const { state } = context;
  const replace = createViewSql(spelling, view, true);
  const standing = state ? findView(state, view) : undefined;
  if (!state || !standing) return statements(replace);
  const readers = viewsAndReaders(state.views, [standing]).filter((other) => other !== standing);
  const rebuild = [
    ...dropViews([standing, ...readers]),
    ...buildViewSql(spelling, {
      ...view,
      ...(standing.comment !== undefined && { comment: standing.comment }),
    }),
    ...attachmentsSql(standing, view),
    ...putBack(readers, [], rebuildView, context),
  ];
  const block = `\nBEGIN\n  ${replace};\nEXCEPTION WHEN invalid_table_definition THEN\n  ${rebuild.join(";\n  ")};\nEND\n`;
  return statements(doBlock(block));
}

/** DROP VIEW of each, readers first; `views` stand in an order in which each comes after those that it reads. */
export function dropViews(views: readonly View[]): readonly string[] {
  return views.toReversed().map((view) => dropViewSql(spelling, view, view.materialized));
}

/** A view as it stood, with everything that hung on it. */
export function rebuildView(view: View): readonly string[] {
  return [...buildViewSql(spelling, view), ...(view.attached ?? []).map(({ sql }) => sql)];
}

// What belonged to a column that the new query lacks has nothing to hang on, and the indexes that come are the script's.
function attachmentsSql(before: View | undefined, view: View): readonly string[] {
  const same = before?.definition === view.definition;
  const attached = (before?.attached ?? []).filter(({ index }) => index === undefined);
  return attached.map((attachment) => (same ? attachment.sql : ifColumnExists(attachment)));
}

function ifColumnExists({ sql, column }: ViewAttachment): string {
  if (column === undefined) return sql;
  return doBlock(`\nBEGIN\n  ${sql};\nEXCEPTION WHEN undefined_column THEN NULL;\nEND\n`);
}
