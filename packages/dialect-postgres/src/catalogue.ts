import type { ServerFacts } from "@typeorm-autogen/dialect";
import type {
  Belonging,
  Catalogue,
  CatalogueReader,
  CatalogueScope,
  TableRow,
} from "@typeorm-autogen/introspect";
import type { Column, EnumType, TypeormMetadata } from "@typeorm-autogen/model";
import { readAttached } from "./catalogue-attached.js";
import { isPartOfColumn, readColumns } from "./catalogue-columns.js";
import { readConstraints, type ColumnNames } from "./catalogue-constraints.js";
import { readIndexes, readOperatorClasses } from "./catalogue-indexes.js";
import { readSequences, standaloneSequence, type SequenceRow } from "./catalogue-sequences.js";
import { catalogueStatements, metadataRows, type CatalogueStatements } from "./catalogue-sql.js";
import { readViews } from "./catalogue-views.js";
import type { PostgresConnection, RawRow } from "./connection.js";

/**
 * Reads pg_catalog in one round trip (a second one for TypeORM's metadata table, where it exists), whatever the number
 * of tables, within the open transaction or a snapshot of its own. Works for a role that may read no table at all.
 */
export function catalogueReader(connection: PostgresConnection, facts: ServerFacts): CatalogueReader {
  return {
    read: (scope) => inSnapshot(connection, () => readCatalogue(connection, facts, scope)),
  };
}

async function inSnapshot<T>(connection: PostgresConnection, read: () => Promise<T>): Promise<T> {
  if (connection.inTransaction) return read();
  await connection.begin("read");
  try {
    return await read();
  } finally {
    await connection.rollback();
  }
}

type Rows = { readonly [Key in keyof CatalogueStatements]: readonly RawRow[] };

async function readCatalogue(
  connection: PostgresConnection,
  facts: ServerFacts,
  scope: CatalogueScope,
): Promise<Catalogue> {
  const defaultSchema = facts.defaultSchema ?? "public";
  const inPlay = [...new Set([defaultSchema, ...scope.schemas])];
  const version = Number.parseInt(facts.version, 10);
  const statements = catalogueStatements(inPlay, scope.metadataTable, defaultSchema, version);
  const answers = await connection.readBatch(Object.values(statements) as readonly string[]);
  const rows = Object.fromEntries(
    Object.keys(statements).map((key, i) => [key, answers[i] ?? []]),
  ) as unknown as Rows;
  const modelSchema = (schema: string) => (schema === defaultSchema ? null : schema);
  const regclass = rows.metadataTable[0]?.[0];
  const metadata = regclass ? (await connection.readBatch([metadataRows(regclass)]))[0] : undefined;
  const parts = readParts(rows, modelSchema);
  return {
    ...parts,
    schemas: rows.schemas
      .map(([name]) => name ?? "")
      .filter((name) => name !== "public" || defaultSchema !== "public"),
    extensions: rows.extensions.map(([name]) => name ?? ""),
    enums: rows.enums.map((row) => readEnum(row, modelSchema)),
    partitions: rows.partitions.map(([schema, name, of]) => ({
      schema: modelSchema(schema ?? ""),
      name: name ?? "",
      of: of ?? "",
    })),
    types: rows.types.map(([schema, name]) => ({ schema: modelSchema(schema ?? ""), name: name ?? "" })),
    views: readViews(rows.views, { ...parts, modelSchema }),
    ...(metadata && { typeormMetadata: readMetadata(metadata, defaultSchema) }),
    triggers: [],
  };
}

type ModelSchema = (schema: string) => string | null;

function readParts(
  rows: Rows,
  modelSchema: ModelSchema,
): Omit<Catalogue, "schemas" | "extensions" | "enums" | "views" | "typeormMetadata" | "triggers"> {
  const sequences = readSequences(rows.sequences);
  const tables = new Map(rows.tables.map(([oid, , name]) => [oid ?? "", name ?? ""]));
  const columns = readColumns(rows.columns, { tables, sequences: servingSequences(sequences), modelSchema });
  const byNumber = new Map(rows.columns.map((row, i) => [`${row[0]}.${row[1]}`, columns[i]]));
  const columnNames: ColumnNames = (table, attnums) =>
    attnums.map((attnum) => byNumber.get(`${table}.${attnum}`)?.item.name ?? "");
  return {
    tables: rows.tables.map((row) => readTable(row, modelSchema)),
    columns,
    ...readConstraints(rows.constraints, columnNames, modelSchema),
    indexes: readIndexes(rows.indexes, {
      columnNames,
      column: columnLookup(columns),
      operatorClasses: readOperatorClasses(rows.operatorClasses),
    }),
    attached: readAttached(rows.attached, modelSchema),
    sequences: standalone(sequences, { byNumber, tables, modelSchema }),
  };
}

// A column may own others besides the one that numbers it.
function servingSequences(sequences: readonly SequenceRow[]): ReadonlyMap<string, SequenceRow> {
  return new Map(
    sequences.flatMap((row) => (row.serves === undefined ? [] : [[row.owner ?? "", row] as const])),
  );
}

function columnLookup(
  columns: readonly Belonging<Column>[],
): (table: string, name: string) => Column | undefined {
  const known = new Map(columns.map(({ table, item }) => [`${table}.${item.name}`, item]));
  return (table, name) => known.get(`${table}.${name}`);
}

interface SequenceSurroundings {
  /** Columns by `oid.attnum`. */
  readonly byNumber: ReadonlyMap<string, Belonging<Column> | undefined>;
  /** The names of tables by oid. */
  readonly tables: ReadonlyMap<string, string>;
  readonly modelSchema: ModelSchema;
}

// A sequence and the table that owns it share their schema.
function standalone(
  sequences: readonly SequenceRow[],
  { byNumber, tables, modelSchema }: SequenceSurroundings,
): Catalogue["sequences"] {
  const free = sequences.filter((row) => !isPartOfColumn(row, byNumber.get(row.owner ?? "")?.item));
  return free.map((row) => {
    const schema = modelSchema(row.schema);
    const owner = byNumber.get(row.owner ?? "");
    const name = owner && tables.get(String(owner.table));
    return standaloneSequence(
      row,
      schema,
      owner && name !== undefined ? { table: { schema, name }, column: owner.item.name } : undefined,
    );
  });
}

function readTable(row: RawRow, modelSchema: ModelSchema): TableRow {
  const [key, schema, name, persistence, comment, partitionBy, inherits, inheritedBy, tablespace] = row;
  const options = {
    ...(persistence === "u" && { unlogged: true }),
    ...(partitionBy && { partitionBy }),
    ...(inherits && { inherits }),
    ...(inheritedBy && { inheritedBy }),
    ...(tablespace && { tablespace }),
  };
  return {
    key: key ?? "",
    schema: modelSchema(schema ?? ""),
    name: name ?? "",
    ...(comment && { comment }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

function readEnum([schema, name, comment, values, privileges]: RawRow, modelSchema: ModelSchema): EnumType {
  const attached = JSON.parse(privileges ?? "[]") as readonly string[];
  return {
    schema: modelSchema(schema ?? ""),
    name: name ?? "",
    values: JSON.parse(values ?? "[]") as readonly string[],
    ...(comment && { comment }),
    ...(attached.length > 0 && { attached }),
  };
}

// Rows of another database came along with a dump: TypeORM reads past them, and so do we.
function readMetadata(rows: readonly RawRow[], defaultSchema: string): readonly TypeormMetadata[] {
  return rows
    .filter(([, database, , , , , current]) => !database || database === current)
    .map(([type, , schema, table, name, value]) => ({
      table: table || null,
      schema: schema === null || schema === "" || schema === defaultSchema ? null : (schema ?? null),
      type: type ?? "",
      name: name ?? "",
      value: value ?? "",
    }));
}
