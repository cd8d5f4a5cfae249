import { backfillSql, type Connection, type Dialect } from "@typeorm-autogen/dialect";
import { findColumn, findTable, formatName, type Schema } from "@typeorm-autogen/model";
import type { Backfill } from "@typeorm-autogen/ops";
import { BackfillKeyError } from "./errors.js";
import { qualifiedSql } from "./qualified-sql.js";

/** The columns that a backfill walks by, as SQL. */
export interface KeyWalk {
  readonly columns: readonly string[];
  /** Expressions that give each column's value as a literal. */
  readonly literals: readonly string[];
}

/** A row of the key, as literals. */
export type KeyValues = readonly string[];

const defaultChunk = 5000;

/** How the rows of a backfill are walked. Throws BackfillKeyError where there is no key to walk by. */
export function planWalk({ table: name, key }: Backfill, schema: Schema, dialect: Dialect): KeyWalk {
  const table = findTable(schema, name);
  const label = formatName(name);
  if (!table) throw new BackfillKeyError(label, "is not in the database");
  const names = key ?? table.primaryKey?.columns ?? [];
  if (names.length === 0) throw new BackfillKeyError(label, "has no primary key");
  const columns = names.map((column) => dialect.identifier(column));
  const literals = names.map((column, i) => {
    const found = findColumn(table, column);
    if (!found) throw new BackfillKeyError(label, `has no column ${column}`);
    const isRequired = !found.nullable || (table.primaryKey?.columns.includes(column) ?? false);
    if (!isRequired) throw new BackfillKeyError(label, `may hold NULL in ${column}`);
    const literal = dialect.keyLiteral(columns[i] ?? "", found.type);
    if (literal === undefined)
      throw new BackfillKeyError(label, `cannot be walked by ${column}, by its type,`);
    return literal;
  });
  return { columns, literals };
}

/** The key of the last row of the next chunk; undefined where no row is left. */
export async function findChunkEnd(
  connection: Connection,
  dialect: Dialect,
  { table, where, chunk = defaultChunk }: Backfill,
  { columns, literals }: KeyWalk,
  after: KeyValues | undefined,
): Promise<KeyValues | undefined> {
  const conditions = [
    ...(after ? [isBeyond(columns, after, ">")] : []),
    ...(where === undefined ? [] : [`(${where}\n)`]),
  ];
  const rows = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const list = columns.join(", ");
  const next = `SELECT ${list} FROM ${qualifiedSql(dialect, table)}${rows} ORDER BY ${list} LIMIT ${chunk}`;
  const values = literals.map((literal, i) => `${literal} AS ${dialect.identifier(`k${i}`)}`);
  const downwards = columns.map((column) => `${column} DESC`).join(", ");
  const [end] = await connection.query(
    `SELECT ${values.join(", ")} FROM (${next}) autogen_chunk ORDER BY ${downwards} LIMIT 1`,
  );
  return end && columns.map((_, i) => String(end[`k${i}`]));
}

/** The UPDATE of the chunk behind `after` up to `end`. */
export function chunkSql(
  dialect: Dialect,
  operation: Backfill,
  { columns }: KeyWalk,
  after: KeyValues | undefined,
  end: KeyValues,
): string {
  const range = [...(after ? [isBeyond(columns, after, ">")] : []), isBeyond(columns, end, "<=")];
  return backfillSql(dialect, operation, range);
}

// Word by word, so that an index on the key serves: a > 1 OR (a = 1 AND b > 2), within a >= 1.
function isBeyond(columns: readonly string[], values: KeyValues, sign: ">" | "<="): string {
  const [column = "", ...others] = columns;
  const [value = "", ...rest] = values;
  if (others.length === 0) return `${column} ${sign} ${value}`;
  const strict = sign === ">" ? ">" : "<";
  const inner = isBeyond(others, rest, sign);
  return `(${column} ${strict}= ${value} AND (${column} ${strict} ${value} OR (${inner})))`;
}
