import type { Belonging } from "@typeorm-autogen/introspect";
import type { TableAttachment } from "@typeorm-autogen/model";
import type { RawRow } from "./connection.js";

type Source = NonNullable<TableAttachment["reads"]>[number];

/** Reads the rows of the statement about what hangs on tables. */
export function readAttached(
  rows: readonly RawRow[],
  modelSchema: (schema: string) => string | null,
): readonly Belonging<TableAttachment>[] {
  return rows.flatMap(([table, kind, statements, drop, sources, column, object]) => {
    const sql = JSON.parse(statements ?? "[]") as readonly string[];
    if (sql.length === 0) return [];
    const reads = sources ? (JSON.parse(sources) as readonly (Source & { schema: string })[]) : undefined;
    const item: TableAttachment = {
      kind: kind ?? "",
      sql,
      ...(drop && { drop }),
      ...(column && { column }),
      ...(object && { object }),
      ...(reads && { reads: reads.map((source) => ({ ...source, schema: modelSchema(source.schema) })) }),
    };
    return [{ table: table ?? "", item }];
  });
}
