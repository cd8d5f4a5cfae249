import type { Column } from "./column.js";
import { equalNames, nameKey, type QualifiedName } from "./name.js";
import type { Schema } from "./schema.js";
import type { Table } from "./table.js";
import type { View } from "./view.js";

/** The objects of a list by nameKey, for work that would otherwise scan the list once per object. */
export function byName<T extends QualifiedName>(objects: readonly T[]): Map<string, T> {
  return new Map(objects.map((object) => [nameKey(object), object]));
}

/** The table of that name, or undefined. */
export function findTable(schema: Schema, name: QualifiedName): Table | undefined {
  return schema.tables.find((table) => equalNames(table, name));
}

/** The view of that name, or undefined. */
export function findView(schema: Schema, name: QualifiedName): View | undefined {
  return schema.views.find((view) => equalNames(view, name));
}

/** The column of that name, or undefined. */
export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}
