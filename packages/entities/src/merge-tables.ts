import { equal, nameKey, type Check, type Table } from "@typeorm-autogen/model";
import type { DeclaredTable } from "./declare-table.js";
import { keepFirst } from "./keep-first.js";

/**
 * Joins what several entities declare of one table, which TypeORM allows: a junction that is also an entity, or two
 * classes over one table. What both declare, the first one decides; a table's key is that of the first.
 */
export function mergeTables(tables: readonly DeclaredTable[]): readonly DeclaredTable[] {
  const merged = new Map<string, DeclaredTable>();
  for (const declared of tables) {
    const key = nameKey(declared.table);
    const first = merged.get(key);
    merged.set(key, first ? join(first, declared) : declared);
  }
  return [...merged.values()];
}

function join(first: DeclaredTable, second: DeclaredTable): DeclaredTable {
  return {
    table: joinTables(first.table, second.table),
    properties: new Map([...second.properties, ...first.properties]),
    enums: [...first.enums, ...second.enums],
    extensions: [...first.extensions, ...second.extensions],
    metadata: [...first.metadata, ...second.metadata],
    unsupported: [...first.unsupported, ...second.unsupported],
  };
}

function joinTables(first: Table, second: Table): Table {
  return {
    ...second,
    ...first,
    columns: keepFirst([...first.columns, ...second.columns]),
    uniques: keepFirst([...first.uniques, ...second.uniques]),
    checks: joinChecks(first.checks, second.checks),
    ...joinExclusions(first, second),
    foreignKeys: keepFirst([...first.foreignKeys, ...second.foreignKeys]),
    indexes: keepFirst([...first.indexes, ...second.indexes]),
  };
}

function joinExclusions(first: Table, second: Table): Pick<Table, "exclusions"> {
  const exclusions = keepFirst([...(first.exclusions ?? []), ...(second.exclusions ?? [])]);
  return exclusions.length === 0 ? {} : { exclusions };
}

function joinChecks(first: readonly Check[], second: readonly Check[]): readonly Check[] {
  const added = second.filter(
    (check) => check.name !== undefined || !first.some((other) => equal(other, check)),
  );
  return keepFirst([...first, ...added]);
}
