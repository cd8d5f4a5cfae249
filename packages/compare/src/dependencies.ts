import { nameKey, type ForeignKey, type QualifiedName, type Table } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import { nameEdges } from "./name-dependencies.js";
import { stages, type Plan, type TableAlterationPlan } from "./plan.js";
import type { CompareCapabilities } from "./rules.js";
import { shakes, supports, type TableDifference } from "./table-difference.js";

/** Identity of a step: `create ["null","users"]`, `body …`, `enum …`. */
export type StepKey = string;

/** One step has to come before another. A weak edge is only better so, and gives way to the others. */
export interface Edge {
  readonly first: StepKey;
  readonly later: StepKey;
  readonly weak: boolean;
}

/** The key of what is done to an object. */
export function stepKey(step: string, object: QualifiedName): StepKey {
  return `${step} ${nameKey(object)}`;
}

interface Lookup {
  readonly alterations: ReadonlyMap<string, TableAlterationPlan>;
  readonly creates: ReadonlyMap<string, Table>;
  readonly drops: ReadonlyMap<string, Table>;
  readonly weakCreate: boolean;
  readonly weakDrop: boolean;
}

/** What has to come before what, so that every step finds what it needs and nothing is in its way. */
export function findDependencies(plan: Plan, capabilities: CompareCapabilities): readonly Edge[] {
  const lookup: Lookup = {
    alterations: new Map(plan.alterations.map((alteration) => [nameKey(alteration.table), alteration])),
    creates: new Map(plan.creates.map((table) => [nameKey(table), table])),
    drops: new Map(plan.drops.map((table) => [nameKey(table), table])),
    weakCreate: capabilities.forwardReferences,
    weakDrop: !capabilities.addsConstraints,
  };
  return [
    ...plan.alterations.flatMap((alteration) => alterationEdges(alteration, lookup)),
    ...plan.creates.flatMap((table) => createEdges(table, lookup)),
    ...plan.drops.flatMap((table) => dropEdges(table, lookup)),
    ...enumEdges(plan, lookup),
    ...nameEdges(plan, capabilities),
  ];
}

function alterationEdges({ table, stages: steps }: TableAlterationPlan, lookup: Lookup): readonly Edge[] {
  const used = stages.filter((stage) => steps[stage].length > 0);
  const chain = used.slice(1).map((stage, i): Edge => ({
    first: stepKey(used[i] ?? stage, table),
    later: stepKey(stage, table),
    weak: false,
  }));
  return [
    ...chain,
    ...steps.detach.flatMap(({ foreignKey }) => releaseEdges(stepKey("detach", table), foreignKey, lookup)),
    ...steps.attach.flatMap(({ foreignKey }) => needEdges(stepKey("attach", table), foreignKey, lookup)),
  ];
}

function createEdges(table: Table, lookup: Lookup): readonly Edge[] {
  const others = table.foreignKeys.filter(({ references }) => nameKey(references) !== nameKey(table));
  return others.flatMap((key) => needEdges(stepKey("create", table), key, lookup));
}

function dropEdges(table: Table, lookup: Lookup): readonly Edge[] {
  return table.foreignKeys.flatMap((key) => releaseEdges(stepKey("drop", table), key, lookup));
}

// A foreign key that goes makes way for what happens to the table that it refers to.
function releaseEdges(step: StepKey, key: ForeignKey, lookup: Lookup): readonly Edge[] {
  const target = nameKey(key.references);
  const weak = lookup.weakDrop;
  const difference = lookup.alterations.get(target)?.difference;
  return [
    ...renameFirst(step, target, lookup),
    ...(lookup.drops.has(target) ? [{ first: step, later: stepKey("drop", key.references), weak }] : []),
    ...(difference && (shakes(difference, key) || holds(difference, key))
      ? [
          { first: step, later: stepKey("free", key.references), weak },
          { first: step, later: stepKey("clear", key.references), weak },
          { first: step, later: stepKey("body", key.references), weak },
        ]
      : []),
  ];
}

// A foreign key that comes needs the table that it refers to, with those columns, their types and their uniqueness.
function needEdges(step: StepKey, key: ForeignKey, lookup: Lookup): readonly Edge[] {
  const target = nameKey(key.references);
  const weak = lookup.weakCreate;
  const difference = lookup.alterations.get(target)?.difference;
  return [
    ...renameFirst(step, target, lookup),
    ...(lookup.creates.has(target) ? [{ first: stepKey("create", key.references), later: step, weak }] : []),
    ...(difference && supports(difference, key)
      ? [{ first: stepKey("body", key.references), later: step, weak }]
      : []),
  ];
}

function holds({ columns }: TableDifference, key: ForeignKey): boolean {
  return key.referencedColumns.some((column) => columns.held.has(column));
}

// Operations name columns as they are called after the renames.
function renameFirst(step: StepKey, target: string, { alterations }: Lookup): readonly Edge[] {
  const alteration = alterations.get(target);
  if (!alteration || alteration.stages.rename.length === 0) return [];
  return [{ first: stepKey("rename", alteration.table), later: step, weak: false }];
}

function enumEdges({ enums, alterations, creates, drops }: Plan, lookup: Lookup): readonly Edge[] {
  if (enums.length === 0) return [];
  const changing = new Map(
    enums.map((alteration) => [nameKey(alteration.enum), stepKey("enum", alteration.enum)]),
  );
  const usesIn = (columns: readonly Table["columns"][number][]): readonly StepKey[] =>
    columns.flatMap(({ type: { schema, name } }) =>
      schema === undefined ? [] : (changing.get(nameKey({ schema, name })) ?? []),
    );
  return [
    ...enums.flatMap((alteration) =>
      alteration.columns.flatMap(({ table }) => useEdges(stepKey("enum", alteration.enum), table, lookup)),
    ),
    ...alterations.flatMap(({ table, stages: { body }, difference }) =>
      usesIn(touchedColumns(body, difference)).map((first): Edge => ({
        first,
        later: stepKey("body", table),
        weak: false,
      })),
    ),
    ...drops.flatMap((table) =>
      usesIn(table.columns).map((later): Edge => ({ first: stepKey("drop", table), later, weak: false })),
    ),
    ...creates.flatMap((table) =>
      usesIn(table.columns).map((first): Edge => ({ first, later: stepKey("create", table), weak: false })),
    ),
  ];
}

function touchedColumns(body: readonly TableChange[], difference: TableDifference | undefined) {
  const touched = new Set(
    body.flatMap((change) => {
      if (change.kind === "addColumn") return [change.column.name];
      return change.kind === "alterColumn" ? [change.column] : [];
    }),
  );
  return (difference?.declared.columns ?? []).filter(({ name }) => touched.has(name));
}

// The alteration of a type names the columns that use it: renamed already, and still there.
function useEdges(step: StepKey, table: QualifiedName, { alterations }: Lookup): readonly Edge[] {
  const used = alterations.get(nameKey(table))?.stages;
  if (!used) return [];
  return [
    ...(["rename", "unset"] as const)
      .filter((stage) => used[stage].length > 0)
      .map((stage): Edge => ({ first: stepKey(stage, table), later: step, weak: false })),
    ...(used.body.length > 0 ? [{ first: step, later: stepKey("body", table), weak: false }] : []),
  ];
}
