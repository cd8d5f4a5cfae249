import { formatName, findView, type QualifiedName, type View } from "@typeorm-autogen/model";
import { statements, type DdlTable } from "./ddl-table.js";
import type { DdlContext, Statement } from "./dialect.js";
import { UnsupportedError } from "./errors.js";
import { createIndexSql } from "./index-sql.js";
import { closed, nameSql, namesSql, type SqlSpelling } from "./sql-spelling.js";

/** CREATE VIEW, without what hangs on the view. Throws UnsupportedError for a materialized one where there are none. */
export function createViewSql(spelling: SqlSpelling, view: View, orReplace = false): string {
  if (view.materialized) refuseMaterialized(spelling, view);
  const clauses = spelling.viewClauses?.(view) ?? {};
  return [
    orReplace ? "CREATE OR REPLACE" : "CREATE",
    clauses.kind ?? "",
    view.materialized ? " MATERIALIZED" : "",
    ` VIEW ${nameSql(spelling, view)}`,
    view.columns === undefined ? "" : ` (${namesSql(spelling, view.columns)})`,
    clauses.options ?? "",
    ` AS ${clauses.end === undefined ? view.definition : closed(view.definition)}`,
    clauses.end ?? "",
  ].join("");
}

/** DROP VIEW. Throws UnsupportedError for a materialized one where there are none. */
export function dropViewSql(
  spelling: SqlSpelling,
  view: QualifiedName,
  materialized: true | undefined,
): string {
  if (materialized) refuseMaterialized(spelling, view);
  return `DROP ${materialized ? "MATERIALIZED " : ""}VIEW ${nameSql(spelling, view)}`;
}

function refuseMaterialized(spelling: SqlSpelling, view: QualifiedName): void {
  if (spelling.materializedViews) return;
  const what = `the materialized view ${formatName(view)}`;
  throw new UnsupportedError(spelling.label, what, "declare it as a view");
}

/** A view with its indexes and comment, as statements. */
export function buildViewSql(spelling: SqlSpelling, view: View): readonly string[] {
  return [
    createViewSql(spelling, view),
    ...(view.indexes ?? []).map((index) => createIndexSql(spelling, view, index)),
    ...(view.comment === undefined ? [] : [viewCommentSql(spelling, view, view.comment)]),
  ];
}

function viewCommentSql(spelling: SqlSpelling, view: View, text: string): string {
  if (!spelling.comments)
    throw new UnsupportedError(spelling.label, `the comment of ${formatName(view)}`, "take it away");
  const kind = view.materialized ? "MATERIALIZED VIEW" : "VIEW";
  return `COMMENT ON ${kind} ${nameSql(spelling, view)} IS ${spelling.literal(text)}`;
}

/** The standard DDL of views: what hung on one that the revision dropped before comes back with it. */
export function viewDdl(spelling: SqlSpelling): Pick<DdlTable, "createView" | "dropView" | "alterView"> {
  return {
    createView: ({ view }, context) =>
      statements(...buildViewSql(spelling, view), ...attachments(viewSetAside(context, view))),
    dropView: (op) => statements(dropViewSql(spelling, op.view, op.materialized)),
    alterView: ({ view }, context) => replaceView(spelling, view, context),
  };
}

function replaceView(spelling: SqlSpelling, view: View, { state }: DdlContext): readonly Statement[] {
  if (spelling.replacesViews) return statements(createViewSql(spelling, view, true));
  const standing = state ? findView(state, view) : undefined;
  return statements(
    dropViewSql(spelling, view, view.materialized),
    ...buildViewSql(spelling, view),
    ...attachments(standing),
  );
}

/** The view of this name that the revision has dropped, with what hung on it. */
export function viewSetAside({ state }: DdlContext, name: QualifiedName): View | undefined {
  return state?.setAside?.findLast((view) => view.schema === name.schema && view.name === name.name);
}

function attachments(view: View | undefined): readonly string[] {
  return (view?.attached ?? []).map(({ sql }) => sql);
}
