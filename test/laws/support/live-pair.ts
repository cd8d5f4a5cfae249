import { compareText, findTable, type Column, type Schema, type Table } from "@typeorm-autogen/model";
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
import { sayCollations } from "./mysql-ornaments.js";
import { dressSchema, ornamentKinds, type Ornament } from "./schema-ornaments.js";
import { toMysql } from "./to-mysql.js";

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
 * Pairs of schemas that a live database of this target can hold one after the other, with what is peculiar to it; STRICT
 * and WITHOUT ROWID tables on SQLite. `without` leaves features out.
 */
export function arbitraryLivePair(
  target: Target,
  without: Partial<SchemaFeatures> = {},
): Arbitrary<SchemaPair> {
  const { dialect } = target;
  const rarely = fc.integer({ min: 0, max: 4 }).map((n) => n === 4);
  const storage = fc.record({ strict: rarely, withoutRowid: rarely });
  return fc
    .tuple(arbitraryPair({ ...features[dialect], ...without }), ornamentsFor(dialect), storage, rarely)
    .map(([pair, ornaments, storage, rebuilt]) => {
      const dress = (schema: Schema, side: "before" | "after", withoutRowid = storage.withoutRowid) =>
        dressSchema(
          suitRows(fitDialect(schema, dialect, { ...storage, withoutRowid })),
          ornaments,
          side,
          target,
        );
      const dressed = {
        live: dress(pair.live, "before"),
        declared: dress(pair.declared, "after", storage.withoutRowid !== rebuilt),
      };
      return dialect === "mysql" ? sayCollations(dressed) : countAnew(dressed);
    })
    .filter(keepsSchemas);
}

function ornamentsFor(dialect: Target["dialect"]): Arbitrary<readonly Ornament[]> {
  const variant = fc.option(fc.nat(2), { freq: 4 });
  const ornament = fc.record({
    kind: fc.constantFrom(...ornamentKinds[dialect]),
    table: fc.constantFrom(...owners),
    column: fc.constantFrom(...columns),
    before: variant,
    after: variant,
  });
  const kinds = { minLength: 5, maxLength: 15, selector: ({ kind, table }: Ornament) => `${kind} ${table}` };
  // Checks go by collations, views stand on all else, and one upon another.
  return fc
    .uniqueArray(ornament, kinds)
    .map((them) => them.map(keptOptions).toSorted((a, b) => rank(a) - rank(b)));
}

// Options of an identity that a declaration does not say are those that the column has.
function keptOptions(ornament: Ornament): Ornament {
  return ornament.kind === "identity options"
    ? { ...ornament, after: ornament.after ?? ornament.before }
    : ornament;
}

// How an identity counts stays where it becomes a serial, which cannot be declared.
function countAnew({ live, declared }: SchemaPair): SchemaPair {
  const isSerial = (table: Table, name: string) =>
    findTable(declared, table)?.columns.some((column) => column.name === name && column.autoincrement);
  const tables = live.tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) =>
      column.identity && isSerial(table, column.name)
        ? { ...column, identity: { mode: column.identity.mode } }
        : column,
    ),
  }));
  return { live: { ...live, tables }, declared };
}

function rank({ kind }: Ornament): number {
  return ["text check", "materialized view", "view", "view of a view"].indexOf(kind);
}

/** A schema in which no entity lives is none of a comparison's business; pairs that leave one say nothing here. */
export function keepsSchemas({ live, declared }: SchemaPair): boolean {
  const inPlay = new Set(declared.tables.map(({ schema }) => schema));
  const standing = [...live.tables, ...live.views, ...live.sequences, ...live.enums];
  return standing.every(({ schema }) => inPlay.has(schema));
}

function fitDialect(schema: Schema, dialect: Target["dialect"], storage: Storage): Schema {
  if (dialect === "postgres") return schema;
  return dialect === "mysql" ? toMysql(schema) : toSqlite(schema, storage);
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
