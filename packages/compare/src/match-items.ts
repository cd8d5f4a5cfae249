import { compareText } from "@typeorm-autogen/model";

/** Which of two lists' items belong together. */
export interface Matching<T> {
  /** Equivalent, under one name or without a name to differ in. */
  readonly same: readonly (readonly [live: T, declared: T])[];
  /** Equivalent but for the name. */
  readonly renamed: readonly (readonly [live: T, declared: T])[];
  readonly gone: readonly T[];
  readonly fresh: readonly T[];
}

interface Named {
  readonly name?: string;
}

/** How items of one kind are told apart. */
export interface Sameness<T> {
  /** Same meaning, names aside. */
  readonly equivalent: (live: T, declared: T) => boolean;
  /** What equivalent items certainly share; narrows the search. */
  readonly kinship: (item: T) => string;
}

/**
 * Pairs items that are equivalent, by name first, what is left by content: so names that changed places are told from
 * contents that changed. The order of the lists does not matter.
 */
export function matchItems<T extends Named>(
  live: readonly T[],
  declared: readonly T[],
  { equivalent, kinship }: Sameness<T>,
): Matching<T> {
  const [pairs, lonelyLive, lonelyDeclared] = pairByName(sortItems(live), sortItems(declared));
  const same: [T, T][] = [];
  const changed: [T, T][] = [];
  for (const pair of pairs) (equivalent(...pair) ? same : changed).push(pair);
  const kin = groupBy([...lonelyLive, ...changed.map(([old]) => old)], kinship);
  const fresh: T[] = [];
  const renamed: [T, T][] = [];
  for (const item of [...lonelyDeclared, ...changed.map(([, item]) => item)]) {
    const group = kin.get(kinship(item)) ?? [];
    const at = group.findIndex((old) => equivalent(old, item));
    const [old] = at === -1 ? [] : group.splice(at, 1);
    if (old === undefined) fresh.push(item);
    else if (old.name === undefined || item.name === undefined) same.push([old, item]);
    else renamed.push([old, item]);
  }
  const gone = [...kin.values()].flat();
  return { same, renamed, gone: sortItems(gone), fresh: sortItems(fresh) };
}

/** Items by name, then by content, so that no list's order shows in what is written. */
export function sortItems<T extends Named>(items: readonly T[]): T[] {
  if (items.length < 2) return [...items];
  return [...items].sort(
    (a, b) => compareText(a.name ?? "", b.name ?? "") || compareText(JSON.stringify(a), JSON.stringify(b)),
  );
}

function pairByName<T extends Named>(live: readonly T[], declared: readonly T[]): [[T, T][], T[], T[]] {
  const byName = new Map(
    live.flatMap((item) => (item.name === undefined ? [] : [[item.name, item] as const])),
  );
  const pairs: [T, T][] = [];
  const lonely: T[] = [];
  for (const item of declared) {
    const old = item.name === undefined ? undefined : byName.get(item.name);
    if (old === undefined) lonely.push(item);
    else pairs.push([old, item]);
  }
  const taken = new Set(pairs.map(([old]) => old));
  return [pairs, live.filter((item) => !taken.has(item)), lonely];
}

/** Groups items by a key, in their order. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
