import { equalNames, nameKey, type QualifiedName, type View } from "@typeorm-autogen/model";
import { buildGraph, findComponents, sortTopologically } from "./graph.js";
import { sortItems } from "./match-items.js";
import { mentionedNames } from "./mentions.js";

/** Tells what a view reads: as the database says it where it does, else as the view's query mentions it. */
export class ViewSources {
  readonly #mentions = new Map<View, ReadonlySet<string>>();

  /** Whether a view reads a table or another view. Errs on the side of yes where only its text can tell. */
  reads(view: View, object: QualifiedName): boolean {
    if (view.reads) return view.reads.some((source) => equalNames(source, object));
    if (view.dependsOn?.some((other) => equalNames(other, object))) return true;
    return this.#mentioned(view).has(object.name.toLowerCase());
  }

  /** Whether the database says that a view reads this column, or whole rows of the table. */
  readsColumn(view: View, table: QualifiedName, column: string): boolean {
    const source = view.reads?.find((other) => equalNames(other, table));
    return source !== undefined && (source.columns?.includes(column) ?? true);
  }

  #mentioned(view: View): ReadonlySet<string> {
    const known = this.#mentions.get(view);
    if (known) return known;
    const names = mentionedNames(view.definition);
    this.#mentions.set(view, names);
    return names;
  }

  /** Views in an order in which each comes after those that it reads; by name where that is open. */
  sort(views: readonly View[]): readonly View[] {
    const sorted = sortItems(views);
    const edges = sorted.flatMap((view, at) =>
      sorted.flatMap((other, first) =>
        first !== at && this.reads(view, other) ? [[first, at] as const] : [],
      ),
    );
    const components = findComponents(buildGraph(sorted.length, edges));
    const across = edges.filter(([first, later]) => components[first] !== components[later]);
    return sortTopologically(buildGraph(sorted.length, across)).flatMap((at) => sorted[at] ?? []);
  }

  /** Those of the views that read one of these, directly or through each other, by nameKey; not these themselves. */
  readers(views: readonly View[], read: readonly QualifiedName[]): ReadonlySet<string> {
    const own = new Set(read.map(nameKey));
    const found = new Set<string>();
    for (let open = read; open.length > 0;) {
      const next = views.filter(
        (view) =>
          !found.has(nameKey(view)) &&
          !own.has(nameKey(view)) &&
          open.some((object) => this.reads(view, object)),
      );
      for (const view of next) found.add(nameKey(view));
      open = next;
    }
    return found;
  }
}
