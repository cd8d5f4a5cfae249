import {
  equal,
  equalNames,
  nameKey,
  table as asTable,
  type Column,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import type { SchemaPair } from "../arbitrary-schema.js";

type Edit = (schema: Schema) => Schema;

/**
 * The pair with all taken away, from both sides or from one, without which it still fails: tables, views, sequences, enum
 * types, then columns, constraints and indexes, then what a column is besides its type. Stops early when time is up.
 */
export async function shrinkPair(
  pair: SchemaPair,
  fails: (smaller: SchemaPair) => Promise<boolean>,
  isTimeUp: () => boolean = () => false,
): Promise<SchemaPair> {
  let smallest = pair;
  for (let before: SchemaPair | undefined; before !== smallest && !isTimeUp();) {
    before = smallest;
    for (const editsOf of classes)
      for (const edit of inChunks(editsOf(smallest)))
        for (const smaller of applications(smallest, edit)) {
          if (isTimeUp()) return smallest;
          if (equal(smaller, smallest) || !(await fails(smaller))) continue;
          smallest = smaller;
          break;
        }
  }
  return smallest;
}

// Half of them at once, then a quarter, and so on down to one by one.
function* inChunks(edits: readonly Edit[]): Generator<Edit> {
  for (let size = Math.ceil(edits.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < edits.length; at += size) {
      const chunk = edits.slice(at, at + size);
      yield (schema) => tidy(chunk.reduce((edited, edit) => edit(edited), schema));
    }
}

// On both sides at once first: what is on both sides alike is in nobody's way.
function* applications({ live, declared }: SchemaPair, edit: Edit): Generator<SchemaPair> {
  const [before, after] = [edit(live), edit(declared)];
  yield { live: before, declared: after };
  yield { live: before, declared };
  yield { live, declared: after };
}

const tablesOf = ({ live, declared }: SchemaPair): readonly Table[] => [...live.tables, ...declared.tables];

/** What can be taken away from a pair, the largest things first. */
const classes: readonly ((pair: SchemaPair) => readonly Edit[])[] = [
  (pair) => tablesOf(pair).map(dropTable),
  ({ live, declared }) => [...live.views, ...declared.views].map((view) => without("views", view)),
  ({ live, declared }) => [...live.sequences, ...declared.sequences].map((it) => without("sequences", it)),
  (pair) => tablesOf(pair).flatMap((table) => table.columns.map((column) => dropColumn(table, column))),
  (pair) => tablesOf(pair).flatMap(partEdits),
  ({ live, declared }) => [...live.enums, ...declared.enums].map(dropEnum),
  (pair) => tablesOf(pair).flatMap((table) => table.columns.flatMap((column) => columnEdits(table, column))),
  ({ live, declared }) => [...live.schemas, ...declared.schemas].map(dropSchema),
  () => [(schema) => ({ ...schema, extensions: [] })],
];

function without(list: "views" | "sequences", item: QualifiedName): Edit {
  return (schema) => ({
    ...schema,
    [list]: schema[list].filter((other: QualifiedName) => !equalNames(other, item)),
  });
}

function dropTable(table: Table): Edit {
  return (schema) => ({ ...schema, tables: schema.tables.filter((it) => !equalNames(it, table)) });
}

function dropEnum(type: Schema["enums"][number]): Edit {
  const uses = ({ type: own }: Column) => own.name === type.name && own.schema === type.schema;
  return (schema) => ({
    ...schema,
    tables: schema.tables.map((table) => ({ ...table, columns: table.columns.filter((it) => !uses(it)) })),
  });
}

function dropSchema(name: string): Edit {
  return (schema) => {
    const used = [...schema.tables, ...schema.enums].some((it) => it.schema === name);
    return used ? schema : { ...schema, schemas: schema.schemas.filter((it) => it !== name) };
  };
}

function dropColumn(table: Table, column: Column): Edit {
  return inTable(table, (own) => ({
    ...own,
    columns: own.columns.filter(({ name }) => name !== column.name),
  }));
}

function partEdits(table: Table): readonly Edit[] {
  const drop = <T>(items: readonly T[] | undefined, of: (items: readonly T[]) => readonly T[]) =>
    of(items ?? []);
  const lists = ["uniques", "checks", "exclusions", "foreignKeys", "indexes"] as const;
  return [
    ...lists.flatMap((list) =>
      (table[list] ?? []).map(({ name }) =>
        inTable(table, (own) => ({
          ...own,
          [list]: drop(own[list] as readonly { readonly name?: string }[], (all) =>
            all.filter((it) => it.name !== name),
          ),
        })),
      ),
    ),
    ...(["primaryKey", "comment", "options"] as const).map((part) =>
      inTable(table, ({ [part]: _, ...own }) => own),
    ),
  ];
}

function columnEdits(table: Table, { name }: Column): readonly Edit[] {
  const alter = (change: (column: Column) => Column) =>
    inTable(table, (own) => ({
      ...own,
      columns: own.columns.map((column) => (column.name === name ? change(column) : column)),
    }));
  const parts = [
    "default",
    "comment",
    "collation",
    "options",
    "generated",
    "identity",
    "autoincrement",
  ] as const;
  return [
    ...parts.map((part) => alter(({ [part]: _, ...column }) => column)),
    alter((column) => ({ ...column, nullable: true })),
  ];
}

function inTable(table: Table, change: (table: Table) => Table): Edit {
  return (schema) => ({
    ...schema,
    tables: schema.tables.map((own) => (equalNames(own, table) ? change(own) : own)),
  });
}

// What would name something that is no longer there goes along.
function tidy(schema: Schema): Schema {
  const columns = new Map(
    schema.tables.map((table) => [nameKey(table), new Set(table.columns.map(({ name }) => name))]),
  );
  const tables = schema.tables
    .map((table) => tidyTable(table, columns))
    .filter((table) => table.columns.length > 0);
  const views = schema.views.filter(({ definition }) => {
    const source = / FROM ["`](\w+)["`]/.exec(definition)?.[1];
    const own = tables.find((table) => table.schema === null && table.name === source);
    if (!own) return schema.views.some(({ name }) => name === source);
    const names = definition.replaceAll(/\bFROM \S+|\bAS \S+/g, "");
    return mentions(names).every((name) => own.columns.some((column) => column.name === name));
  });
  const uses = (type: Schema["enums"][number]) => (column: Column) =>
    equal({ schema: column.type.schema, name: column.type.name }, { schema: type.schema, name: type.name });
  const enums = schema.enums.filter((type) => tables.some((table) => table.columns.some(uses(type))));
  return { ...schema, tables, views, enums };
}

function tidyTable(table: Table, columns: ReadonlyMap<string, ReadonlySet<string>>): Table {
  const own = columns.get(nameKey(table)) ?? new Set();
  const has = (names: readonly string[]) => names.every((name) => own.has(name));
  const { primaryKey, exclusions, ...rest } = table;
  return asTable(table, {
    ...rest,
    columns: table.columns.filter(({ generated }) => has(mentions(generated?.expression))),
    ...(primaryKey && has(primaryKey.columns) && { primaryKey }),
    uniques: table.uniques.filter((unique) => has(unique.columns)),
    checks: table.checks.filter(({ expression }) => has(mentions(expression))),
    ...(exclusions && {
      exclusions: exclusions.filter(({ elements, where }) => hasParts(elements, has) && has(mentions(where))),
    }),
    indexes: table.indexes.filter(
      ({ parts, where, include = [] }) => hasParts(parts, has) && has([...mentions(where), ...include]),
    ),
    foreignKeys: table.foreignKeys.filter((key) => {
      const target = columns.get(nameKey(key.references));
      return has(key.columns) && target && key.referencedColumns.every((name) => target.has(name));
    }),
  });
}

function hasParts(
  parts: readonly { readonly column?: string; readonly expression?: string }[],
  has: (names: readonly string[]) => boolean,
): boolean {
  return parts.every(({ column, expression }) => has(column === undefined ? mentions(expression) : [column]));
}

function mentions(sql = ""): readonly string[] {
  return [...sql.matchAll(/["`](\w+)["`]/g)].map(([, name = ""]) => name);
}
