/** Removes from both maps, and returns, the pairs whose names are one to the server. */
export function takeRespelled<T>(
  vanished: Map<string, T>,
  appeared: Map<string, T>,
  fold: ((item: T) => string) | undefined,
): readonly (readonly [from: T, to: T])[] {
  if (!fold) return [];
  const fresh = new Map([...appeared].map(([key, item]) => [fold(item), { key, item }]));
  return [...vanished].flatMap(([key, item]) => {
    const twin = fresh.get(fold(item));
    if (!twin) return [];
    vanished.delete(key);
    appeared.delete(twin.key);
    return [[item, twin.item] as const];
  });
}
