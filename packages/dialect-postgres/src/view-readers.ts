import { equalNames, type QualifiedName, type View } from "@typeorm-autogen/model";
import { storedName, tokens } from "./lexicon.js";

/** Whether a view reads a table or view, and this column of it where one is given. */
export function readsFrom(view: View, object: QualifiedName, column?: string): boolean {
  if (!view.reads) return mentions(view, object.name) && (column === undefined || mentions(view, column));
  return view.reads.some(
    (source) =>
      equalNames(source, object) && (column === undefined || (source.columns?.includes(column) ?? true)),
  );
}

/** Whether a view's query holds this name. */
export function mentions({ definition }: View, name: string): boolean {
  return tokens(definition).some((token) => /word|quoted/.test(token.kind) && storedName(token) === name);
}

/** These views and all that read them, directly or through each other, each after those that it reads. */
export function viewsAndReaders(all: readonly View[], first: readonly View[]): readonly View[] {
  const found = new Set(first);
  for (let open = first; open.length > 0;) {
    open = all.filter((view) => !found.has(view) && open.some((other) => readsFrom(view, other)));
    for (const view of open) found.add(view);
  }
  return inOrder([...found]);
}

function inOrder(views: readonly View[]): readonly View[] {
  const ordered: View[] = [];
  const visit = (view: View): void => {
    if (ordered.includes(view) || open.has(view)) return;
    open.add(view);
    for (const other of views) if (other !== view && readsFrom(view, other)) visit(other);
    ordered.push(view);
  };
  const open = new Set<View>();
  for (const view of views) visit(view);
  return ordered;
}
