type Attributes = Record<string, unknown>;

/** The object with these attributes set; null takes one away. */
export function applyTo<T extends object>(object: T, patch: object): T {
  const merged = { ...object } as Attributes;
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = value;
  }
  return merged as T;
}

/** The patch that undoes `to`, told from the attributes that were there before; absent ones become null. */
export function undo<T extends object>(to: T, was: T): T {
  const before = was as Attributes;
  return Object.fromEntries(Object.keys(to).map((key) => [key, before[key] ?? null])) as T;
}

/** The attributes after `to`, told from those before. */
export function advance<T extends object>(was: T, to: T): T {
  const after = Object.entries({ ...was, ...to }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(after) as T;
}
