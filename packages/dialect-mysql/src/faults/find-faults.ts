import type { Fault, ServerFacts } from "@typeorm-autogen/dialect";
import { findTable, nameKey, type Schema, type Table } from "@typeorm-autogen/model";
import { evolve, type Operation } from "@typeorm-autogen/ops";
import { mysqlFacts } from "../facts.js";
import { flavorOf } from "../flavor.js";
import { columnFaults } from "./column-faults.js";
import { foreignKeyFaults } from "./foreign-key-faults.js";
import { keyFaults } from "./key-faults.js";
import { readerFaults } from "./reader-faults.js";

/**
 * What a server of this family would refuse of the tables that a revision makes or changes, or break without a word of
 * views and triggers that read them. Tables that nothing changes are not looked at.
 */
export function findFaults(
  before: Schema,
  operations: readonly Operation[],
  given: ServerFacts,
): readonly Fault[] {
  const after = evolve(before, operations);
  const facts = mysqlFacts(given);
  const flavor = flavorOf(facts);
  const old = new Map(before.tables.map((table) => [nameKey(table), table]));
  const changed = new Set(after.tables.filter((table) => old.get(nameKey(table)) !== table));
  const at = (table: Table, schema: Schema) => ({ table, schema, facts, flavor });
  const faultsOf = (table: Table, schema: Schema) => [
    ...columnFaults(at(table, schema)),
    ...keyFaults(at(table, schema)),
  ];
  return [
    ...after.tables.flatMap((table): readonly Fault[] => {
      const former = old.get(nameKey(table));
      const own = changed.has(table) ? faultsOf(table, after) : [];
      const isTied =
        changed.has(table) || table.foreignKeys.some(({ references }) => isAmong(references, changed));
      const tied = isTied ? foreignKeyFaults(at(table, after)) : [];
      // What is there already, the server has taken.
      const known = former ? [...faultsOf(former, before), ...foreignKeyFaults(at(former, before))] : [];
      return [...own, ...tied].filter(({ object, problem }) =>
        known.every((other) => other.object !== object || other.problem !== problem),
      );
    }),
    ...readerFaults(before, operations, after),
  ];

  function isAmong(name: Parameters<typeof nameKey>[0], tables: ReadonlySet<Table>): boolean {
    const found = findTable(after, name);
    return found !== undefined && tables.has(found);
  }
}
