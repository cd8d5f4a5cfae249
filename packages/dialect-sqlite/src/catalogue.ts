import type { Belonging, Catalogue, CatalogueReader, CatalogueScope } from "@typeorm-autogen/introspect";
import type { Connection } from "@typeorm-autogen/dialect";
import type { Column, TypeormMetadata, View } from "@typeorm-autogen/model";
import type { ColumnRow } from "./catalogue-columns.js";
import { linkForeignKeys, readTable, type TableReading } from "./catalogue-table.js";
import { parseCreateIndex } from "./parse-create-index.js";
import { parseCreateView } from "./parse-create-view.js";
import { foldName } from "./lexicon.js";
import { respellIndex } from "./respell.js";
import { identifier } from "./sql-text.js";

interface ObjectRow {
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

// Virtual tables have no root page; they and the shadow tables that keep their content are not ours to manage.
const objectsSql = `SELECT type, name, tbl_name, sql FROM main.sqlite_schema
WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql IS NOT NULL AND (type <> 'table' OR rootpage > 0) ORDER BY rowid`;

const shadowsSql = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`;

const columnsSql = `SELECT m.name AS "table", x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden
FROM main.sqlite_schema m JOIN pragma_table_xinfo(m.name, 'main') x
WHERE m.type = 'table' AND m.rootpage > 0 AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.rowid, x.cid`;

/**
 * Reads the main database of a connection: three statements, and a fourth for TypeORM's metadata table where there is
 * one. Attached databases, temporary, virtual and shadow tables are passed over.
 */
export function catalogueReader(connection: Connection): CatalogueReader {
  return { read: (scope) => readCatalogue(connection, scope) };
}

async function readCatalogue(connection: Connection, scope: CatalogueScope): Promise<Catalogue> {
  const shadows = new Set((await connection.query(shadowsSql)).map((row) => row["name"] as string));
  const objects = ((await connection.query(objectsSql)) as unknown as readonly ObjectRow[]).filter(
    (object) => !shadows.has(object.tbl_name),
  );
  const columns = (await connection.query(columnsSql)) as unknown as readonly ColumnRow[];
  const tables = readTables(objects, columns);
  const metadata = await readMetadata(connection, scope, tables);
  return {
    schemas: [],
    extensions: [],
    enums: [],
    sequences: [],
    views: ofType(objects, "view").map((row) => readView(row, ofType(objects, "trigger"))),
    ...(metadata && { typeormMetadata: metadata }),
    ...listTables(tables),
    indexes: readIndexes(ofType(objects, "index"), tables),
    triggers: ofType(objects, "trigger")
      .filter((row) => tables.has(foldName(row.tbl_name)))
      .map(({ tbl_name, name, sql }) => ({ table: foldName(tbl_name), item: { name, sql: sql ?? "" } })),
  };
}

function ofType(objects: readonly ObjectRow[], type: ObjectRow["type"]): readonly ObjectRow[] {
  return objects.filter((object) => object.type === type);
}

// INSTEAD OF triggers hang on views, and go with them.
function readView({ name, sql }: ObjectRow, triggers: readonly ObjectRow[]): View {
  const own = triggers.filter((row) => foldName(row.tbl_name) === foldName(name));
  return {
    ...parseCreateView(sql ?? "", name),
    ...(own.length > 0 && { attached: own.map((row) => ({ sql: row.sql ?? "" })) }),
  };
}

type Tables = ReadonlyMap<string, TableReading>;

function readTables(objects: readonly ObjectRow[], rows: readonly ColumnRow[]): Tables {
  const columns = new Map<string, ColumnRow[]>(rows.map((row) => [row.table, []]));
  for (const row of rows) columns.get(row.table)?.push(row);
  const tables = ofType(objects, "table").map(({ name, sql }) =>
    readTable(name, sql ?? "", columns.get(name) ?? []),
  );
  return new Map(tables.map((reading) => [foldName(reading.name), reading]));
}

function listTables(tables: Tables) {
  const readings = [...tables.entries()];
  const list = <T>(pick: (reading: TableReading) => readonly T[]): readonly Belonging<T>[] =>
    readings.flatMap(([table, reading]) => pick(reading).map((item) => ({ table, item })));
  return {
    tables: readings.map(([key, { name, options }]) => ({
      key,
      schema: null,
      name,
      ...(options && { options }),
    })),
    columns: list<Column>((reading) => reading.columns),
    primaryKeys: list((reading) => (reading.primaryKey ? [reading.primaryKey] : [])),
    uniques: list((reading) => reading.uniques),
    checks: list((reading) => reading.checks),
    foreignKeys: list((reading) => linkForeignKeys(reading, tables)),
  };
}

function readIndexes(rows: readonly ObjectRow[], tables: Tables): Catalogue["indexes"] {
  return rows.flatMap(({ name, tbl_name, sql }) => {
    const table = foldName(tbl_name);
    const columns = tables.get(table)?.columns.map((column) => column.name);
    if (!columns || sql === null) return [];
    return [{ table, item: respellIndex(parseCreateIndex(sql, name, columns), tbl_name) }];
  });
}

async function readMetadata(
  connection: Connection,
  { metadataTable }: CatalogueScope,
  tables: Tables,
): Promise<readonly TypeormMetadata[] | undefined> {
  if (!metadataTable || !tables.has(foldName(metadataTable.name))) return undefined;
  const rows = await connection.query(
    `SELECT "type", "schema", "table", "name", "value" FROM ${identifier(metadataTable.name)} ORDER BY rowid`,
  );
  const text = (value: unknown): string | null => (value === null ? null : String(value));
  return rows.map((row) => ({
    table: text(row["table"]),
    schema: text(row["schema"]),
    type: text(row["type"]) ?? "",
    name: text(row["name"]) ?? "",
    value: text(row["value"]) ?? "",
  }));
}
