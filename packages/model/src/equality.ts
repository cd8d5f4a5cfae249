import { compareNames, compareText } from "./name.js";
import type { Schema } from "./schema.js";
import type { Table } from "./table.js";
import type { View } from "./view.js";

/** Whether two plain values are identical in structure. An absent property equals an undefined one. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  return (
    Object.keys(left).every((key) => equal(left[key], right[key])) &&
    Object.keys(right).every((key) => key in left || right[key] === undefined)
  );
}

/**
 * The same schema with every list in a fixed order, columns and their comments excepted where order is data (keys of
 * an index, of a constraint, enum values). Column order is sorted too: no server but MySQL lets a migration choose it.
 * What is only set aside, and what is only known of types, is left out.
 */
export function sortSchema({ setAside: _, types: __, partitions: ___, ...schema }: Schema): Schema {
  return {
    ...schema,
    schemas: [...schema.schemas].sort(compareText),
    extensions: [...schema.extensions].sort(compareText),
    enums: [...schema.enums].sort(compareNames),
    sequences: [...schema.sequences].sort(compareNames),
    tables: schema.tables.map(sortTable).sort(compareNames),
    views: schema.views.map(sortView).sort(compareNames),
    ...(schema.typeormMetadata && { typeormMetadata: [...schema.typeormMetadata].sort(compareAsText) }),
  };
}

function sortTable(table: Table): Table {
  return {
    ...table,
    columns: [...table.columns].sort((a, b) => compareText(a.name, b.name)),
    uniques: [...table.uniques].sort(compareAsText),
    checks: [...table.checks].sort(compareAsText),
    foreignKeys: [...table.foreignKeys].sort(compareAsText),
    indexes: [...table.indexes].sort(compareAsText),
    ...(table.exclusions && { exclusions: [...table.exclusions].sort(compareAsText) }),
    ...(table.attached && { attached: [...table.attached].sort(compareAsText) }),
    ...(table.triggers && { triggers: [...table.triggers].sort(compareAsText) }),
  };
}

function sortView(view: View): View {
  return view.indexes ? { ...view, indexes: [...view.indexes].sort(compareAsText) } : view;
}

function compareAsText(a: object, b: object): number {
  return compareText(sortKey(a), sortKey(b));
}

function sortKey(value: object): string {
  return JSON.stringify(value, (_, inner: unknown) => (isRecord(inner) ? sortKeys(inner) : inner));
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
}
