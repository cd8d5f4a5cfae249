import { table, type Schema, type Table } from "@typeorm-autogen/model";
import type { Belonging, Catalogue, TableKey, TableRow } from "./reader.js";

/** Links a catalogue's flat lists into a Schema. Time grows with the number of rows, not with its square. */
export function assemble(catalogue: Catalogue): Schema {
  const parts = {
    columns: groupByTable(catalogue.columns),
    primaryKeys: groupByTable(catalogue.primaryKeys),
    uniques: groupByTable(catalogue.uniques),
    checks: groupByTable(catalogue.checks),
    exclusions: groupByTable(catalogue.exclusions ?? []),
    foreignKeys: groupByTable(catalogue.foreignKeys),
    indexes: groupByTable(catalogue.indexes),
    attached: groupByTable(catalogue.attached ?? []),
    triggers: groupByTable(catalogue.triggers),
  };
  return {
    schemas: catalogue.schemas,
    extensions: catalogue.extensions,
    enums: catalogue.enums,
    sequences: catalogue.sequences,
    ...(catalogue.types && { types: catalogue.types }),
    ...(catalogue.partitions && { partitions: catalogue.partitions }),
    views: catalogue.views,
    ...(catalogue.typeormMetadata && { typeormMetadata: catalogue.typeormMetadata }),
    tables: catalogue.tables.map((row) => assembleTable(row, parts)),
  };
}

type Parts = {
  readonly columns: Groups<Table["columns"]>;
  readonly primaryKeys: Groups<readonly NonNullable<Table["primaryKey"]>[]>;
  readonly uniques: Groups<Table["uniques"]>;
  readonly checks: Groups<Table["checks"]>;
  readonly exclusions: Groups<NonNullable<Table["exclusions"]>>;
  readonly foreignKeys: Groups<Table["foreignKeys"]>;
  readonly indexes: Groups<Table["indexes"]>;
  readonly attached: Groups<NonNullable<Table["attached"]>>;
  readonly triggers: Groups<NonNullable<Table["triggers"]>>;
};

type Groups<List> = ReadonlyMap<TableKey, List>;

function assembleTable({ key, schema, name, ...rest }: TableRow, parts: Parts): Table {
  const primaryKey = parts.primaryKeys.get(key)?.[0];
  const exclusions = parts.exclusions.get(key);
  const attached = parts.attached.get(key);
  const triggers = parts.triggers.get(key);
  return table(
    { schema, name },
    {
      ...rest,
      columns: parts.columns.get(key) ?? [],
      ...(primaryKey && { primaryKey }),
      uniques: parts.uniques.get(key) ?? [],
      checks: parts.checks.get(key) ?? [],
      ...(exclusions && { exclusions }),
      foreignKeys: parts.foreignKeys.get(key) ?? [],
      indexes: parts.indexes.get(key) ?? [],
      ...(triggers && { triggers }),
      ...(attached && { attached }),
    },
  );
}

function groupByTable<T>(rows: readonly Belonging<T>[]): Map<TableKey, T[]> {
  const groups = new Map<TableKey, T[]>();
  for (const { table, item } of rows) {
    const group = groups.get(table);
    if (group) group.push(item);
    else groups.set(table, [item]);
  }
  return groups;
}
