import { equalNames, formatName, type QualifiedName, type Schema, type View } from "@typeorm-autogen/model";
import type { IfExists, IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError, IrreversibleError } from "./errors.js";
import { followReaders } from "./follow-readers.js";
import { added, removed, renamed, replaced } from "./evolve-table.js";

/** Creates a view. The indexes of a materialized one are directives of their own. */
export interface CreateView extends IfNotExists {
  readonly kind: "createView";
  readonly view: View;
}

/** Drops a view; no row is lost with it. `was` is what the reverse builds again. */
export interface DropView extends IfExists {
  readonly kind: "dropView";
  readonly view: QualifiedName;
  readonly materialized?: true;
  readonly was?: View;
}

/** Gives a view another query. Its grants, triggers and options stay, and so do the views that read it. */
export interface AlterView {
  readonly kind: "alterView";
  readonly view: View;
  /** The query before: what the way back needs. */
  readonly was?: string;
}

/** Renames a view, or moves it to another schema. What hangs on it stays, and so do the views that read it. */
export interface RenameView {
  readonly kind: "renameView";
  readonly from: QualifiedName;
  readonly to: QualifiedName;
  readonly materialized?: true;
}

const label = (name: QualifiedName) => `view ${formatName(name)}`;
const missing = (kind: string, name: QualifiedName) => () =>
  new EvolveError(kind, label(name), "does not exist");

export const createView: Directive<CreateView> = {
  reverse: ({ view }) => dropping(view),
  evolve: (schema, op) => ({
    ...withoutAside(schema, op.view),
    views: added(
      schema.views,
      op.view,
      (other) => equalNames(other, op.view),
      () => new EvolveError(op.kind, label(op.view), "exists already"),
    ),
  }),
};

/** The directive that drops a view and knows what it was. */
function dropping(view: View): DropView {
  const { schema, name, materialized } = view;
  return { kind: "dropView", view: { schema, name }, ...(materialized && { materialized }), was: view };
}

export const dropView: Directive<DropView> = {
  reverse: (op) => {
    if (!op.was) throw new IrreversibleError(op.kind, label(op.view));
    return { kind: "createView", view: op.was };
  },
  evolve: (schema, op) => {
    const views = removed(schema.views, (other) => equalNames(other, op.view), missing(op.kind, op.view));
    const aside = schema.views.filter((view) => equalNames(view, op.view));
    return { ...schema, views, setAside: [...(schema.setAside ?? []), ...aside] };
  },
};

export const alterView: Directive<AlterView> = {
  reverse: (op) => {
    if (op.was === undefined) throw new IrreversibleError(op.kind, label(op.view));
    return { ...op, view: { ...op.view, definition: op.was }, was: op.view.definition };
  },
  evolve: (schema, op) => ({
    ...schema,
    views: replaced(
      schema.views,
      (other) => equalNames(other, op.view),
      ({ indexes, attached, owner }) => ({
        ...op.view,
        ...(indexes && { indexes }),
        ...(attached && { attached }),
        ...(owner !== undefined && { owner }),
      }),
      missing(op.kind, op.view),
    ),
  }),
};

export const renameView: Directive<RenameView> = {
  reverse: ({ from, to, ...op }) => ({ ...op, from: to, to: from }),
  evolve: (schema, op) => {
    const views = renamed(schema.views, op, label);
    return followReaders({ ...schema, views }, { from: op.from, to: op.to });
  },
};

function withoutAside(schema: Schema, view: QualifiedName): Schema {
  const { setAside, ...rest } = schema;
  const others = (setAside ?? []).filter((other) => !equalNames(other, view));
  return others.length > 0 ? { ...rest, setAside: others } : rest;
}
