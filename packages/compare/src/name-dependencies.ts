import { equalNames, type QualifiedName, type Table } from "@typeorm-autogen/model";
import { stepKey, type Edge, type StepKey } from "./dependencies.js";
import { namesChanged, namesHeld, sharedParts } from "./names-in-schema.js";
import { stages, type Plan } from "./plan.js";
import type { CompareCapabilities } from "./rules.js";

interface NameStep {
  readonly name: string;
  readonly step: StepKey;
  readonly table: QualifiedName;
}

/** What gives up a name that its schema keeps comes before what takes it. */
export function nameEdges(plan: Plan, capabilities: CompareCapabilities): readonly Edge[] {
  const shared = sharedParts(capabilities);
  const held = (tables: readonly Table[], step: string) =>
    tables.flatMap((table) =>
      namesHeld(table, shared).map((name): NameStep => ({ name, step: stepKey(step, table), table })),
    );
  const changed = (side: "frees" | "takes") =>
    plan.alterations.flatMap((alteration) =>
      stages.flatMap((stage) =>
        alteration.stages[stage].flatMap((change): readonly NameStep[] => {
          const name = namesChanged(change, alteration, shared)[side];
          return name === undefined
            ? []
            : [{ name, step: stepKey(stage, alteration.table), table: alteration.table }];
        }),
      ),
    );
  const given = [...held(plan.drops, "drop"), ...changed("frees")];
  const freed = new Map(given.map((one) => [one.name, one]));
  if (freed.size === 0) return [];
  return [...held(plan.creates, "create"), ...changed("takes")].flatMap(({ name, step, table }) => {
    const first = freed.get(name);
    // The steps of one table have their order already, in which a name may go to and fro.
    if (!first || equalNames(first.table, table)) return [];
    return [{ first: first.step, later: step, weak: false }];
  });
}
