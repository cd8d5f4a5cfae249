import { nameKey, type Schema, type Table } from "@typeorm-autogen/model";
import type { Operation, TableChange } from "@typeorm-autogen/ops";
import type { TableWork } from "./evolve-nearby.js";
import { namedParts, sharedParts } from "./names-in-schema.js";
import { type Renaming } from "./order-renames.js";
import type { CompareCapabilities } from "./rules.js";

/**
 * The work of renaming tables in this order. Indexes and keys move along with a table: one whose name another table has
 * in the new schema steps aside before, and gets the name that is declared when the tables are compared.
 */
export function tableSteps(
  steps: readonly Renaming[],
  { tables }: Schema,
  capabilities: CompareCapabilities,
): readonly TableWork[] {
  const shared = sharedParts(capabilities);
  const current = new Map(tables.map((table) => [nameKey(table), table]));
  let asides = 0;
  return steps.map(({ from, to }) => {
    const table = current.get(nameKey(from));
    const changes: TableChange[] = [];
    if (table && from.schema !== to.schema) {
      const neighbours = [...current.values()].filter(({ schema }) => schema === to.schema);
      const held = new Set(neighbours.flatMap(namedParts).map(([, name]) => name));
      for (const [part, name] of namedParts(table)) {
        if (!shared.has(part) || !held.has(name)) continue;
        const kind = part === "index" ? "renameIndex" : "renameConstraint";
        changes.push({ kind, table: from, from: name, to: `autogen_moved_${++asides}` });
      }
    }
    move(current, table, { from, to });
    const aside: readonly Operation[] =
      changes.length > 0 ? [{ kind: "alterTable", table: from, changes }] : [];
    return { table: from, operations: [...aside, { kind: "renameTable", from, to }] };
  });
}

function move(current: Map<string, Table>, table: Table | undefined, { from, to }: Renaming): void {
  if (!table) return;
  current.delete(nameKey(from));
  current.set(nameKey(to), { ...table, ...to });
}
