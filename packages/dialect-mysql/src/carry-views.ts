import { createViewSql, UnsupportedError, type DdlContext } from "@typeorm-autogen/dialect";
import { equalNames, formatName, type Schema, type View } from "@typeorm-autogen/model";
import { flatten, type Operation } from "@typeorm-autogen/ops";
import { flavorOf } from "./flavor.js";
import { mentions } from "./readers.js";
import { spelling } from "./spelling.js";
import { namesOf, readView, renameColumnIn, renameTableIn } from "./view-text.js";

/**
 * The statements that let views follow a table or column that was renamed: the servers keep a view's query as text, and
 * would find it invalid (https://dev.mysql.com/doc/refman/8.4/en/view-restrictions.html). Throws UnsupportedError, naming the view, where it cannot be told
 * what its query means.
 */
export function carryViews(operation: Operation, { state, facts }: DdlContext): readonly string[] {
  const renames = flatten([operation]).some(({ kind }) => /^rename(?:Column|Table|View)$/.test(kind));
  if (!state?.views.length || !renames) return [];
  const views = state.views.map(asItIs);
  refuseUnread(views, operation, flavorOf(facts).label);
  const after = renameInViews(views, operation, (view, object) => {
    throw new UnsupportedError(
      flavorOf(facts).label,
      `renaming ${object}, which view ${formatName(view)} reads under a name that means two things,`,
      "drop the view in this script before, and create it again after",
    );
  });
  const moved = after.filter((view, at) => view !== views[at]);
  return sourcesFirst(moved).map((view) => createViewSql(spelling, view, true));
}

// A text that was read before earlier renames: the views that read what was renamed were made anew with it.
function asItIs(view: View): View {
  const definition = (view.formerly ?? []).reduce(
    (text, rename) =>
      "table" in rename
        ? (renameColumnIn(text, rename.table, rename) ?? text)
        : renameTableIn(text, rename.from, rename.to),
    view.definition,
  );
  return withQuery(view, definition);
}

// How the server spells the query of a view that only scripts tell of, nobody knows without it.
function refuseUnread(views: Schema["views"], operation: Operation, label: string): void {
  for (const op of flatten([operation])) {
    if (op.kind !== "renameTable" && op.kind !== "renameView" && op.kind !== "renameColumn") continue;
    const [object, name] =
      op.kind === "renameColumn"
        ? [`${formatName(op.table)}.${op.from}`, op.from]
        : [formatName(op.from), op.from.name];
    const reader = views.find((view) => view.owner === undefined && mentions(view.definition, name));
    if (!reader) continue;
    throw new UnsupportedError(
      label,
      `renaming ${object}, which view ${formatName(reader)} may read, without a connection`,
      "run this revision connected, or drop the view before, and create it again after",
    );
  }
}

/** Live views as an operation leaves them: their queries follow what it renames. `unclear` is told where one cannot. */
export function renameInViews(
  views: Schema["views"],
  operation: Operation,
  unclear: (view: View, object: string) => void,
): readonly View[] {
  return flatten([operation]).reduce<readonly View[]>((state, op) => {
    if (op.kind === "renameTable" || op.kind === "renameView")
      return state.map((view) => withQuery(view, renameTableIn(view.definition, op.from, op.to)));
    if (op.kind !== "renameColumn") return state;
    return state.map((view) => {
      const query = renameColumnIn(view.definition, op.table, op);
      if (query === null) unclear(view, `${formatName(op.table)}.${op.from}`);
      return withQuery(view, query ?? view.definition);
    });
  }, views);
}

function withQuery(view: View, definition: string): View {
  return definition === view.definition ? view : { ...view, definition };
}

// A view is made only where all that it reads is valid.
function sourcesFirst(views: readonly View[]): readonly View[] {
  const sorted: View[] = [];
  const visit = (view: View): void => {
    if (sorted.includes(view)) return;
    const reads = readView(view.definition);
    for (const other of views) if (!equalNames(other, view) && namesOf(reads, other).size > 0) visit(other);
    sorted.push(view);
  };
  views.forEach(visit);
  return sorted;
}
