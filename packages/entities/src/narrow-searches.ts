type Item = { readonly target: unknown };
type Search = (this: object, target: unknown, ...rest: readonly unknown[]) => unknown;
type Storage = Record<string, unknown>;

/** TypeORM's searches that look at nothing but what was declared on a class, or on some, and the lists that they look through. */
const searches: Readonly<Record<string, string>> = {
  filterColumns: "columns",
  filterRelations: "relations",
  filterRelationIds: "relationIds",
  filterRelationCounts: "relationCounts",
  filterIndices: "indices",
  filterForeignKeys: "foreignKeys",
  filterUniques: "uniques",
  filterChecks: "checks",
  filterExclusions: "exclusions",
  filterListeners: "entityListeners",
  filterEmbeddeds: "embeddeds",
  filterJoinColumns: "joinColumns",
  findJoinTable: "joinTables",
  findGenerated: "generations",
  findTree: "trees",
  findInheritanceType: "inheritances",
  findDiscriminatorValue: "discriminatorValues",
};

/**
 * Does some work during which TypeORM finds what was declared on a class without looking at what was declared on all
 * others, as it does again and again for each entity. What it finds is the same.
 */
export async function withNarrowSearches(work: () => Promise<void>): Promise<void> {
  const { typeormMetadataArgsStorage: storage } = globalThis as { typeormMetadataArgsStorage?: Storage };
  const narrowed = storage ? narrow(storage) : [];
  try {
    await work();
  } finally {
    for (const name of narrowed) delete storage?.[name];
  }
}

/** Puts narrow searches before the storage's own, and says which. */
function narrow(storage: Storage): readonly string[] {
  return Object.entries(searches).flatMap(([name, list]) => {
    const search = storage[name];
    if (typeof search !== "function" || Object.hasOwn(storage, name) || !Array.isArray(storage[list]))
      return [];
    const find = searchByTarget();
    storage[name] = (target: unknown, ...rest: readonly unknown[]) => {
      const items = find(storage[list] as readonly Item[], target);
      return (search as Search).call({ __proto__: storage, [list]: items }, target, ...rest);
    };
    return [name];
  });
}

interface Found {
  readonly item: Item;
  readonly place: number;
}

/** Finds the items of one target or of several, in their order. Keeps an index as long as the list is the same. */
function searchByTarget(): (items: readonly Item[], target: unknown) => readonly Item[] {
  let known: { readonly items: readonly Item[]; readonly length: number } | undefined;
  let index = new Map<unknown, Found[]>();
  return (items, target) => {
    if (known?.items !== items || known.length !== items.length) {
      known = { items, length: items.length };
      index = indexByTarget(items);
    }
    const targets: readonly unknown[] = Array.isArray(target) ? [...new Set(target)] : [target];
    const lists = targets.map((each) => index.get(each) ?? []).filter(({ length }) => length > 0);
    const found = lists.length > 1 ? lists.flat().sort((a, b) => a.place - b.place) : (lists[0] ?? []);
    return found.map(({ item }) => item);
  };
}

function indexByTarget(items: readonly Item[]): Map<unknown, Found[]> {
  const index = new Map<unknown, Found[]>();
  for (const [place, item] of items.entries()) {
    const own = index.get(item.target);
    if (own) own.push({ item, place });
    else index.set(item.target, [{ item, place }]);
  }
  return index;
}
