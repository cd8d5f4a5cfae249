import { expect, test } from "vitest";
import { withNarrowSearches } from "../../packages/entities/src/narrow-searches.js";
import { lines, loadTypeorm, storiesOf } from "./stories.js";

interface Item {
  readonly target: unknown;
  readonly propertyName?: string;
}
type Storage = Record<string, unknown>;
type Search = (this: Storage, target: unknown, property?: string) => unknown;

const scope = globalThis as { typeormMetadataArgsStorage?: Storage | undefined };

test.each(lines)(
  "narrow searches find what those of TypeORM %s find, and are gone afterwards",
  async (line) => {
    scope.typeormMetadataArgsStorage = undefined;
    const typeorm = await loadTypeorm(line);
    for (const { entities } of await storiesOf("sqlite", line)) entities(typeorm, "sqlite");
    const storage: Storage = scope.typeormMetadataArgsStorage ?? {};
    const own = Object.getPrototypeOf(storage) as Record<string, Search>;
    const items = Object.values(storage).filter(Array.isArray).flat() as Item[];
    const targets = [...new Set(items.map(({ target }) => target))];
    const asked = [
      ...targets,
      ...targets.map(withParents),
      [],
      [...targets.slice(0, 3), ...targets.slice(0, 3)],
    ];
    const properties = (target: unknown) => [
      ...new Set(items.filter((item) => item.target === target).map(({ propertyName }) => propertyName)),
      "nothing",
    ];
    let names: readonly string[] = [];
    await withNarrowSearches(async () => {
      names = Object.keys(storage).filter((name) => typeof storage[name] === "function");
      for (const name of names)
        for (const target of asked) {
          const found = properties(target).map((property) => (storage[name] as Search)(target, property));
          const wanted = properties(target).map((property) => own[name]?.call(storage, target, property));
          expect(found, name).toStrictEqual(wanted);
        }
    });
    expect(names).toHaveLength(line === "0.3" ? 17 : 16);
    expect(targets.length).toBeGreaterThan(50);
    expect(Object.values(storage).filter((value) => typeof value === "function")).toEqual([]);
  },
);

// As TypeORM asks: for a class and all that it extends.
function withParents(target: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let each = target; typeof each === "function"; each = Object.getPrototypeOf(each)) chain.push(each);
  return chain;
}
