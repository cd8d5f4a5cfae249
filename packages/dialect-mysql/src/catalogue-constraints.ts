import type { Belonging } from "@typeorm-autogen/introspect";
import type { Check, ForeignKey, PrimaryKey, ReferentialAction } from "@typeorm-autogen/model";
import { columnKey, tableKey } from "./catalogue-columns.js";
import { readExpression } from "./catalogue-text.js";
import type { RawRow } from "./connection.js";
import type { Flavor } from "./flavor.js";

type ModelSchema = (database: string) => string | null;

const actions: Readonly<Record<string, ReferentialAction>> = {
  CASCADE: "cascade",
  "SET NULL": "set null",
  "SET DEFAULT": "set default",
};

/** Puts the columns of foreign keys and their actions together. RESTRICT is what InnoDB does without being told. */
export function readForeignKeys(
  keyColumns: readonly RawRow[],
  references: readonly RawRow[],
  modelSchema: ModelSchema,
): readonly Belonging<ForeignKey>[] {
  const rules = new Map(references.map((row) => [columnKey(tableKey(row[0], row[1]), row[2]), row]));
  return [...groups(keyColumns, (row) => columnKey(tableKey(row[0], row[1]), row[2]))].map(([key, rows]) => {
    const sorted = rows.toSorted((a, b) => Number(a[3]) - Number(b[3]));
    const [schema, table, name, , , referencedSchema, referencedTable] = sorted[0] ?? [];
    const onDelete = actions[String(rules.get(key)?.[3])];
    const onUpdate = actions[String(rules.get(key)?.[4])];
    return {
      table: tableKey(schema, table),
      item: {
        name: String(name),
        columns: sorted.map((row) => String(row[4])),
        references: { schema: modelSchema(String(referencedSchema)), name: String(referencedTable) },
        referencedColumns: sorted.map((row) => String(row[7])),
        ...(onDelete && { onDelete }),
        ...(onUpdate && { onUpdate }),
      },
    };
  });
}

/** Reads the primary keys, which are indexes of this name, without one of their own. */
export function readPrimaryKeys(statistics: readonly RawRow[]): readonly Belonging<PrimaryKey>[] {
  const rows = statistics.filter((row) => row[2] === "PRIMARY");
  return [...groups(rows, (row) => tableKey(row[0], row[1]))].map(([table, parts]) => ({
    table,
    item: {
      columns: parts.toSorted((a, b) => Number(a[3]) - Number(b[3])).map((row) => String(row[5])),
    },
  }));
}

/** Reads the checks of tables; those that are part of a column are columnChecks. */
export function readChecks(
  checks: readonly RawRow[],
  checkTables: readonly RawRow[],
  flavor: Flavor,
): readonly Belonging<Check>[] {
  // Without the table's name, names of checks are unique within a database.
  const homes = new Map(checkTables.map((row) => [tableKey(row[0], row[2]), row]));
  return checks
    .filter((row) => row[4] !== "Column")
    .flatMap(([schema, name, clause, table]) => {
      const home = homes.get(tableKey(schema, name));
      const owner = table ?? home?.[1];
      if (owner === undefined || owner === null) return [];
      const check: Check = {
        name: String(name),
        expression: readExpression(String(clause), flavor),
        ...(home?.[3] === "NO" && { notEnforced: true }),
      };
      return [{ table: tableKey(schema, owner), item: check }];
    });
}

/** By table and column: the check that is part of the column's definition, which is named after the column. */
export function columnChecks(checks: readonly RawRow[], flavor: Flavor): ReadonlyMap<string, string> {
  return new Map(
    checks
      .filter((row) => row[4] === "Column")
      .map(([schema, name, clause, table]) => [
        columnKey(tableKey(schema, table), checkedColumn(String(name), String(clause))),
        readExpression(String(clause), flavor),
      ]),
  );
}

// MariaDB 10.11 goes on to call the check of a renamed column by the old name, which another may have by now.
function checkedColumn(name: string, clause: string): string {
  const mentioned = new Set(Array.from(clause.matchAll(/`((?:[^`]|``)+)`/g), ([, column = ""]) => column));
  const [only] = mentioned;
  return mentioned.has(name) || mentioned.size !== 1 || only === undefined
    ? name
    : only.replaceAll("``", "`");
}

/** Rows by key, in the order in which the keys come. */
export function groups<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const found = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = found.get(key);
    if (group) group.push(row);
    else found.set(key, [row]);
  }
  return found;
}
