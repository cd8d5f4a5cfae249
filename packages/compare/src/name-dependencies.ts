import { nameKey, type Table } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import { stepKey, type Edge, type StepKey } from "./dependencies.js";
import type { Plan } from "./plan.js";

// Indexes, and the constraints that are made of one, share the names of their schema:
// https://www.postgresql.org/docs/current/sql-createindex.html. A name has to be free before it is taken.

interface NameStep {
  readonly name: string;
  readonly step: StepKey;
}

/**
 * What gives up the name of an index comes before what takes it. Names given up by a rename only if possible: tables that
 * swap names by renaming would have no order.
 */
export function nameEdges(plan: Plan): readonly Edge[] {
  const dropped = [
    ...plan.drops.flatMap((table) => namesOf(table, stepKey("drop", table))),
    ...namesInStage(plan, "clear", droppedName),
  ];
  const renamed = namesInStage(plan, "body", (change) => renamedNames(change)?.from);
  if (dropped.length + renamed.length === 0) return [];
  const taken = [
    ...plan.creates.flatMap((table) => namesOf(table, stepKey("create", table))),
    ...namesInStage(plan, "body", (change) => renamedNames(change)?.to ?? createdName(change)),
  ];
  return [...edgesBetween(dropped, taken, false), ...edgesBetween(renamed, taken, true)];
}

function edgesBetween(
  freed: readonly NameStep[],
  taken: readonly NameStep[],
  weak: boolean,
): readonly Edge[] {
  const freeing = new Map(freed.map(({ name, step }) => [name, step]));
  return taken.flatMap(({ name, step }) => {
    const first = freeing.get(name);
    return first === undefined || first === step ? [] : [{ first, later: step, weak }];
  });
}

function namesInStage(
  { alterations }: Plan,
  stage: "clear" | "body",
  pick: (change: TableChange) => string | undefined,
): readonly NameStep[] {
  return alterations.flatMap(({ table, stages }) =>
    stages[stage].flatMap((change) => {
      const name = pick(change);
      if (name === undefined) return [];
      return [{ name: nameKey({ schema: table.schema, name }), step: stepKey(stage, table) }];
    }),
  );
}

function namesOf(table: Table, step: StepKey): readonly NameStep[] {
  const items = [
    ...table.indexes,
    ...table.uniques,
    ...(table.exclusions ?? []),
    ...(table.primaryKey ? [table.primaryKey] : []),
  ];
  return items.flatMap(({ name }) =>
    name === undefined ? [] : [{ name: nameKey({ schema: table.schema, name }), step }],
  );
}

function droppedName(change: TableChange): string | undefined {
  if (change.kind === "dropIndex") return change.index.name;
  if (change.kind === "dropUnique") return change.unique.name;
  if (change.kind === "dropExclusion") return change.exclusion.name;
  return change.kind === "dropPrimaryKey" ? change.primaryKey.name : undefined;
}

function createdName(change: TableChange): string | undefined {
  if (change.kind === "createIndex") return change.index.name;
  if (change.kind === "createUnique") return change.unique.name;
  if (change.kind === "createExclusion") return change.exclusion.name;
  return change.kind === "createPrimaryKey" ? change.primaryKey.name : undefined;
}

function renamedNames(change: TableChange): { readonly from: string; readonly to: string } | undefined {
  return change.kind === "renameIndex" || change.kind === "renameConstraint" ? change : undefined;
}
