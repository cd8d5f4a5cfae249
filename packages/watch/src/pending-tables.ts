import { describeOperation } from "@typeorm-autogen/autogenerate";
import type { DdlContext, Dialect } from "@typeorm-autogen/dialect";
import { isAutogenError } from "@typeorm-autogen/errors";
import { findHazards, type Hazard, type HazardPolicy } from "@typeorm-autogen/hazards";
import { formatName, type Schema } from "@typeorm-autogen/model";
import { evolve, flatten, type LeafOperation, type Operation } from "@typeorm-autogen/ops";
import type { PendingOperation, PendingTable } from "./snapshot.js";

/** What operations are described with. */
export interface PendingContext extends DdlContext {
  readonly dialect: Dialect;
  readonly policy: HazardPolicy;
  readonly state: Schema;
}

/** Operations by the table that they are about, with what they do and their SQL; and all SQL in the order of a run. */
export function pendingTables(
  operations: readonly Operation[],
  context: PendingContext,
): { readonly tables: readonly PendingTable[]; readonly sql: readonly string[] } {
  const { dialect, facts, policy } = context;
  const hazards = findHazards(operations, { dialect, facts, policy, state: context.state });
  const groups = new Map<string | null, Group>();
  const all: string[] = [];
  let state: Schema | null = context.state;
  let index = 0;
  for (const operation of operations) {
    const sql = statementsOf(operation, { ...context, state });
    all.push(...sql);
    state = evolved(state, operation);
    const leaves = flatten([operation]);
    for (const [i, leaf] of leaves.entries()) {
      const own = hazards.filter((hazard) => hazard.operation === index);
      const { sign, text, subject: told } = describeOperation(leaf, dialect.types);
      const subject = told ?? subjectOf(leaf);
      const group = groups.get(subject) ?? { operations: [], hazards: [], sql: [] };
      groups.set(subject, group);
      if (leaf.kind === "createTable") group.columns = leaf.table.columns.map(({ name }) => name);
      group.operations.push({
        sign,
        words: text,
        destructive: own.some(({ destroys }) => destroys === true),
      });
      group.hazards.push(...own);
      if (i === 0) group.sql.push(...sql);
      index++;
    }
  }
  return { tables: [...groups].map(([table, group]) => ({ table, ...group })), sql: all };
}

interface Group {
  columns?: readonly string[];
  readonly operations: PendingOperation[];
  readonly hazards: Hazard[];
  readonly sql: string[];
}

function subjectOf(operation: LeafOperation): string | null {
  switch (operation.kind) {
    case "createTable":
    case "dropTable":
      return formatName(operation.table);
    case "renameTable":
    case "renameView":
      return formatName(operation.to);
    case "createView":
    case "dropView":
    case "alterView":
      return formatName(operation.view);
    default:
      return null;
  }
}

// What a dialect cannot write is told in the place where it would stand; the rest is still worth seeing.
function statementsOf(
  operation: Operation,
  context: DdlContext & { readonly dialect: Dialect },
): readonly string[] {
  try {
    return context.dialect.compile(operation, context).map(({ sql }) => sql);
  } catch (error) {
    if (!isAutogenError(error)) throw error;
    return [error.message.replaceAll(/^/gm, "-- ")];
  }
}

function evolved(state: Schema | null, operation: Operation): Schema | null {
  try {
    return state && evolve(state, [operation]);
  } catch {
    return null;
  }
}
