import { compareNames, nameKey, type Table, type TableAttachment } from "@typeorm-autogen/model";
import type { Operation, TableChange } from "@typeorm-autogen/ops";
import { breakCreateCycles, breakDropCycles } from "./break-cycles.js";
import { findDependencies, stepKey, type Edge, type StepKey } from "./dependencies.js";
import { buildGraph, findComponents, sortTopologically } from "./graph.js";
import { sortItems } from "./match-items.js";
import { stages, type Plan, type Stage, type TableAlterationPlan } from "./plan.js";
import type { CompareCapabilities } from "./rules.js";

/** How an alteration is cut into parts at each level: only as finely as a cycle demands. */
const cuts: readonly (readonly (readonly Stage[])[])[] = [
  [["rename", "unset", "detach", "free", "clear", "body", "attach"]],
  [["rename", "unset", "detach", "free", "clear", "body"], ["attach"]],
  [["rename", "unset", "detach", "free"], ["clear", "body"], ["attach"]],
  [["rename", "unset", "detach", "free", "clear"], ["body"], ["attach"]],
  [["rename"], ["unset"], ["detach"], ["free"], ["clear"], ["body"], ["attach"]],
];

/** A node of the graph: one operation to be. */
interface Step {
  readonly keys: readonly StepKey[];
  readonly operations: readonly Operation[];
  /** The alteration that it is a part of. */
  readonly part?: TableAlterationPlan;
}

/**
 * Orders operations so that each finds what it needs: first what others need, then by kind and name, always the same
 * for the same input. Where tables need each other, foreign keys go early or come late in an alteration of their own.
 */
export function orderOperations(given: Plan, capabilities: CompareCapabilities): readonly Operation[] {
  const levels = new Map<string, number>();
  let plan = given;
  for (;;) {
    const steps = planSteps(plan, levels);
    const edges = findDependencies(plan, capabilities);
    const strong = edges.filter(({ weak }) => !weak);
    const cycle = findCycle(steps, connect(steps, strong));
    if (!cycle) return mergeNeighbours(inOrder(coalesce(steps, strong), edges, strong));
    if (raiseLevels(cycle, levels)) continue;
    const opened = breakDropCycles(breakCreateCycles(plan, cycleKeys(cycle)), cycleKeys(cycle));
    if (opened === plan) return mergeNeighbours(inOrder(steps, edges, []));
    plan = opened;
  }
}

function cycleKeys(cycle: readonly Step[]): ReadonlySet<StepKey> {
  return new Set(cycle.flatMap(({ keys }) => keys));
}

function planSteps(
  { creates, drops, enums, alterations }: Plan,
  levels: ReadonlyMap<string, number>,
): readonly Step[] {
  return [
    ...[...enums]
      .sort((a, b) => compareNames(a.enum, b.enum))
      .map((alteration): Step => ({ keys: [stepKey("enum", alteration.enum)], operations: [alteration] })),
    ...[...creates].sort(compareNames).map(createStep),
    ...[...alterations]
      .sort((a, b) => compareNames(a.table, b.table))
      .flatMap((alteration) => alterationSteps(alteration, levels.get(nameKey(alteration.table)) ?? 0)),
    ...[...drops].sort(compareNames).map(dropStep),
  ];
}

function createStep(table: Table): Step {
  return { keys: [stepKey("create", table)], operations: [{ kind: "createTable", table: sortParts(table) }] };
}

function dropStep(table: Table): Step {
  const { schema, name } = table;
  return {
    keys: [stepKey("drop", table)],
    operations: [{ kind: "dropTable", table: { schema, name }, was: sortParts(table) }],
  };
}

/** The table with its lists, columns excepted, in an order that does not depend on where they came from. */
function sortParts(table: Table): Table {
  return {
    ...table,
    uniques: sortItems(table.uniques),
    checks: sortItems(table.checks),
    ...(table.exclusions && { exclusions: sortItems(table.exclusions) }),
    foreignKeys: sortItems(table.foreignKeys),
    indexes: sortItems(table.indexes),
    ...(table.attached && { attached: table.attached.map(withoutReads) }),
  };
}

// What it reads and how it goes is no part of a script that builds it.
function withoutReads({ kind, sql, object }: TableAttachment): TableAttachment {
  return { kind, sql, ...(object !== undefined && { object }) };
}

function alterationSteps(part: TableAlterationPlan, level: number): readonly Step[] {
  return (cuts[level] ?? []).flatMap((group): readonly Step[] => {
    const changes = group.flatMap((stage): readonly TableChange[] => part.stages[stage]);
    if (changes.length === 0) return [];
    const operation: Operation = { kind: "alterTable", table: part.table, changes };
    return [{ keys: group.map((stage) => stepKey(stage, part.table)), operations: [operation], part }];
  });
}

function connect(steps: readonly Step[], edges: readonly Edge[]): readonly (readonly [number, number])[] {
  const places = new Map(steps.flatMap(({ keys }, place) => keys.map((key) => [key, place] as const)));
  return edges.flatMap(({ first, later }) => {
    const [from, to] = [places.get(first), places.get(later)];
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
}

function findCycle(
  steps: readonly Step[],
  edges: readonly (readonly [number, number])[],
): readonly Step[] | undefined {
  const components = findComponents(buildGraph(steps.length, edges));
  const sizes = new Map<number, number>();
  for (const component of components) sizes.set(component, (sizes.get(component) ?? 0) + 1);
  const cycle = steps.filter((_, place) => (sizes.get(components[place] ?? -1) ?? 0) > 1);
  return cycle.length === 0 ? undefined : cycle;
}

function raiseLevels(cycle: readonly Step[], levels: Map<string, number>): boolean {
  const tables = new Set(
    cycle.flatMap(({ part }) =>
      part && stages.filter((stage) => part.stages[stage].length > 0).length > 1 ? [nameKey(part.table)] : [],
    ),
  );
  const raised = [...tables].filter((table) => (levels.get(table) ?? 0) < cuts.length - 1);
  for (const table of raised) levels.set(table, (levels.get(table) ?? 0) + 1);
  return raised.length > 0;
}

// More than so many parts are not worth the time that trying each pair of them takes.
const manyParts = 200;

// Cutting goes by whole levels; parts that nothing has to come between become one again.
function coalesce(steps: readonly Step[], strong: readonly Edge[]): readonly Step[] {
  const parts = new Map<TableAlterationPlan, number>();
  for (const { part } of steps) if (part) parts.set(part, (parts.get(part) ?? 0) + 1);
  const cut = [...parts.values()].filter((count) => count > 1);
  if (cut.length === 0 || cut.length > manyParts) return steps;
  let current = [...steps];
  for (let place = 0; place + 1 < current.length;) {
    const joined = join(current[place], current[place + 1]);
    const next = joined && current.toSpliced(place, 2, joined);
    if (next && !findCycle(next, connect(next, strong))) current = next;
    else place++;
  }
  return current;
}

function join(a: Step | undefined, b: Step | undefined): Step | undefined {
  if (!a?.part || a.part !== b?.part) return undefined;
  const changes = [a, b].flatMap(({ operations }) =>
    operations.flatMap((operation) => (operation.kind === "alterTable" ? operation.changes : [])),
  );
  const operation: Operation = { kind: "alterTable", table: a.part.table, changes };
  return { keys: [...a.keys, ...b.keys], operations: [operation], part: a.part };
}

// A weak edge inside a component is left out; the strong ones alone have no cycle.
function inOrder(steps: readonly Step[], edges: readonly Edge[], strong: readonly Edge[]): readonly Step[] {
  const all = connect(steps, edges);
  const components = findComponents(buildGraph(steps.length, all));
  const across = all.filter(([first, later]) => components[first] !== components[later]);
  const order = sortTopologically(buildGraph(steps.length, [...connect(steps, strong), ...across]));
  return order.flatMap((place) => steps[place] ?? []);
}

// Parts of one alteration that came to stand side by side are one again.
function mergeNeighbours(steps: readonly Step[]): readonly Operation[] {
  const merged: Step[] = [];
  for (const step of steps) {
    const joined = join(merged.at(-1), step);
    if (joined) merged[merged.length - 1] = joined;
    else merged.push(step);
  }
  return merged.flatMap(({ operations }) => operations);
}
