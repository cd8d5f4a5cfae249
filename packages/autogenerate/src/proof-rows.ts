import { StatementError, type Connection, type Dialect } from "@typeorm-autogen/dialect";
import { compareText, equal, formatName, type QualifiedName } from "@typeorm-autogen/model";
import { flatten, type Operation } from "@typeorm-autogen/ops";
import type { PlannedRows } from "./plan-rows.js";

/** What rows are put into, looked at and taken out of. */
export interface RowPlace {
  readonly dialect: Dialect;
  readonly connection: Connection;
}

/** Puts planned rows in; those that the database refuses are left out. The number of rows that are there. */
export async function insertRows(place: RowPlace, tables: readonly PlannedRows[]): Promise<number> {
  let inserted = 0;
  await unbound(place, async () => {
    for (const planned of tables) inserted += await insertInto(place, planned);
  });
  return inserted;
}

async function insertInto(
  { dialect, connection }: RowPlace,
  { table, columns, rows }: PlannedRows,
): Promise<number> {
  if (columns.length === 0 || rows.length === 0) return 0;
  const names = columns.map(dialect.identifier).join(", ");
  const insert = `INSERT INTO ${nameSql(dialect, table)} (${names})${dialect.scratch.overriding} VALUES `;
  const texts = rows.map((row) => `(${row.join(", ")})`);
  const attempt = (values: readonly string[]) =>
    connection.execute(insert + values.join(", ")).then(
      () => values.length,
      (error: unknown) => {
        if (error instanceof StatementError) return 0;
        throw error;
      },
    );
  const all = await attempt(texts);
  if (all > 0 || texts.length === 1) return all;
  let inserted = 0;
  for (const text of texts) inserted += await attempt([text]);
  return inserted;
}

/** Takes every row out of some tables. */
export async function emptyTables(place: RowPlace, tables: readonly QualifiedName[]): Promise<void> {
  await unbound(place, async () => {
    for (const table of tables)
      await place.connection.execute(`DELETE FROM ${nameSql(place.dialect, table)}`);
  });
}

// Foreign keys ask for nothing meanwhile, where the server lets itself be told so.
async function unbound({ dialect, connection }: RowPlace, work: () => Promise<void>): Promise<void> {
  const { begin, end } = dialect.scratch.unbound;
  const told = await connection.execute(begin).then(
    () => true,
    () => false,
  );
  await work();
  if (told) await connection.execute(end);
}

/** The rows of one table, as far as nothing touches them, in an order of their own. */
export interface RowImage {
  readonly table: string;
  /** Their names before. */
  readonly columns: readonly string[];
  /** The values of each row, in the order of the columns, each as JSON. */
  readonly rows: readonly (readonly string[])[];
}

/** Images of every planned table that is there on both sides. */
export async function readImages(
  { dialect, connection }: RowPlace,
  tables: readonly PlannedRows[],
  side: "before" | "after",
): Promise<readonly RowImage[]> {
  const images: RowImage[] = [];
  for (const { table, after, untouched } of tables) {
    if (after === null) continue;
    const names = untouched.map((pair) => pair[side === "before" ? 0 : 1]);
    const columns = names.map((name) => dialect.identifier(name));
    const from = nameSql(dialect, side === "before" ? table : after);
    const rows = await connection.query(`SELECT ${["1 AS one", ...columns].join(", ")} FROM ${from}`);
    images.push({
      table: formatName(table),
      columns: untouched.map(([before]) => before),
      rows: rows
        .map((row) => names.map((name) => JSON.stringify(row[name] ?? null, writeWhole)))
        .sort((a, b) => compareText(a.join(), b.join())),
    });
  }
  return images;
}

function writeWhole(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** What rows lost, one sentence for each table; empty where they are all there, unchanged. */
export function rowFaults(
  before: readonly RowImage[],
  now: readonly RowImage[],
  when: string,
): readonly string[] {
  return before.flatMap(({ table, rows, columns }, i) => {
    const left = now[i]?.rows ?? [];
    if (left.length !== rows.length)
      return [`${when}, ${table} holds ${left.length} rows, and ${rows.length} before`];
    const changed = rows.filter((row, at) => !equal(row, left[at])).length;
    if (changed === 0) return [];
    const spoilt = columns.filter((_, at) => !equal(valuesOf(rows, at), valuesOf(left, at)));
    return [`${when}, ${table} holds other values in ${changed} rows (${spoilt.join(", ")})`];
  });
}

function valuesOf(rows: RowImage["rows"], column: number): readonly (string | undefined)[] {
  return rows.map((row) => row[column]).sort();
}

/** The column that cannot come back into rows: what was dropped is gone, and one default is not unique in many rows. */
export function lostColumn(operations: readonly Operation[]): string | undefined {
  const lost = flatten(operations).find(
    (op) =>
      op.kind === "dropColumn" &&
      !op.column.generated &&
      (!op.column.nullable || op.column.default !== undefined),
  );
  return lost?.kind === "dropColumn" ? `${formatName(lost.table)}.${lost.column.name}` : undefined;
}

function nameSql({ identifier }: Dialect, { schema, name }: QualifiedName): string {
  return schema === null ? identifier(name) : `${identifier(schema)}.${identifier(name)}`;
}
