import { equal } from "@typeorm-autogen/model";
import type { BulkInsert, Cell } from "@typeorm-autogen/ops";
import { nameSql, namesSql, type SqlSpelling } from "./sql-spelling.js";

type Row = BulkInsert["rows"][number];

const mostRows = 1000;
// Far below what any server takes as one statement, and long enough that round trips cost nothing.
const mostCharacters = 1 << 18;

/**
 * INSERT statements of rows: literals, so that no driver's limit of parameters counts. Rows that follow each other and
 * fill the same columns share a statement. `emptyRow` is what stands behind the table for a row of defaults.
 */
export function bulkInsertSql(
  spelling: Pick<SqlSpelling, "identifier" | "literal">,
  { table, rows }: BulkInsert,
  emptyRow: string,
): readonly string[] {
  const into = `INSERT INTO ${nameSql(spelling, table)}`;
  const statements: string[] = [];
  let columns: readonly string[] = [];
  let tuples: string[] = [];
  let length = 0;
  const finish = () => {
    if (tuples.length > 0)
      statements.push(`${into} (${namesSql(spelling, columns)}) VALUES\n  ${tuples.join(",\n  ")}`);
    tuples = [];
    length = 0;
  };
  for (const row of rows) {
    const own = Object.keys(row);
    if (!equal(own, columns) || tuples.length === mostRows || length > mostCharacters) finish();
    columns = own;
    if (own.length === 0) statements.push(`${into} ${emptyRow}`);
    else length += tuples[tuples.push(tupleSql(spelling, row)) - 1]?.length ?? 0;
  }
  finish();
  return statements;
}

function tupleSql({ literal }: Pick<SqlSpelling, "literal">, row: Row): string {
  const cell = (value: Cell) => (typeof value === "object" && value ? value.sql : literal(value));
  return `(${Object.values(row).map(cell).join(", ")})`;
}
