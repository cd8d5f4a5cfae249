import type { Belonging } from "@typeorm-autogen/introspect";
import type {
  Column,
  DialectOptions,
  IndexDefinition,
  View,
  ViewAttachment,
  ViewSource,
} from "@typeorm-autogen/model";
import type { RawRow } from "./connection.js";
import { readOptions } from "./read-options.js";

/** What reading views needs of the rest of the catalogue. */
export interface ViewSurroundings {
  readonly columns: readonly Belonging<Column>[];
  readonly indexes: readonly Belonging<IndexDefinition>[];
  readonly modelSchema: (schema: string) => string | null;
}

/** Reads the rows of the views statement. */
export function readViews(rows: readonly RawRow[], around: ViewSurroundings): readonly View[] {
  const materialized = new Set(rows.filter((row) => row[3] === "m").map(([oid]) => oid ?? ""));
  const columns = grouped(around.columns, materialized);
  const indexes = grouped(around.indexes, materialized);
  return rows.map((row) => {
    const shape = columns.get(row[0] ?? "");
    const own = indexes.get(row[0] ?? "");
    return { ...readView(row, around.modelSchema), ...(shape && { shape }), ...(own && { indexes: own }) };
  });
}

function grouped<T>(
  rows: readonly Belonging<T>[],
  keys: ReadonlySet<string>,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const { table, item } of rows) {
    const key = String(table);
    if (!keys.has(key)) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function readView(row: RawRow, modelSchema: (schema: string) => string | null): View {
  const [, schema, name, kind, definition, comment, , , reads, attached] = row;
  const options = viewOptions(row);
  return {
    schema: modelSchema(schema ?? ""),
    name: name ?? "",
    definition: (definition ?? "").trim().replace(/;$/, ""),
    ...(kind === "m" && { materialized: true as const }),
    ...(comment && { comment }),
    ...(Object.keys(options).length > 0 && { options }),
    reads: (JSON.parse(reads ?? "[]") as readonly SourceRow[]).map((source) =>
      readSource(source, modelSchema),
    ),
    ...(attached && { attached: (JSON.parse(attached) as readonly AttachmentRow[]).map(readAttachment) }),
  };
}

function viewOptions([, , , kind, , , options, populated, , , tablespace]: RawRow): DialectOptions {
  return {
    ...readOptions(JSON.parse(options ?? "[]") as readonly string[]),
    ...(kind === "m" && populated === "false" && { unpopulated: true }),
    ...(tablespace && { tablespace }),
  };
}

interface SourceRow {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[] | null;
}

function readSource(row: SourceRow, modelSchema: (schema: string) => string | null): ViewSource {
  return { schema: modelSchema(row.schema), name: row.name, columns: row.columns ?? [] };
}

interface AttachmentRow {
  readonly sql: string;
  readonly column: string | null;
  readonly index: string | null;
}

function readAttachment({ sql, column, index }: AttachmentRow): ViewAttachment {
  return { sql, ...(column !== null && { column }), ...(index !== null && { index }) };
}
