import { compareText, type Column, type Schema, type Table } from "@typeorm-autogen/model";
import * as fc from "fast-check";
import type { Arbitrary } from "fast-check";
import type { Target } from "../../live/targets.js";
import {
  allFeatures,
  arbitraryPair,
  plainFeatures,
  type SchemaFeatures,
  type SchemaPair,
} from "../arbitrary-schema.js";
import { dressMysqlTable, mysqlOrnaments, sayCollations } from "./mysql-ornaments.js";
import { toMysql } from "./to-mysql.js";

/** One thing that only some databases have, put on a generated schema where it fits. */
interface Ornament {
  readonly kind: (typeof ornamentKinds)[Target["dialect"]][number];
  readonly table: string;
  readonly column: string;
}

/** What all tables of a schema are on SQLite: https://sqlite.org/stricttables.html, https://sqlite.org/withoutrowid.html */
interface Storage {
  readonly strict: boolean;
  readonly withoutRowid: boolean;
}

const features: Readonly<Record<Target["dialect"], SchemaFeatures>> = {
  postgres: allFeatures,
  mysql: { ...plainFeatures, enums: true, comments: true, generated: true },
  sqlite: { ...plainFeatures, deferrable: true, generated: true },
};
const owners = ["users", "orders", "tags", "notes"];
const columns = ["name", "qty", "email", "state", "mood"];

/**
 * Pairs of schemas that a live database of this dialect can hold one after the other, with what is peculiar to the
 * dialect: collations, index expressions, deferrable keys; STRICT and WITHOUT ROWID tables on SQLite.
 */
export function arbitraryLivePair(dialect: Target["dialect"]): Arbitrary<SchemaPair> {
  const collation = dialect === "postgres" ? "C" : "NOCASE";
  const rarely = fc.integer({ min: 0, max: 4 }).map((n) => n === 4);
  const storage = fc.record({ strict: rarely, withoutRowid: rarely });
  return fc
    .tuple(
      arbitraryPair(features[dialect]),
      ornamentsFor(dialect),
      fc.option(ornamentsFor(dialect), { freq: 2 }),
      storage,
      rarely,
    )
    .filter(([{ live, declared }]) => keepsSchemas(live, declared))
    .map(([pair, before, after, storage, rebuilt]) => {
      const dress = (schema: Schema, ornaments: readonly Ornament[], withoutRowid = storage.withoutRowid) => {
        const fit = suitRows(fitDialect(schema, dialect, { ...storage, withoutRowid }));
        return ornaments.reduce((dressed, it) => wear(dressed, it, collation), fit);
      };
      const dressed = {
        live: dress(pair.live, before),
        declared: dress(pair.declared, after ?? before, storage.withoutRowid !== rebuilt),
      };
      return dialect === "mysql" ? sayCollations(dressed) : dressed;
    });
}

const ornamentKinds = {
  postgres: ["collation", "expression index", "descending index", "deferrable unique", "exclusion"],
  mysql: mysqlOrnaments,
  sqlite: ["collation", "expression index", "descending index"],
} as const;

function ornamentsFor(dialect: Target["dialect"]): Arbitrary<readonly Ornament[]> {
  const ornament = fc.record({
    kind: fc.constantFrom(...ornamentKinds[dialect]),
    table: fc.constantFrom(...owners),
    column: fc.constantFrom(...columns),
  });
  return fc.uniqueArray(ornament, { maxLength: 4, selector: ({ kind, table }) => `${kind} ${table}` });
}

// A schema in which no entity lives is none of a comparison's business; such pairs say nothing here.
function keepsSchemas(live: Schema, declared: Schema): boolean {
  const inPlay = new Set(declared.tables.map(({ schema }) => schema));
  return live.tables.every(({ schema }) => inPlay.has(schema));
}

function fitDialect(schema: Schema, dialect: Target["dialect"], storage: Storage): Schema {
  if (dialect === "postgres") return schema;
  return dialect === "mysql" ? toMysql(schema) : toSqlite(schema, storage);
}

function wear(schema: Schema, ornament: Ornament, collation: string): Schema {
  const tables = schema.tables.map((table) =>
    table.name === ornament.table ? dressTable(table, ornament, collation) : table,
  );
  return { ...schema, tables };
}

function dressTable(table: Table, { kind, column }: Ornament, collation: string): Table {
  const text = table.columns.find(
    ({ name, type }) => name === column && isText(type.name) && !type.dimensions,
  );
  switch (kind) {
    case "collation":
      return text ? withColumn(table, { ...text, collation }) : table;
    case "expression index":
      return text ? withIndex(table, "lower", { expression: `lower("${column}")` }) : table;
    case "descending index":
      return text ? withIndex(table, "down", { column, descending: true }) : table;
    // No two NULLs conflict, so that rows of any kind satisfy it.
    case "exclusion":
      return text ? withExclusion(table, column) : table;
    case "deferrable unique":
      return { ...table, uniques: table.uniques.map((unique) => ({ ...unique, deferrable: "deferred" })) };
    default:
      return dressMysqlTable(table, kind, column);
  }
}

function withExclusion(table: Table, column: string): Table {
  const elements = [
    { column, operator: "=" },
    { expression: `lower("${column}")`, operator: "=" },
  ];
  return {
    ...table,
    exclusions: [{ name: `EXC_${table.name}`, elements, where: `"${column}" IS NULL` }],
  };
}

function isText(name: string): boolean {
  return name === "text" || name === "varchar";
}

function withColumn(table: Table, column: Column): Table {
  return { ...table, columns: table.columns.map((other) => (other.name === column.name ? column : other)) };
}

function withIndex(table: Table, suffix: string, part: Table["indexes"][number]["parts"][number]): Table {
  return { ...table, indexes: [...table.indexes, { name: `IDX_${table.name}_${suffix}`, parts: [part] }] };
}

// INT, INTEGER, REAL, TEXT, BLOB and ANY are all the types that a STRICT table has.
function strict(table: Table): Table {
  const narrow = ({ type, ...column }: Column): Column => ({
    ...column,
    type: type.name === "integer" ? type : { name: strictType(type.name) },
  });
  return { ...table, columns: table.columns.map(narrow), options: { ...table.options, strict: true } };
}

function strictType(name: string): string {
  if (/numeric|bool/.test(name)) return "any";
  return /int|real/.exec(name)?.[0] ?? "text";
}

function withoutRowid(table: Table): Table {
  const columns = table.columns.map(({ autoincrement: _, ...column }) =>
    column.name === "id" ? { ...column, nullable: false } : column,
  );
  const primaryKey = table.primaryKey ?? { columns: ["id"] };
  return { ...table, columns, primaryKey, options: { ...table.options, withoutRowid: true } };
}

const sqliteTypes: Readonly<Record<string, string>> = {
  timestamptz: "datetime",
  jsonb: "json",
  uuid: "varchar",
};

function toSqlite(schema: Schema, storage: Storage): Schema {
  const { typeormMetadata: _, ...rest } = schema;
  const tables = schema.tables
    .map(toSqliteTable)
    .map((table) => (storage.withoutRowid ? withoutRowid(table) : table))
    .map((table) => (storage.strict ? strict(table) : table));
  return { ...rest, extensions: [], tables };
}

function toSqliteTable(table: Table): Table {
  const toColumn = ({ type, default: value, ...column }: Column): Column => ({
    ...column,
    type: type.dimensions ? { name: "blob" } : { ...type, name: sqliteTypes[type.name] ?? type.name },
    ...(value !== undefined && { default: value === "now()" ? "datetime('now')" : value }),
  });
  return { ...table, columns: table.columns.map(toColumn) };
}

// Rows that take a default have to satisfy the checks, none of which says less than three; what is computed from NULL is
// NULL; and the server's view of two spellings of one default is two views.
function suitRows(schema: Schema): Schema {
  const suit = ({ default: value, ...column }: Column): Column => ({
    ...column,
    ...(column.generated && { nullable: true }),
    ...(value !== undefined && {
      default: value === "now()" ? "CURRENT_TIMESTAMP" : value.replace(/^(?=[\d.]+$)/, "5"),
    }),
  });
  const tables = schema.tables.map((table) => ({ ...table, columns: table.columns.map(suit) }));
  return { ...schema, tables: tables.toSorted((a, b) => compareText(a.name, b.name)) };
}
