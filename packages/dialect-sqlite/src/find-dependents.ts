import type { Connection, Dependent, Leaving } from "@typeorm-autogen/dialect";
import { isAutogenError } from "@typeorm-autogen/errors";
import type { SqlToken } from "@typeorm-autogen/model";
import { SqliteConnection } from "./connection.js";
import { foldName, mentions, significantTokens } from "./lexicon.js";
import { identifier, literal } from "./sql-text.js";

interface ObjectRow {
  readonly type: "table" | "view" | "trigger";
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string;
  readonly virtual: number;
}

/** Names of columns by the folded name of their table. */
type Columns = ReadonlyMap<string, readonly string[]>;

const objectsSql = `SELECT type, name, tbl_name, sql, rootpage = 0 AS virtual FROM main.sqlite_schema
WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`;

const columnsSql = `SELECT m.name AS "table", x.name FROM main.sqlite_schema m JOIN pragma_table_xinfo(m.name, 'main') x
WHERE m.type = 'table' ORDER BY m.rowid, x.cid`;

/**
 * Views that read what goes, and triggers that read a column which goes: what compiles on a copy of the catalogue in
 * memory as long as it is there, and no longer without it. What that copy cannot read (functions and modules that an
 * application registers) is passed over.
 */
export async function findDependents(
  connection: Connection,
  leaving: readonly Leaving[],
): Promise<readonly Dependent[]> {
  if (leaving.length === 0 || !(connection instanceof SqliteConnection)) return [];
  const objects = (await connection.query(objectsSql)) as unknown as readonly ObjectRow[];
  const columns = new Map<string, string[]>();
  for (const { table, name } of await connection.query(columnsSql)) {
    const key = foldName(String(table));
    columns.set(key, [...(columns.get(key) ?? []), String(name)]);
  }
  const memory = await connection.openMemory();
  try {
    await copyCatalogue(memory, objects, columns);
    const found: Dependent[] = [];
    for (const [of, one] of leaving.entries())
      for (const reader of await brokenBy(memory, one, objects, columns)) found.push(dependent(of, reader));
    return found;
  } finally {
    await memory.close();
  }
}

function dependent(of: number, { type, name, tbl_name }: ObjectRow): Dependent {
  const object = type === "view" ? `view ${name}` : `trigger ${name} on ${tbl_name}`;
  return { of, object, relation: { schema: null, name: tbl_name } };
}

// A virtual table brings its shadow tables along. Of the others the names of their columns are enough.
async function copyCatalogue(
  memory: Connection,
  objects: readonly ObjectRow[],
  columns: Columns,
): Promise<void> {
  const tables = objects.filter(({ type }) => type === "table");
  for (const { sql } of tables.filter(({ virtual }) => virtual)) await compiles(memory, sql);
  for (const { name, virtual } of tables)
    if (!virtual) await compiles(memory, plainTable(name, columns.get(foldName(name)) ?? []));
  for (const { type, sql } of objects) if (type === "view") await compiles(memory, sql);
}

function plainTable(name: string, columns: readonly string[]): string {
  return `CREATE TABLE IF NOT EXISTS ${identifier(name)} (${columns.map(identifier).join(", ")})`;
}

async function brokenBy(
  memory: Connection,
  { table, column }: Leaving,
  objects: readonly ObjectRow[],
  columns: Columns,
): Promise<readonly ObjectRow[]> {
  const before = columns.get(foldName(table.name)) ?? [];
  const after = before.filter((name) => column !== undefined && foldName(name) !== foldName(column));
  const readers = objects.filter(
    ({ type, sql }) =>
      (type === "view" || (type === "trigger" && column !== undefined)) &&
      mentions(sql, column ?? table.name),
  );
  const standing = await compiling(memory, readers);
  if (standing.length === 0) return [];
  await memory.execute("SAVEPOINT leaving");
  await memory.execute(`DROP TABLE IF EXISTS ${identifier(table.name)}`);
  if (after.length > 0) await memory.execute(plainTable(table.name, after));
  const left = await compiling(memory, standing);
  await memory.execute("ROLLBACK TO leaving");
  await memory.execute("RELEASE leaving");
  return standing.filter((reader) => !left.includes(reader));
}

async function compiling(memory: Connection, readers: readonly ObjectRow[]): Promise<readonly ObjectRow[]> {
  const fine: ObjectRow[] = [];
  for (const reader of readers) {
    const check = reader.type === "view" ? compilesView : compilesTrigger;
    if (await check(memory, reader)) fine.push(reader);
  }
  return fine;
}

function compilesView(memory: Connection, { name }: ObjectRow): Promise<boolean> {
  return compiles(memory, `SELECT 1 FROM ${identifier(name)} LIMIT 0`);
}

// A trigger is compiled with the statement that fires it.
async function compilesTrigger(memory: Connection, { name, tbl_name, sql }: ObjectRow): Promise<boolean> {
  if (!(await compiles(memory, atAnyUpdate(sql)))) return false;
  const fine = await compiles(memory, `EXPLAIN ${await firing(memory, tbl_name, sql)}`);
  await memory.execute(`DROP TRIGGER ${identifier(name)}`);
  return fine;
}

// Which columns an UPDATE has to set does not matter for what the trigger reads.
function atAnyUpdate(sql: string): string {
  const words = significantTokens(sql);
  const start = words.findIndex((token, i) => isWord(token, "of") && isWord(words[i - 1], "update"));
  const end = words.findIndex((token, i) => i > start && isWord(token, "on"));
  return start === -1 ? sql : sql.slice(0, words[start]?.start) + sql.slice(words[end]?.start);
}

function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toLowerCase() === word;
}

async function firing(memory: Connection, on: string, sql: string): Promise<string> {
  const table = identifier(on);
  // Names that are written like these words need quotes.
  const event = significantTokens(sql).find(
    ({ kind, text }) => kind === "word" && /^(?:insert|update|delete)$/i.test(text),
  );
  switch (event?.text.toLowerCase()) {
    case "insert":
      return `INSERT INTO ${table} DEFAULT VALUES`;
    case "delete":
      return `DELETE FROM ${table}`;
    default: {
      const columns = await memory
        .query(`SELECT name FROM pragma_table_xinfo(${literal(on)})`)
        .catch(() => []);
      return `UPDATE ${table} SET ${columns.map(({ name }) => `${identifier(String(name))} = NULL`).join(", ")}`;
    }
  }
}

async function compiles(memory: Connection, sql: string): Promise<boolean> {
  try {
    await (/^(?:SELECT|EXPLAIN)/.test(sql) ? memory.query(sql) : memory.execute(sql));
    return true;
  } catch (error) {
    if (isAutogenError(error)) return false;
    throw error;
  }
}
