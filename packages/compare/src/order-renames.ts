import { nameKey, type QualifiedName } from "@typeorm-autogen/model";

/** A change of name, within a table for what has no schema of its own. */
export interface Renaming {
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}

/**
 * Renames in an order in which each takes a name that is free by then. Objects that change places go by way of an interim
 * name, and so do those that would meet another of their name half way, where a server moves first and renames then.
 * `held` are all names that must not be taken for that, by nameKey.
 */
export function orderRenames<T extends Renaming>(
  renamings: readonly T[],
  held: ReadonlySet<string>,
): readonly T[] {
  const taken = new Set([...held, ...renamings.flatMap(({ from, to }) => [nameKey(from), nameKey(to)])]);
  let open = [...renamings];
  const ordered: T[] = [];
  while (open.length > 0) {
    const waiting = new Set(open.map(({ from }) => nameKey(from)));
    const free = open.filter(({ to }) => !waiting.has(nameKey(to)));
    ordered.push(...free);
    open = open.filter((renaming) => !free.includes(renaming));
    const [first, ...others] = open;
    if (free.length > 0 || !first) continue;
    const aside = freeName({ ...first.from, name: "autogen_interim" }, taken);
    ordered.push({ ...first, to: aside });
    open = [...others, { ...first, from: aside }];
  }
  return ordered.flatMap((renaming) => pastOthers(renaming, taken));
}

// On the way there and back; a step that changes either the schema or the name has no half way.
function pastOthers<T extends Renaming>(renaming: T, taken: Set<string>): readonly T[] {
  const { from, to } = renaming;
  if (from.schema === to.schema || from.name === to.name) return [renaming];
  const [moved, renamed] = [
    { schema: to.schema, name: from.name },
    { schema: from.schema, name: to.name },
  ];
  const [meetsMoved, meetsRenamed] = [taken.has(nameKey(moved)), taken.has(nameKey(renamed))];
  if (!meetsMoved && !meetsRenamed) return [renaming];
  if (!meetsMoved) return stations(renaming, [moved]);
  if (!meetsRenamed) return stations(renaming, [renamed]);
  const aside = freeName({ schema: from.schema, name: "autogen_interim" }, taken);
  return stations(renaming, [aside, { schema: to.schema, name: aside.name }]);
}

function stations<T extends Renaming>(renaming: T, between: readonly QualifiedName[]): readonly T[] {
  const starts = [renaming.from, ...between];
  return [...between, renaming.to].map((to, i) => ({ ...renaming, from: starts[i] ?? renaming.from, to }));
}

/** Moves what is called so out of the way, for another object to take its name: it goes under a name that tells. */
export function stepAside(from: QualifiedName, held: ReadonlySet<string>): Renaming {
  // Twelve characters and this ending fit into the 63 bytes of the strictest server, whatever the letters.
  const name = `${[...from.name].slice(0, 12).join("")}_replaced`;
  return { from, to: freeName({ ...from, name }, new Set(held)) };
}

/** The name, with a number behind it where it is taken. It is taken from now on. */
export function freeName({ schema, name }: QualifiedName, taken: Set<string>): QualifiedName {
  for (let i = 1; ; i++) {
    const candidate = { schema, name: i === 1 ? name : `${name}_${i}` };
    if (taken.has(nameKey(candidate))) continue;
    taken.add(nameKey(candidate));
    return candidate;
  }
}
