import type { Belonging } from "@typeorm-autogen/introspect";
import type { Column, IndexDefinition, IndexPart } from "@typeorm-autogen/model";
import { arrayItems, type ColumnNames } from "./catalogue-constraints.js";
import type { RawRow } from "./connection.js";
import { indexOptions } from "./read-options.js";
import { plainName, withoutParentheses } from "./lexicon.js";

/** What reading indexes needs to know of the rest of the catalogue. */
export interface IndexSurroundings {
  readonly columnNames: ColumnNames;
  /** A table's column by name, for its collation. */
  column(table: string, name: string): Column | undefined;
  /** By oid: the name of an operator class that is not its type's default. */
  readonly operatorClasses: ReadonlyMap<string, string>;
}

/** Reads the rows of the indexes statement. */
export function readIndexes(
  rows: readonly RawRow[],
  around: IndexSurroundings,
): readonly Belonging<IndexDefinition>[] {
  return rows.map((row) => ({ table: row[0] ?? "", item: readIndex(row, around) }));
}

/** The operator classes that an index has to name. */
export function readOperatorClasses(rows: readonly RawRow[]): ReadonlyMap<string, string> {
  const named = rows.filter((row) => row[2] !== "true");
  return new Map(named.map(([oid, name]) => [oid ?? "", quoteUnlessPlain(name ?? "")]));
}

function quoteUnlessPlain(name: string): string {
  return plainName.test(name) && name === name.toLowerCase() ? name : `"${name.replaceAll('"', '""')}"`;
}

function readIndex(row: RawRow, around: IndexSurroundings): IndexDefinition {
  const [table, name, method, unique, keyCount, keys, , , , , predicate, distinct] = row;
  const attnums = arrayItems(keys);
  const include = around.columnNames(table ?? "", attnums.slice(Number(keyCount)));
  return {
    name: name ?? "",
    parts: readParts(row, attnums.slice(0, Number(keyCount)), around),
    ...(unique === "true" && { unique: true as const }),
    ...(method !== null && method !== "btree" && { method: method ?? "" }),
    ...(predicate && { where: withoutParentheses(predicate) }),
    ...(include.length > 0 && { include }),
    ...(distinct === "true" && { nullsNotDistinct: true as const }),
    ...indexOptions(row[12], row[13]),
  };
}

function readParts(row: RawRow, attnums: readonly string[], around: IndexSurroundings): readonly IndexPart[] {
  const table = row[0] ?? "";
  const flags = arrayItems(row[6]);
  const classes = arrayItems(row[7]);
  const collations = JSON.parse(row[8] ?? "[]") as readonly (string | null)[];
  const expressions = JSON.parse(row[9] ?? "[]") as readonly string[];
  return attnums.map((attnum, i): IndexPart => {
    const [column] = attnum === "0" ? [] : around.columnNames(table, [attnum]);
    const own = column === undefined ? undefined : around.column(table, column)?.collation;
    const collation = collations[i] ?? "default";
    const operatorClass = around.operatorClasses.get(classes[i] ?? "");
    return {
      ...(column === undefined ? { expression: withoutParentheses(expressions[i] ?? "") } : { column }),
      ...direction(Number(flags[i] ?? 0)),
      ...(operatorClass !== undefined && { operatorClass }),
      ...(collations.length > 0 &&
        collation !== (own ?? "default") &&
        collations[i] !== null && { collation }),
    };
  });
}

// Bit 0 says DESC, bit 1 NULLS FIRST (pg_index.h).
function direction(flags: number): Pick<IndexPart, "descending" | "nulls"> {
  const descending = (flags & 1) !== 0;
  const nullsFirst = (flags & 2) !== 0;
  return {
    ...(descending && { descending }),
    ...(descending !== nullsFirst && { nulls: nullsFirst ? ("first" as const) : ("last" as const) }),
  };
}
