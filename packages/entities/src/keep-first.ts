/** The first of each name: what two entities of one table, or two relations over one column, declare twice. */
export function keepFirst<T extends { readonly name?: string }>(objects: readonly T[]): readonly T[] {
  const names = new Set<string>();
  return objects.filter(({ name }) => name === undefined || (!names.has(name) && names.add(name)));
}
