import {
  emptySchema,
  equal,
  table,
  type Column,
  type ColumnType,
  type EnumType,
  type ForeignKey,
  type IndexDefinition,
  type ReferentialAction,
  type Schema,
  type Table,
  type TypeormMetadata,
  type Unique,
} from "@typeorm-autogen/model";
import * as fc from "fast-check";
import type { Arbitrary } from "fast-check";

/** What generated schemas may hold, so that they fit a dialect. */
export interface SchemaFeatures {
  /** Named schemas besides the default one, and enum types with names. */
  readonly schemas: boolean;
  readonly enums: boolean;
  readonly comments: boolean;
  readonly deferrable: boolean;
  /** Whether a primary key has a name. */
  readonly primaryKeyNames: boolean;
  readonly identity: boolean;
  readonly generated: boolean;
  readonly include: boolean;
}

/** Everything that PostgreSQL has. */
export const allFeatures: SchemaFeatures = {
  schemas: true,
  enums: true,
  comments: true,
  deferrable: true,
  primaryKeyNames: true,
  identity: true,
  generated: true,
  include: true,
};

/** What is common to databases with little more than tables. */
export const plainFeatures: SchemaFeatures = {
  schemas: false,
  enums: false,
  comments: false,
  deferrable: false,
  primaryKeyNames: false,
  identity: false,
  generated: false,
  include: false,
};

/** Two schemas, the second a variation of the first or independent of it. */
export interface SchemaPair {
  readonly live: Schema;
  readonly declared: Schema;
}

const tableNames = ["users", "orders", "tags", "notes", "audit.users", "audit.events"] as const;
const columnNames = [
  "name",
  "qty",
  "email",
  "state",
  "mood",
  "created_at",
  "flag",
  "total",
  "doubled",
] as const;
const enumNames = ["mood", "state", "audit.level"] as const;

type TableName = (typeof tableNames)[number];
type ColumnName = (typeof columnNames)[number];

interface ColumnRecipe {
  readonly type: number;
  readonly enumName: (typeof enumNames)[number] | null;
  readonly nullable: boolean;
  readonly default: number | null;
  readonly comment: boolean;
}

interface ReferenceRecipe {
  readonly to: TableName;
  readonly onDelete: ReferentialAction | null;
  readonly deferrable: boolean;
  readonly nullable: boolean;
}

interface TableRecipe {
  readonly key: "serial" | "uuid" | "identity" | "composite" | "none";
  readonly columns: Readonly<Partial<Record<ColumnName, ColumnRecipe>>>;
  readonly references: readonly ReferenceRecipe[];
  readonly uniques: readonly { readonly columns: readonly ColumnName[]; readonly spelling: number }[];
  readonly indexes: readonly {
    readonly columns: readonly ColumnName[];
    readonly unique: boolean;
    readonly where: boolean;
    readonly include: boolean;
    readonly spelling: number;
  }[];
  readonly checks: readonly {
    readonly column: ColumnName;
    readonly bound: number;
    readonly spelling: number;
  }[];
  readonly comment: boolean;
}

interface SchemaRecipe {
  readonly tables: Readonly<Partial<Record<TableName, TableRecipe>>>;
  readonly enums: Readonly<Record<(typeof enumNames)[number], readonly string[]>>;
}

/** An arbitrary valid schema: every reference has its key, every expression its columns, every name is unique. */
export function arbitrarySchema(features: SchemaFeatures = allFeatures): Arbitrary<Schema> {
  return recipe.map((it) => build(it, features));
}

/** Arbitrary pairs: about half of them differ in a few places only. */
export function arbitraryPair(features: SchemaFeatures = allFeatures): Arbitrary<SchemaPair> {
  const share = fc.constantFrom(0, 0.1, 0.3, 1);
  const rolled = fc.array(fc.nat(99), { minLength: 128, maxLength: 128 });
  return fc.tuple(recipe, recipe, share, rolled).map(([a, b, changed, dice]) => {
    let at = 0;
    const rolls = (): boolean => (dice[at++ % dice.length] ?? 0) / 100 < changed;
    return { live: build(a, features), declared: build(blend(a, b, rolls), features) };
  });
}

const some = { maxLength: 2 };
const column: Arbitrary<ColumnRecipe> = fc.record({
  type: fc.nat(types().length - 1),
  enumName: fc.option(fc.constantFrom(...enumNames), { freq: 2 }),
  nullable: fc.boolean(),
  default: fc.option(fc.nat(1)),
  comment: fc.boolean(),
});

const reference: Arbitrary<ReferenceRecipe> = fc.record({
  to: fc.constantFrom(...tableNames),
  onDelete: fc.option(fc.constantFrom<ReferentialAction>("cascade", "set null", "restrict")),
  deferrable: fc.boolean(),
  nullable: fc.boolean(),
});

const someColumns = fc.uniqueArray(fc.constantFrom(...columnNames), { minLength: 1, maxLength: 2 });

const tableRecipe: Arbitrary<TableRecipe> = fc.record({
  key: fc.constantFrom(
    "serial" as const,
    "uuid" as const,
    "identity" as const,
    "composite" as const,
    "none" as const,
  ),
  columns: fc.record(
    Object.fromEntries(columnNames.map((name) => [name, column])) as Record<
      ColumnName,
      Arbitrary<ColumnRecipe>
    >,
    {
      requiredKeys: [],
    },
  ),
  references: fc.uniqueArray(reference, { ...some, selector: ({ to }) => to }),
  uniques: fc.array(fc.record({ columns: someColumns, spelling: fc.nat(2) }), some),
  indexes: fc.array(
    fc.record({
      columns: someColumns,
      unique: fc.boolean(),
      where: fc.boolean(),
      include: fc.boolean(),
      spelling: fc.nat(2),
    }),
    some,
  ),
  checks: fc.array(
    fc.record({ column: fc.constantFrom(...columnNames), bound: fc.nat(2), spelling: fc.nat(2) }),
    some,
  ),
  comment: fc.boolean(),
});

const values = fc.shuffledSubarray(["new", "happy", "sad", "ok", "it's"], { minLength: 1 });

const recipe: Arbitrary<SchemaRecipe> = fc.record({
  tables: fc.record(
    Object.fromEntries(tableNames.map((name) => [name, tableRecipe])) as Record<
      TableName,
      Arbitrary<TableRecipe>
    >,
    {
      requiredKeys: [],
    },
  ),
  enums: fc.record({ mood: values, state: values, "audit.level": values }),
});

// Takes each piece from the first recipe, or from the second where the dice say so.
function blend(a: SchemaRecipe, b: SchemaRecipe, rolls: () => boolean): SchemaRecipe {
  const tables: Partial<Record<TableName, TableRecipe>> = {};
  for (const name of tableNames) {
    const [left, right] = [a.tables[name], b.tables[name]];
    const picked = left && right ? blendTable(left, right, rolls) : rolls() ? right : left;
    if (picked) tables[name] = picked;
  }
  const enums = { ...a.enums };
  for (const name of enumNames) if (rolls()) enums[name] = b.enums[name];
  return { tables, enums };
}

function blendTable(a: TableRecipe, b: TableRecipe, rolls: () => boolean): TableRecipe {
  const columns: Partial<Record<ColumnName, ColumnRecipe>> = {};
  for (const name of columnNames) {
    const picked = rolls() ? b.columns[name] : a.columns[name];
    if (picked) columns[name] = picked;
  }
  return {
    key: rolls() ? b.key : a.key,
    columns,
    references: rolls() ? b.references : a.references,
    uniques: rolls() ? b.uniques : a.uniques,
    indexes: rolls() ? b.indexes : a.indexes,
    checks: rolls() ? b.checks : a.checks,
    comment: rolls() ? b.comment : a.comment,
  };
}

function types(): readonly { readonly type: ColumnType; readonly defaults: readonly string[] }[] {
  return [
    { type: { name: "integer" }, defaults: ["0", "42"] },
    { type: { name: "bigint" }, defaults: ["0", "7"] },
    { type: { name: "varchar" }, defaults: ["'x'", "'it''s'"] },
    { type: { name: "varchar", arguments: [120] }, defaults: ["'x'", "''"] },
    { type: { name: "text" }, defaults: ["'long'", "''"] },
    { type: { name: "numeric", arguments: [10, 2] }, defaults: ["0", "1.5"] },
    { type: { name: "boolean" }, defaults: ["true", "false"] },
    { type: { name: "timestamptz" }, defaults: ["now()", "CURRENT_TIMESTAMP"] },
    { type: { name: "text", dimensions: 1 }, defaults: ["'{}'", "'{a,b}'"] },
    { type: { name: "jsonb" }, defaults: ["'{}'", "'[]'"] },
  ];
}

function split(name: string): { readonly schema: string | null; readonly name: string } {
  const [schema, rest] = name.split(".");
  return rest === undefined ? { schema: null, name } : { schema: schema ?? null, name: rest };
}

function build(it: SchemaRecipe, features: SchemaFeatures): Schema {
  const names = tableNames.filter((name) => it.tables[name] && (features.schemas || !name.includes(".")));
  const used = new Set<string>();
  const tables = names.map((name) => buildTable(name, it, names, features, used));
  const enums = enumNames
    .map((name): EnumType => ({ ...split(name), values: it.enums[name] }))
    .filter((type) => tables.some(({ columns }) => columns.some((column) => usesType(column, type))));
  const schemas = new Set([...tables, ...enums].flatMap(({ schema }) => schema ?? []));
  return {
    ...emptySchema,
    schemas: [...schemas],
    extensions: tables.some(({ columns }) => columns.some(({ type }) => type.name === "uuid"))
      ? ["uuid-ossp"]
      : [],
    enums,
    tables,
    ...(features.generated && { typeormMetadata: tables.flatMap(metadataOf) }),
  };
}

/** Whether a column's type is this enum type. */
function usesType({ type }: Column, { schema, name }: EnumType): boolean {
  return type.schema !== undefined && equal({ schema: type.schema, name: type.name }, { schema, name });
}

function metadataOf({ schema, name, columns }: Table): readonly TypeormMetadata[] {
  return columns.flatMap((column) =>
    column.generated
      ? [
          {
            table: name,
            schema,
            type: "GENERATED_COLUMN",
            name: column.name,
            value: column.generated.expression,
          },
        ]
      : [],
  );
}

function buildTable(
  text: TableName,
  it: SchemaRecipe,
  others: readonly TableName[],
  features: SchemaFeatures,
  used: Set<string>,
): Table {
  const name = split(text);
  const recipe = it.tables[text]!;
  const own = columnNames.flatMap((column) => {
    const part = recipe.columns[column];
    return part ? [buildColumn(column, part, recipe, it, features)] : [];
  });
  const references = recipe.references.filter(
    ({ to }) => others.includes(to) && it.tables[to]!.key !== "none",
  );
  const links = references.flatMap((link) => linkColumns(link, it.tables[link.to]!.key));
  const has = (columns: readonly string[]) =>
    columns.every((column) => own.some((other) => other.name === column));
  const free = (item: { readonly name?: string }) => {
    const key = `${name.schema} ${item.name}`;
    if (used.has(key)) return false;
    used.add(key);
    return true;
  };
  const key = keyColumns(recipe.key);
  return table(name, {
    columns: [...keyParts(recipe.key, features), ...own, ...links],
    ...(key.length > 0 && {
      primaryKey: { ...(features.primaryKeyNames && { name: `PK_${name.name}` }), columns: key },
    }),
    uniques: recipe.uniques
      .filter(({ columns }) => has(columns))
      .map(({ columns, spelling }): Unique => ({
        name: `UQ_${name.name}_${columns.join("_")}_${spelling}`,
        columns,
      }))
      .filter(distinct(({ columns }) => columns.join()))
      .filter(free),
    checks: recipe.checks
      .filter(({ column }) => own.some((other) => other.name === column && isNumber(other.type)))
      .map(({ column, bound, spelling }) => ({
        name: `CHK_${name.name}_${column}_${spelling}`,
        expression: `"${column}" > ${bound}`,
      }))
      .filter(distinct(({ expression }) => expression))
      .filter(distinct((check) => check.name)),
    indexes: recipe.indexes
      .filter(({ columns }) => has(columns) && columns.every((it) => isIndexable(own, it)))
      .map((index) => buildIndex(name.name, index, own, features))
      .filter(distinct(({ name: _, ...index }) => JSON.stringify(index)))
      .filter(free),
    foreignKeys: references.map((link) =>
      buildForeignKey(name.name, link, it.tables[link.to]!.key, features),
    ),
    ...(recipe.comment && features.comments && { comment: `all ${name.name}` }),
  });
}

function distinct<T>(key: (item: T) => unknown): (item: T) => boolean {
  const seen = new Set<unknown>();
  return (item) => !seen.has(key(item)) && Boolean(seen.add(key(item)));
}

function isNumber(type: ColumnType): boolean {
  return ["integer", "bigint", "numeric"].includes(type.name);
}

function isIndexable(columns: readonly Column[], name: string): boolean {
  return columns.some((column) => column.name === name && column.type.name !== "jsonb");
}

function keyColumns(key: TableRecipe["key"]): readonly string[] {
  if (key === "none") return [];
  return key === "composite" ? ["id", "tenant"] : ["id"];
}

function keyParts(key: TableRecipe["key"], features: SchemaFeatures): readonly Column[] {
  const id = { name: "id", nullable: false };
  if (key === "serial") return [{ ...id, type: { name: "integer" }, autoincrement: true }];
  if (key === "uuid") return [{ ...id, type: { name: "uuid" } }];
  if (key === "identity") {
    return [{ ...id, type: { name: "bigint" }, ...(features.identity && { identity: { mode: "always" } }) }];
  }
  if (key === "none") return [{ ...id, nullable: true, type: { name: "integer" } }];
  return [
    { ...id, type: { name: "integer" } },
    { name: "tenant", nullable: false, type: { name: "varchar" } },
  ];
}

function linkColumns({ to, nullable }: ReferenceRecipe, key: TableRecipe["key"]): readonly Column[] {
  return keyParts(key, allFeatures).map(({ name, type }) => ({
    name: `${linkName(to)}_${name}`,
    type,
    nullable,
  }));
}

function linkName(to: TableName): string {
  return to.replace(".", "_");
}

function buildColumn(
  name: ColumnName,
  { type: at, enumName, nullable, default: value, comment }: ColumnRecipe,
  { columns }: TableRecipe,
  it: SchemaRecipe,
  features: SchemaFeatures,
): Column {
  const base = { name, nullable, ...(comment && features.comments && { comment: `about ${name}` }) };
  const plain = types()[at]!;
  if (
    name === "doubled" &&
    features.generated &&
    columns.qty &&
    isNumber(types()[columns.qty.type]!.type) &&
    columns.qty.enumName === null
  ) {
    return {
      ...base,
      type: { name: "numeric" },
      generated: { expression: value === null ? '"qty" * 2' : '"qty" + "qty"', stored: true },
    };
  }
  if (enumName !== null && features.enums && (features.schemas || !enumName.includes("."))) {
    const own = split(enumName);
    const text = it.enums[enumName][value ?? 0] ?? it.enums[enumName][0]!;
    const literal = `'${text.replaceAll("'", "''")}'`;
    return {
      ...base,
      type: { name: own.name, schema: own.schema },
      ...(value !== null && { default: literal }),
    };
  }
  return { ...base, type: plain.type, ...(value !== null && { default: plain.defaults[value]! }) };
}

function buildIndex(
  owner: string,
  { columns, unique, where, include, spelling }: TableRecipe["indexes"][number],
  own: readonly Column[],
  features: SchemaFeatures,
): IndexDefinition {
  const [first] = columns;
  // One name that any table may have, so that it moves from table to table.
  const name = spelling === 2 ? "IDX_shared" : `IDX_${owner}_${columns.join("_")}_${spelling}`;
  const extra = own.find(
    (column) => !columns.includes(column.name as ColumnName) && column.type.name !== "jsonb",
  );
  return {
    name,
    parts: columns.map((column) => ({ column })),
    ...(unique && { unique }),
    ...(where && { where: `"${first}" IS NOT NULL` }),
    ...(include && extra && features.include && { include: [extra.name] }),
  };
}

function buildForeignKey(
  owner: string,
  { to, onDelete, deferrable, nullable }: ReferenceRecipe,
  key: TableRecipe["key"],
  features: SchemaFeatures,
): ForeignKey {
  const referencedColumns = keyColumns(key);
  return {
    name: `FK_${owner}_${linkName(to)}`,
    columns: referencedColumns.map((column) => `${linkName(to)}_${column}`),
    references: split(to),
    referencedColumns,
    ...(onDelete !== null && (onDelete !== "set null" || nullable) && { onDelete }),
    ...(deferrable && features.deferrable && { deferrable: "deferred" }),
  };
}
