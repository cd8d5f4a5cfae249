import { qualify } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import { buildGraph, findComponents } from "./graph.js";
import { namesChanged, sharedParts } from "./names-in-schema.js";
import { freeName, orderRenames } from "./order-renames.js";
import type { TableAlterationPlan } from "./plan.js";
import type { CompareCapabilities } from "./rules.js";

type Rename = Extract<TableChange, { readonly kind: "renameIndex" | "renameConstraint" }>;

/**
 * The alterations with renames of indexes and constraints in an order in which each name is free before it is taken.
 * Names that tables exchange step aside while names are cleared.
 */
export function freeNames(
  plans: readonly TableAlterationPlan[],
  capabilities: CompareCapabilities,
): readonly TableAlterationPlan[] {
  const exchanged = exchangedNames(plans, capabilities);
  const used = new Set<string>();
  return partDrops(plans, capabilities).map((plan) => {
    const { clear, body } = plan.stages;
    const at = body.findIndex(isRename);
    if (at === -1) return plan;
    const aside: Rename[] = [];
    const renames = body.filter(isRename).map((rename) => {
      if (!exchanged.has(rename)) return rename;
      const { name } = freeName(qualify("autogen_aside"), used);
      aside.push({ ...rename, to: name });
      return { ...rename, from: name };
    });
    const others = (changes: readonly TableChange[]) => changes.filter((change) => !isRename(change));
    const settled = [...body.slice(0, at), ...inOrder(renames), ...others(body.slice(at))];
    return { ...plan, stages: { ...plan.stages, clear: [...clear, ...aside], body: settled } };
  });
}

// Drops of indexes that another table of these waits for come apart.
function partDrops(
  plans: readonly TableAlterationPlan[],
  capabilities: CompareCapabilities,
): readonly TableAlterationPlan[] {
  const shared = sharedParts(capabilities);
  const takers = new Map(
    plans.flatMap((plan, place) =>
      plan.stages.body.flatMap((change) => takenBy(change, plan, place, shared)),
    ),
  );
  return plans.map((plan, place) => {
    const isAwaited = (change: TableChange) => {
      const { frees } = change.kind === "dropIndex" ? namesChanged(change, plan, shared) : {};
      const taker = frees === undefined ? undefined : takers.get(frees);
      return taker !== undefined && taker !== place;
    };
    const free = plan.stages.clear.filter(isAwaited);
    if (free.length === 0) return plan;
    const clear = plan.stages.clear.filter((change) => !free.includes(change));
    return { ...plan, stages: { ...plan.stages, free, clear } };
  });
}

function takenBy(
  change: TableChange,
  plan: TableAlterationPlan,
  place: number,
  shared: ReturnType<typeof sharedParts>,
): readonly (readonly [name: string, place: number])[] {
  const { takes } = namesChanged(change, plan, shared);
  return takes === undefined ? [] : [[takes, place]];
}

function isRename(change: TableChange): change is Rename {
  return change.kind === "renameIndex" || change.kind === "renameConstraint";
}

function inOrder(renames: readonly Rename[]): readonly Rename[] {
  const renamings = renames.map((rename) => ({ rename, from: qualify(rename.from), to: qualify(rename.to) }));
  return orderRenames(renamings, new Set()).map(({ rename, from, to }) => ({
    ...rename,
    from: from.name,
    to: to.name,
  }));
}

// Two tables of which each takes a name that the other gives up by a rename have no order.
function exchangedNames(
  plans: readonly TableAlterationPlan[],
  capabilities: CompareCapabilities,
): ReadonlySet<TableChange> {
  const shared = sharedParts(capabilities);
  const renames = plans.flatMap((plan, place) =>
    plan.stages.body.filter(isRename).flatMap((rename) => {
      const { frees } = namesChanged(rename, plan, shared);
      return frees === undefined ? [] : [{ rename, frees, place }];
    }),
  );
  if (renames.length === 0) return new Set();
  const takers = new Map(
    plans.flatMap((plan, place) =>
      plan.stages.body.flatMap((change) => takenBy(change, plan, place, shared)),
    ),
  );
  const handed = renames.flatMap(({ rename, frees, place }) => {
    const taker = takers.get(frees);
    return taker === undefined || taker === place ? [] : [{ rename, edge: [place, taker] as const }];
  });
  const circles = findComponents(
    buildGraph(
      plans.length,
      handed.map(({ edge }) => edge),
    ),
  );
  return new Set(
    handed
      .filter(({ edge: [giver, taker] }) => circles[giver] === circles[taker])
      .map(({ rename }) => rename),
  );
}
