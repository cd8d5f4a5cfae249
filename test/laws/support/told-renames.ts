import type { Answers, RenameAnswer } from "@typeorm-autogen/compare";
import {
  equalNames,
  findTable,
  formatName,
  nameKey,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import { evolve, type Operation } from "@typeorm-autogen/ops";
import * as fc from "fast-check";
import type { SchemaPair } from "../arbitrary-schema.js";
import { keepsSchemas } from "./live-pair.js";

const kinds = [
  "exchanged columns",
  "exchanged tables",
  "column",
  "table",
  "move",
  "schema",
  "type",
  "value",
] as const;

/** What is told to have another name, if there is such a thing in the pair: told by numbers, so that it fits any pair. */
export interface Rename {
  readonly of: "nothing" | (typeof kinds)[number];
  readonly first: number;
  readonly second: number;
}

/** A rename, a third of the time of nothing. */
export const arbitraryRename: fc.Arbitrary<Rename> = fc.record({
  of: fc.constantFrom(...kinds, ...kinds, ...Array.from(kinds, () => "nothing" as const)),
  first: fc.nat(20),
  second: fc.nat(20),
});

/** A pair, and the answers that say what in it was renamed. */
export interface ToldPair extends SchemaPair {
  readonly renames: Answers["renames"];
}

/** What a rename gives a new name on the declared side, with the answer that says so. */
interface Renamed {
  readonly operation: Operation;
  readonly answer: RenameAnswer;
}

/**
 * The pair with one thing renamed on its declared side besides whatever else differs, and the answer that tells it; or
 * as it was with the answers by which two columns of a table, or two tables, change places.
 */
export function tellRename(pair: SchemaPair, rename: Rename): ToldPair {
  if (rename.of === "exchanged columns" || rename.of === "exchanged tables")
    return { ...pair, renames: exchange(pair, rename) };
  if (rename.of === "schema") return renameSchema(pair);
  const renamed = rename.of === "nothing" ? undefined : pick(renamesOf(rename.of, pair), rename.first);
  if (!renamed) return { ...pair, renames: [] };
  const declared = respellViews(evolve(pair.declared, [renamed.operation]), renamed.operation);
  const told = { ...pair, declared, renames: [renamed.answer] };
  return repeatsName(declared) || !keepsSchemas(told) ? { ...pair, renames: [] } : told;
}

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % Math.max(items.length, 1)];
}

function renamesOf(of: "column" | "table" | "move" | "type" | "value", pair: SchemaPair): readonly Renamed[] {
  const tables = pair.live.tables.filter((table) => findTable(pair.declared, table));
  switch (of) {
    case "column":
      return tables.flatMap((table) => columnRenames(table, pair.declared));
    case "table":
      return tables.map((table) => tableRename(table, { schema: table.schema, name: "people" }));
    case "move":
      return pair.live.schemas.includes("audit") && pair.declared.schemas.includes("audit")
        ? tables
            .map((table) => tableRename(table, { ...table, schema: table.schema === null ? "audit" : null }))
            .filter(({ operation }) => "to" in operation && isFree(operation.to as QualifiedName, pair))
        : [];
    case "type":
      return commonEnums(pair).map(({ schema, name }) => {
        const [from, to] = [
          { schema, name },
          { schema, name: "feeling" },
        ];
        const answer: RenameAnswer = { object: "type", from: formatName(from), to: formatName(to) };
        return { operation: { kind: "renameEnum", from, to }, answer };
      });
    case "value":
      return commonEnums(pair).flatMap((type) => valueRenames(type, pair.declared));
  }
}

function columnRenames(table: Table, declared: Schema): readonly Renamed[] {
  const others = findTable(declared, table)?.columns ?? [];
  const name = { schema: table.schema, name: table.name };
  return table.columns
    .filter((column) => others.some((other) => other.name === column.name))
    .map(({ name: from }): Renamed => ({
      operation: { kind: "renameColumn", table: name, from, to: "title" },
      answer: { object: "column", from: `${formatName(table)}.${from}`, to: `${formatName(table)}.title` },
    }));
}

function tableRename({ schema, name }: QualifiedName, to: QualifiedName): Renamed {
  const [from, target] = [
    { schema, name },
    { schema: to.schema, name: to.name },
  ];
  return {
    operation: { kind: "renameTable", from, to: target },
    answer: { object: "table", from: formatName(from), to: formatName(target) },
  };
}

function isFree(name: QualifiedName, { live, declared }: SchemaPair): boolean {
  return [live, declared].every(({ tables }) => !tables.some((table) => equalNames(table, name)));
}

function commonEnums({ live, declared }: SchemaPair): Schema["enums"] {
  return live.enums.filter((type) => declared.enums.some((other) => equalNames(other, type)));
}

function valueRenames(type: Schema["enums"][number], declared: Schema): readonly Renamed[] {
  const from = declared.enums.find((other) => equalNames(other, type))?.values ?? [];
  return from
    .filter((value) => type.values.includes(value))
    .map((value) => ({
      operation: {
        kind: "alterEnum",
        enum: { schema: type.schema, name: type.name },
        from,
        to: from.map((each) => (each === value ? "blue" : each)),
        map: { [value]: "blue" },
        columns: [],
      },
      answer: { object: "value", from: `${formatName(type)}.${value}`, to: `${formatName(type)}.blue` },
    }));
}

// All that lives in the one schema moves to the other.
function renameSchema(pair: SchemaPair): ToldPair {
  const moves = (name: QualifiedName): QualifiedName =>
    name.schema === "audit" ? { schema: "archive", name: name.name } : name;
  const known = new Set([...pair.declared.tables, ...pair.declared.enums].map(nameKey));
  const moving = [...pair.live.tables, ...pair.live.enums].filter(({ schema }) => schema === "audit");
  if (moving.length === 0 || !moving.every((each) => known.has(nameKey(each))))
    return { ...pair, renames: [] };
  const declared = [
    ...pair.declared.enums.map((type): Operation => ({ kind: "renameEnum", from: type, to: moves(type) })),
    ...pair.declared.tables.map((table): Operation => ({
      kind: "renameTable",
      from: table,
      to: moves(table),
    })),
  ]
    .filter((op) => "from" in op && (op.from as QualifiedName).schema === "audit")
    .reduce((schema, operation) => evolve(schema, [operation]), pair.declared);
  const schemas = declared.schemas.map((name) => (name === "audit" ? "archive" : name));
  return {
    ...pair,
    declared: { ...declared, schemas },
    renames: [{ object: "schema", from: "audit", to: "archive" }],
  };
}

// The queries of generated views hold names in quotes only, and read one table or view.
function respellViews(schema: Schema, operation: Operation): Schema {
  const quote = schema.views.some(({ definition }) => definition.includes("`")) ? "`" : '"';
  const source = ({ schema, name }: QualifiedName) =>
    ` FROM ${[...(schema === null ? [] : [schema]), name].map((part) => quote + part + quote).join(".")}`;
  if (operation.kind === "renameTable") {
    const [from, to] = [source(operation.from), source(operation.to)];
    const views = schema.views.map((view) => ({
      ...view,
      definition: view.definition.replaceAll(from, to),
    }));
    return { ...schema, views };
  }
  if (operation.kind !== "renameColumn") return schema;
  const { from, to } = operation;
  const over: QualifiedName[] = [operation.table];
  // Views over views have the column by its new name as well.
  for (const name of over)
    over.push(...schema.views.filter(({ definition }) => definition.includes(source(name))));
  const views = schema.views.map((view) => {
    if (!over.includes(view)) return view;
    const definition = view.definition.replaceAll(quote + from + quote, quote + to + quote);
    const indexes = view.indexes?.map((index) => ({
      ...index,
      parts: index.parts.map((part) => (part.column === from ? { ...part, column: to } : part)),
    }));
    return { ...view, definition, ...(indexes && { indexes }) };
  });
  return { ...schema, views };
}

function repeatsName({ tables }: Schema): boolean {
  const names = tables.flatMap((table) =>
    [
      table,
      ...(table.primaryKey ? [table.primaryKey] : []),
      ...table.uniques,
      ...table.indexes,
      ...(table.exclusions ?? []),
    ].flatMap(({ name }) => (name === undefined ? [] : [`${table.schema}.${name}`])),
  );
  return new Set(names).size < names.length;
}

function exchange({ live, declared }: SchemaPair, { of, first, second }: Rename): readonly RenameAnswer[] {
  const tables = live.tables.filter((table) => findTable(declared, table));
  const table = pick(tables, first);
  if (!table) return [];
  if (of === "exchanged tables") {
    const free = tables.filter((each) => ![live, declared].some((side) => isLinked(side, each)));
    const one = pick(free, first);
    const other = pick(
      free.filter((each) => each !== one),
      second,
    );
    return one && other ? swap("table", formatName(one), formatName(other)) : [];
  }
  const columns = plainColumns(table, declared).map((name) => `${formatName(table)}.${name}`);
  const one = pick(columns, first);
  const other = pick(
    columns.filter((each) => each !== one),
    second,
  );
  return one === undefined || other === undefined ? [] : swap("column", one, other);
}

// Rows that refer to one table refer to nothing in the other.
function isLinked({ tables }: Schema, table: Table): boolean {
  return tables.some((each) =>
    each.foreignKeys.some(({ references }) => equalNames(references, table) || equalNames(each, table)),
  );
}

// Columns of keys have their names from what they refer to, and computed ones hold no values.
function plainColumns(table: Table, declared: Schema): readonly string[] {
  const others = findTable(declared, table)?.columns ?? [];
  const keys = new Set([
    ...(table.primaryKey?.columns ?? []),
    ...[table, findTable(declared, table)].flatMap(
      (each) => each?.foreignKeys.flatMap((key) => key.columns) ?? [],
    ),
    "id",
    "tenant",
  ]);
  return table.columns
    .filter(({ name, generated }) => !generated && !keys.has(name))
    .map(({ name }) => name)
    .filter((name) => others.some((other) => other.name === name && !other.generated));
}

function swap(object: "table" | "column", from: string, to: string): readonly RenameAnswer[] {
  return [
    { object, from, to },
    { object, from: to, to: from },
  ];
}
