import { StatementError, type ServerFacts } from "@typeorm-autogen/dialect";
import type {
  Belonging,
  Catalogue,
  CatalogueReader,
  CatalogueScope,
  TableRow,
} from "@typeorm-autogen/introspect";
import type { DialectOptions, IndexDefinition, Trigger, TypeormMetadata } from "@typeorm-autogen/model";
import { readColumns, tableKey } from "./catalogue-columns.js";
import {
  columnChecks,
  groups,
  readChecks,
  readForeignKeys,
  readPrimaryKeys,
} from "./catalogue-constraints.js";
import {
  readCreateTables,
  showCreateTable,
  tablesToShow,
  type CreateTableFacts,
  type TableToShow,
} from "./catalogue-create-table.js";
import { readIndexes } from "./catalogue-indexes.js";
import { readSequences, selectSequence, sequenceRows } from "./catalogue-sequences.js";
import { catalogueStatements, type CatalogueStatements } from "./catalogue-sql.js";
import { readShownViews, readViews, showCreateViews } from "./catalogue-views.js";
import type { MysqlConnection, RawRow } from "./connection.js";
import { mysqlFacts, type MysqlFacts } from "./facts.js";
import { flavorOf, type Flavor } from "./flavor.js";
import { withoutOwnIndexes } from "./foreign-key-indexes.js";
import { accountSql } from "./spelling.js";
import { identifier } from "./sql-text.js";

/**
 * Reads information_schema in one round trip, and what it does not tell, where there is any, and TypeORM's metadata
 * table in one more each, whatever the number of tables.
 */
export function catalogueReader(connection: MysqlConnection, facts: ServerFacts): CatalogueReader {
  return { read: (scope) => readCatalogue(connection, mysqlFacts(facts), scope) };
}

type Rows = { readonly [Key in keyof CatalogueStatements]: readonly RawRow[] };

/** What the server says about these databases, before anything is made of it. */
export interface CatalogueAnswers {
  readonly rows: Rows;
  readonly metadata: readonly RawRow[] | undefined;
  readonly shownViews: readonly (readonly RawRow[])[];
  readonly sequences: readonly (readonly RawRow[])[];
  readonly asked: readonly TableToShow[];
  readonly shownTables: readonly (readonly RawRow[])[];
}

/** Asks all that a schema is made of. */
export async function askCatalogue(
  connection: MysqlConnection,
  facts: MysqlFacts,
  scope: CatalogueScope,
): Promise<CatalogueAnswers> {
  const own = facts.defaultSchema ?? "";
  const flavor = flavorOf(facts);
  const statements = catalogueStatements([...new Set([own, ...scope.schemas])], flavor);
  const answers = await connection.readBatch(Object.values(statements) as readonly string[]);
  const rows = Object.fromEntries(
    Object.keys(statements).map((key, i) => [key, answers[i] ?? []]),
  ) as unknown as Rows;
  const asked = tablesToShow(rows.tables, rows.columns, rows.statistics);
  const metadata = metadataStatement(rows.tables, own, scope);
  const shown = flavor.viewAlgorithms ? [] : showCreateViews(rows.views);
  const counting = sequenceRows(rows.tables).map(selectSequence);
  const more = (await readWithout(connection, metadata, [...shown, ...counting])).slice();
  return {
    rows,
    metadata: metadata.length > 0 ? more.shift() : undefined,
    shownViews: more.splice(0, shown.length),
    sequences: more,
    asked,
    shownTables: await connection.readBytes(asked.map(showCreateTable)),
  };
}

async function readCatalogue(
  connection: MysqlConnection,
  facts: MysqlFacts,
  scope: CatalogueScope,
): Promise<Catalogue> {
  const own = facts.defaultSchema ?? "";
  const { rows, metadata, ...shown } = await askCatalogue(connection, facts, scope);
  const views = readShownViews(rows.views, shown.shownViews);
  const created = readCreateTables(shown.asked, shown.shownTables);
  const place: Place = {
    own,
    facts,
    flavor: flavorOf(facts),
    modelSchema: (name) => (name === own ? null : name),
  };
  return {
    ...readParts(rows, created, place),
    sequences: readSequences(sequenceRows(rows.tables), shown.sequences, place.modelSchema),
    views: readViews(rows.views, own, views, place.modelSchema),
    ...(metadata && { typeormMetadata: readMetadata(metadata, own) }),
  };
}

// The second list is only asked where the user may: a view of somebody else's may be hidden.
async function readWithout(
  connection: MysqlConnection,
  statements: readonly string[],
  perhaps: readonly string[],
): Promise<readonly (readonly RawRow[])[]> {
  try {
    return await connection.readBatch([...statements, ...perhaps]);
  } catch (error) {
    if (!(error instanceof StatementError) || perhaps.length === 0) throw error;
    return connection.readBatch(statements);
  }
}

interface Place {
  /** The connection's database. */
  readonly own: string;
  readonly facts: MysqlFacts;
  readonly flavor: Flavor;
  modelSchema(name: string): string | null;
}

function readParts(
  rows: Rows,
  created: CreateTableFacts,
  place: Place,
): Omit<Catalogue, "views" | "sequences"> {
  const { own, flavor, modelSchema } = place;
  const tables = rows.tables.filter(([, , kind]) => kind === "BASE TABLE" || kind === "SYSTEM VERSIONED");
  const columns = readColumns(rows.columns, {
    flavor,
    own,
    collations: new Map(tables.map((row) => [tableKey(row[0], row[1]), String(row[4] ?? "")])),
    columnChecks: columnChecks(rows.checks, flavor),
    byteDefaults: created.byteDefaults,
    letterDefaults: created.letterDefaults,
  });
  const keys = {
    primaryKeys: readPrimaryKeys(rows.statistics),
    foreignKeys: readForeignKeys(rows.keyColumns, rows.references, modelSchema),
    indexes: readIndexes(rows.statistics, { flavor, parsers: created.parsers }),
  };
  return {
    schemas: rows.schemas.map(([name]) => String(name)),
    extensions: [],
    enums: [],
    tables: tables.map((row) => readTable(row, created, place)),
    columns,
    uniques: [],
    checks: readChecks(rows.checks, rows.checkTables, flavor),
    ...keys,
    indexes: declaredIndexes(keys),
    triggers: readTriggers(rows.triggers),
  };
}

// What a table holds for its foreign keys alone would come and go without being told of.
function declaredIndexes({
  primaryKeys,
  foreignKeys,
  indexes,
}: Pick<Catalogue, "primaryKeys" | "foreignKeys" | "indexes">): readonly Belonging<IndexDefinition>[] {
  const primary = new Map(primaryKeys.map(({ table, item }) => [table, item]));
  const tied = groups(foreignKeys, ({ table }) => table);
  return [...groups(indexes, ({ table }) => table)].flatMap(([table, own]) => {
    const primaryKey = primary.get(table);
    const kept = withoutOwnIndexes({
      ...(primaryKey && { primaryKey }),
      uniques: [],
      foreignKeys: (tied.get(table) ?? []).map(({ item }) => item),
      indexes: own.map(({ item }) => item),
    });
    return kept.map((item) => ({ table, item }));
  });
}

function readTable(
  row: RawRow,
  { partitions }: CreateTableFacts,
  { own, facts, modelSchema }: Place,
): TableRow {
  const [schema, name, kind, engine, collation, created, comment] = row;
  const key = tableKey(schema, name);
  const partitionBy = partitions.get(key);
  const createOptions = String(created ?? "")
    .replace(/\s*\bpartitioned\b/, "")
    .trim();
  const isUsual = schema === own && collation === facts.collation;
  const options: DialectOptions = {
    ...(engine && engine !== "InnoDB" && { engine: String(engine) }),
    ...(collation && !isUsual && { collation: String(collation) }),
    ...(kind === "SYSTEM VERSIONED" && { systemVersioned: true }),
    ...(createOptions !== "" && { createOptions }),
    ...(partitionBy !== undefined && { partitionBy }),
  };
  return {
    key,
    schema: modelSchema(String(schema)),
    name: String(name),
    ...(comment && { comment: String(comment) }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

// In the order in which they act; a trigger created later acts later.
function readTriggers(rows: readonly RawRow[]): readonly Belonging<Trigger>[] {
  return rows
    .toSorted((a, b) => Number(a[3]) - Number(b[3]))
    .map(([schema, table, name, , timing, event, statement, definer]) => ({
      table: tableKey(schema, table),
      item: {
        name: String(name),
        sql:
          `CREATE DEFINER=${accountSql(String(definer))} TRIGGER ${identifier(String(name))} ${timing} ${event} ` +
          `ON ${identifier(String(table))} FOR EACH ROW ${String(statement).replace(/;\s*$/, "")}`,
      },
    }));
}

function metadataStatement(
  tables: readonly RawRow[],
  own: string,
  { metadataTable }: CatalogueScope,
): readonly string[] {
  if (!metadataTable) return [];
  const schema = metadataTable.schema ?? own;
  if (!tables.some((row) => row[0] === schema && row[1] === metadataTable.name)) return [];
  const name = `${identifier(schema)}.${identifier(metadataTable.name)}`;
  return ["SELECT `type`, `schema`, `table`, `name`, `value` FROM " + name];
}

function readMetadata(rows: readonly RawRow[], own: string): readonly TypeormMetadata[] {
  return rows.map(([type, schema, table, name, value]) => ({
    table: table ? String(table) : null,
    schema: schema && schema !== own ? String(schema) : null,
    type: String(type),
    name: String(name),
    value: String(value),
  }));
}
