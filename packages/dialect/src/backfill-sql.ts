import type { Backfill } from "@typeorm-autogen/ops";
import { closed, nameSql, type SqlSpelling } from "./sql-spelling.js";

/** The UPDATE of a backfill, over all rows or over those that `range` tells. */
export function backfillSql(
  spelling: Pick<SqlSpelling, "identifier">,
  { table, set, where }: Backfill,
  range: readonly string[] = [],
): string {
  const values = Object.entries(set).map(
    ([column, value]) => `${spelling.identifier(column)} = ${closed(value)}`,
  );
  const conditions = [...range, ...(where === undefined ? [] : [`(${closed(where)})`])];
  const rows = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  return `UPDATE ${nameSql(spelling, table)} SET ${values.join(", ")}${rows}`;
}
