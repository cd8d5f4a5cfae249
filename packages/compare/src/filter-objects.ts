import { nameKey, type Schema, type Table, type View } from "@typeorm-autogen/model";
import type { ComparedObject, CompareOptions } from "./compare-options.js";

type Excluded = ReadonlySet<string>;

/** Both sides without what is to be left alone: an object that one side's filter turns away is gone from both. */
export function filterObjects(
  live: Schema,
  declared: Schema,
  { hooks, keeps }: CompareOptions,
): { readonly live: Schema; readonly declared: Schema } {
  const includes = hooks?.includeObject;
  if (!includes && !keeps) return { live, declared };
  const kept: ComparedObject[] = [
    ...(keeps?.tables ?? []).flatMap((table) => [
      standalone("table", "live", table),
      standalone("view", "live", table),
    ]),
    ...(keeps?.indexes ?? []).map(({ table, name }) => part("index", "live", table, name)),
  ];
  const rejected = includes
    ? [...objectsOf(live, "live"), ...objectsOf(declared, "declared")].filter((object) => !includes(object))
    : [];
  const excluded = new Set([...kept, ...rejected].map(objectKey));
  return excluded.size === 0
    ? { live, declared }
    : { live: without(live, excluded), declared: without(declared, excluded) };
}

function objectKey({ kind, schema, table, name }: ComparedObject): string {
  return JSON.stringify([kind, schema, table, name]);
}

type Side = ComparedObject["side"];
type Kind = ComparedObject["kind"];

function standalone(
  kind: Kind,
  side: Side,
  { schema, name }: { schema: string | null; name: string },
): ComparedObject {
  return { kind, side, schema, table: null, name };
}

function part(
  kind: Kind,
  side: Side,
  table: { schema: string | null; name: string },
  name: string | undefined,
): ComparedObject {
  return { kind, side, schema: table.schema, table: table.name, name: name ?? null };
}

function objectsOf(schema: Schema, side: Side): readonly ComparedObject[] {
  return [
    ...schema.enums.map((type) => standalone("enum", side, type)),
    ...schema.sequences.map((sequence) => standalone("sequence", side, sequence)),
    ...schema.views.flatMap((view) => [
      standalone("view", side, view),
      ...(view.indexes ?? []).map(({ name }) => part("index", side, view, name)),
    ]),
    ...schema.tables.flatMap((table) => [standalone("table", side, table), ...partsOf(table, side)]),
  ];
}

function partsOf(table: Table, side: Side): readonly ComparedObject[] {
  return [
    ...table.columns.map(({ name }) => part("column", side, table, name)),
    ...(table.primaryKey ? [part("primaryKey", side, table, table.primaryKey.name)] : []),
    ...table.uniques.map(({ name }) => part("unique", side, table, name)),
    ...table.checks.map(({ name }) => part("check", side, table, name)),
    ...(table.exclusions ?? []).map(({ name }) => part("exclusion", side, table, name)),
    ...table.foreignKeys.map(({ name }) => part("foreignKey", side, table, name)),
    ...table.indexes.map(({ name }) => part("index", side, table, name)),
  ];
}

function without(schema: Schema, excluded: Excluded): Schema {
  const stands = (kind: Kind) => (item: { schema: string | null; name: string }) =>
    !excluded.has(objectKey(standalone(kind, "live", item)));
  return {
    ...schema,
    enums: schema.enums.filter(stands("enum")),
    sequences: schema.sequences.filter(stands("sequence")),
    views: schema.views.filter(stands("view")).map((view) => withoutIndexes(view, excluded)),
    tables: schema.tables.filter(stands("table")).map((table) => withoutParts(table, excluded)),
  };
}

function withoutIndexes(view: View, excluded: Excluded): View {
  if (!view.indexes) return view;
  const indexes = view.indexes.filter(
    ({ name }) => !excluded.has(objectKey(part("index", "live", view, name))),
  );
  return { ...view, indexes };
}

function withoutParts({ primaryKey, exclusions = [], ...table }: Table, excluded: Excluded): Table {
  const stays =
    (kind: Kind) =>
    ({ name }: { readonly name?: string }) =>
      !excluded.has(objectKey(part(kind, "live", table, name)));
  const excluding = exclusions.filter(stays("exclusion"));
  return {
    ...table,
    columns: table.columns.filter(stays("column")),
    ...(primaryKey && stays("primaryKey")(primaryKey) && { primaryKey }),
    uniques: table.uniques.filter(stays("unique")),
    checks: table.checks.filter(stays("check")),
    ...(excluding.length > 0 && { exclusions: excluding }),
    foreignKeys: table.foreignKeys.filter(stays("foreignKey")),
    indexes: table.indexes.filter(stays("index")),
  };
}

/** The tables of a schema that a filtered one no longer has. */
export function tablesLeftAlone(all: Schema, seen: Schema): readonly Table[] {
  if (all === seen) return [];
  const keys = new Set(seen.tables.map(nameKey));
  return all.tables.filter((table) => !keys.has(nameKey(table)));
}
