import { nameKey, type Column, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { flatten, type AlterColumn, type Operation } from "@typeorm-autogen/ops";

/** A column that rows have before a migration, and where it went. */
export interface TracedColumn {
  readonly before: Column;
  /** Its name afterwards; null where it is gone. */
  readonly after: string | null;
  readonly alterations: readonly AlterColumn[];
}

/** A table that rows have before a migration, and where it went. */
export interface TracedTable {
  readonly before: QualifiedName;
  /** Its name afterwards; null where it is gone. */
  readonly after: QualifiedName | null;
  readonly columns: readonly TracedColumn[];
}

interface Trail {
  readonly before: QualifiedName;
  now: QualifiedName | null;
  readonly columns: { readonly before: Column; now: string | null; readonly alterations: AlterColumn[] }[];
}

/** Follows every table and column of a schema through operations. */
export function traceColumns(schema: Schema, operations: readonly Operation[]): readonly TracedTable[] {
  const trails = schema.tables.map((table): Trail => ({
    before: table,
    now: table,
    columns: table.columns.map((column) => ({ before: column, now: column.name, alterations: [] })),
  }));
  for (const operation of flatten(operations)) follow(trails, operation);
  return trails.map(({ before, now, columns }) => ({
    before: { schema: before.schema, name: before.name },
    after: now && { schema: now.schema, name: now.name },
    columns: columns.map((column) => ({ ...column, after: column.now })),
  }));
}

function follow(trails: readonly Trail[], operation: Operation): void {
  const trail = (name: QualifiedName) => trails.find(({ now }) => now && nameKey(now) === nameKey(name));
  const column = (table: QualifiedName, name: string) =>
    trail(table)?.columns.find(({ now }) => now === name);
  switch (operation.kind) {
    case "renameTable": {
      const moved = trail(operation.from);
      if (moved) moved.now = operation.to;
      return;
    }
    case "dropTable": {
      const gone = trail(operation.table);
      if (gone) gone.now = null;
      return;
    }
    case "renameColumn": {
      const moved = column(operation.table, operation.from);
      if (moved) moved.now = operation.to;
      return;
    }
    case "dropColumn": {
      const gone = column(operation.table, operation.column.name);
      if (gone) gone.now = null;
      return;
    }
    case "alterColumn":
      column(operation.table, operation.column)?.alterations.push(operation);
      return;
    default:
  }
}
