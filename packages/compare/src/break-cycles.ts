import { compareNames, nameKey, type ForeignKey, type Table } from "@typeorm-autogen/model";
import type { CreateForeignKey, DropForeignKey } from "@typeorm-autogen/ops";
import { stepKey, type StepKey } from "./dependencies.js";
import { emptyStages, type AlterationStages, type Plan } from "./plan.js";

/** Takes the foreign keys that close a cycle out of the new tables; they are attached later. */
export function breakCreateCycles(plan: Plan, cycle: ReadonlySet<StepKey>): Plan {
  const members = plan.creates.filter((table) => cycle.has(stepKey("create", table)));
  const late = closingKeys(members);
  if (late.size === 0) return plan;
  return {
    ...withForeignKeys(plan, late, "attach"),
    creates: plan.creates.map((table) => withoutKeys(table, late.get(table))),
  };
}

/** Takes the foreign keys that close a cycle off the tables that go, before any of them goes. */
export function breakDropCycles(plan: Plan, cycle: ReadonlySet<StepKey>): Plan {
  const members = plan.drops.filter((table) => cycle.has(stepKey("drop", table)));
  const early = closingKeys(members);
  if (early.size === 0) return plan;
  return {
    ...withForeignKeys(plan, early, "detach"),
    drops: plan.drops.map((table) => withoutKeys(table, early.get(table))),
  };
}

type KeysByTable = ReadonlyMap<Table, readonly ForeignKey[]>;

// Walks the references depth first, by name; a key that leads back to a table still being walked closes a cycle.
function closingKeys(tables: readonly Table[]): KeysByTable {
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  const state = new Map<Table, "open" | "done">();
  const closing = new Map<Table, ForeignKey[]>();
  for (const root of [...tables].sort(compareNames)) {
    if (state.has(root)) continue;
    const stack = [visit(root, byKey, state)];
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const { value: step, done } = frame.steps.next();
      if (done) {
        state.set(frame.table, "done");
        stack.pop();
      } else if (state.get(step.target) === "open") {
        closing.set(frame.table, [...(closing.get(frame.table) ?? []), step.key]);
      } else if (!state.has(step.target)) stack.push(visit(step.target, byKey, state));
    }
  }
  return closing;
}

function visit(table: Table, byKey: ReadonlyMap<string, Table>, state: Map<Table, "open" | "done">) {
  state.set(table, "open");
  const steps = sortedKeys(table).flatMap((key) => {
    const target = byKey.get(nameKey(key.references));
    return target === undefined || target === table ? [] : [{ key, target }];
  });
  return { table, steps: steps.values() };
}

function sortedKeys({ foreignKeys }: Table): readonly ForeignKey[] {
  const text = (key: ForeignKey) => `${nameKey(key.references)} ${key.name ?? ""} ${key.columns.join()}`;
  return [...foreignKeys].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function withoutKeys(table: Table, keys: readonly ForeignKey[] | undefined): Table {
  return keys ? { ...table, foreignKeys: table.foreignKeys.filter((key) => !keys.includes(key)) } : table;
}

function withForeignKeys(plan: Plan, keys: KeysByTable, stage: "attach" | "detach"): Plan {
  const alterations = new Map(plan.alterations.map((alteration) => [nameKey(alteration.table), alteration]));
  for (const [{ schema, name }, list] of keys) {
    const table = { schema, name };
    const existing = alterations.get(nameKey(table)) ?? { table, stages: emptyStages };
    alterations.set(nameKey(table), { ...existing, stages: extended(existing.stages, stage, table, list) });
  }
  return { ...plan, alterations: [...alterations.values()] };
}

function extended(
  stages: AlterationStages,
  stage: "attach" | "detach",
  table: { schema: string | null; name: string },
  keys: readonly ForeignKey[],
): AlterationStages {
  if (stage === "attach") {
    const attach = keys.map((foreignKey): CreateForeignKey => ({
      kind: "createForeignKey",
      table,
      foreignKey,
    }));
    return { ...stages, attach: [...stages.attach, ...attach] };
  }
  const detach = keys.map((foreignKey): DropForeignKey => ({ kind: "dropForeignKey", table, foreignKey }));
  return { ...stages, detach: [...stages.detach, ...detach] };
}
