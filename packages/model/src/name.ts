/** Where a named object lives. `schema` is null in the database's default schema, on both sides of a comparison. */
export interface QualifiedName {
  readonly schema: string | null;
  readonly name: string;
}

/** Builds a qualified name; without a schema it lies in the default one. */
export function qualify(name: string, schema: string | null = null): QualifiedName {
  return { schema, name };
}

/** Identity of an object inside one Schema, usable as a map key: no name holds a NUL. Not SQL, and not for people: see formatName. */
export function nameKey({ schema, name }: QualifiedName): string {
  return `${schema ?? ""}\0${name}`;
}

/** The key of an object once a schema has another name, which changes those of what lies in it. */
export function keyAfterRename(
  key: string,
  { from, to }: { readonly from: string; readonly to: string },
): string {
  const start = nameKey({ schema: from, name: "" });
  return key.startsWith(start) ? nameKey({ schema: to, name: key.slice(start.length) }) : key;
}

/** The name as people write it: `users` or `audit.users`. */
export function formatName({ schema, name }: QualifiedName): string {
  return schema === null ? name : `${schema}.${name}`;
}

/** Whether two names mean one object. Case matters: identifiers are stored as the server keeps them. */
export function equalNames(a: QualifiedName, b: QualifiedName): boolean {
  return a.name === b.name && a.schema === b.schema;
}

/** Orders by schema (the default one first), then by name, by code unit: independent of any locale. */
export function compareNames(a: QualifiedName, b: QualifiedName): number {
  return compareText(a.schema ?? "", b.schema ?? "") || compareText(a.name, b.name);
}

/** Orders text by code unit, so that output never depends on the locale of a machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
