/**
 * The declared object with those attributes of the live one that no entity can declare: to have them is no difference,
 * and to make the object anew is no reason to lose them.
 */
export function keepUndeclared<T extends object>(live: T, declared: T, attributes: readonly (keyof T)[]): T {
  const kept = attributes.flatMap((key) =>
    declared[key] === undefined && live[key] !== undefined ? [[key, live[key]] as const] : [],
  );
  return kept.length === 0 ? declared : { ...declared, ...Object.fromEntries(kept) };
}
