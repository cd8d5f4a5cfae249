/** A value that every database writes as a literal of its own. */
export type SqlScalar = string | number | bigint | boolean | null;

/** A value that a script hands over: also a point in time, bytes, and what a JSON column holds. */
export type SqlValue =
  SqlScalar | Date | Uint8Array | readonly unknown[] | { readonly [key: string]: unknown };
