import type { Belonging } from "@typeorm-autogen/introspect";
import type { IndexDefinition, IndexPart } from "@typeorm-autogen/model";
import { columnKey, tableKey } from "./catalogue-columns.js";
import { groups } from "./catalogue-constraints.js";
import { readExpression } from "./catalogue-text.js";
import type { RawRow } from "./connection.js";
import type { Flavor } from "./flavor.js";

/** What reading indexes needs to know of the rest of the catalogue. */
export interface IndexSurroundings {
  readonly flavor: Flavor;
  /** By table and index: the parser of a fulltext index, where it is not the server's own. */
  readonly parsers: ReadonlyMap<string, string>;
}

/** Reads the rows of the statistics statement, without the primary keys. A unique constraint is a unique index. */
export function readIndexes(
  rows: readonly RawRow[],
  around: IndexSurroundings,
): readonly Belonging<IndexDefinition>[] {
  const others = rows.filter((row) => row[2] !== "PRIMARY");
  return [...groups(others, (row) => columnKey(tableKey(row[0], row[1]), row[2]))].map(([key, parts]) => {
    const sorted = parts.toSorted((a, b) => Number(a[3]) - Number(b[3]));
    return { table: tableKey(parts[0]?.[0], parts[0]?.[1]), item: readIndex(key, sorted, around) };
  });
}

const methods: Readonly<Record<string, string>> = { FULLTEXT: "fulltext", SPATIAL: "spatial" };

function readIndex(
  key: string,
  rows: readonly RawRow[],
  { flavor, parsers }: IndexSurroundings,
): IndexDefinition {
  const [, , name, , nonUnique, , , , type, comment, hidden] = rows[0] ?? [];
  const method = methods[String(type)];
  const parser = parsers.get(key);
  const options = {
    ...(parser !== undefined && { parser }),
    ...(Number(hidden) === 1 && { invisible: true }),
    ...(comment && { comment: String(comment) }),
  };
  return {
    name: String(name),
    parts: rows.map((row) => readPart(row, method, flavor)),
    ...(Number(nonUnique) === 0 && { unique: true as const }),
    ...(method !== undefined && { method }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

// The 32 bytes of a spatial key are the server's business.
function readPart(row: RawRow, method: string | undefined, flavor: Flavor): IndexPart {
  const [, , , , , column, collation, length, , , , expression] = row;
  return {
    ...(column === null || column === undefined
      ? { expression: readExpression(String(expression), flavor) }
      : { column: String(column) }),
    ...(collation === "D" && { descending: true as const }),
    ...(length !== null && length !== undefined && method === undefined && { length: Number(length) }),
  };
}
