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

/** What gives up the name of an index comes before what takes it. */
export function nameEdges({ creates, drops, alterations }: Plan): readonly Edge[] {
  const freed = [
    ...drops.flatMap((table) => namesOf(table, stepKey("drop", table))),
    ...alterations.flatMap(({ table, stages: { body } }) =>
      body.flatMap((change) => namesIn(change, freedName, stepKey("body", table))),
    ),
  ];
  if (freed.length === 0) return [];
  const freeing = new Map(freed.map(({ name, step }) => [name, step]));
  const taken = [
    ...creates.flatMap((table) => namesOf(table, stepKey("create", table))),
    ...alterations.flatMap(({ table, stages: { body } }) =>
      body.flatMap((change) => namesIn(change, takenName, stepKey("body", table))),
    ),
  ];
  return taken.flatMap(({ name, step }): readonly Edge[] => {
    const first = freeing.get(name);
    return first === undefined || first === step ? [] : [{ first, later: step, weak: true }];
  });
}

function namesOf(table: Table, step: StepKey): readonly NameStep[] {
  const items = [...table.indexes, ...table.uniques, ...(table.primaryKey ? [table.primaryKey] : [])];
  return items.flatMap(({ name }) =>
    name === undefined ? [] : [{ name: nameKey({ schema: table.schema, name }), step }],
  );
}

function namesIn(
  change: TableChange,
  pick: (change: TableChange) => string | undefined,
  step: StepKey,
): readonly NameStep[] {
  const name = pick(change);
  return name === undefined ? [] : [{ name: nameKey({ schema: change.table.schema, name }), step }];
}

function freedName(change: TableChange): string | undefined {
  if (change.kind === "dropIndex") return change.index.name;
  if (change.kind === "dropUnique") return change.unique.name;
  if (change.kind === "dropPrimaryKey") return change.primaryKey.name;
  return change.kind === "renameIndex" || change.kind === "renameConstraint" ? change.from : undefined;
}

function takenName(change: TableChange): string | undefined {
  if (change.kind === "createIndex") return change.index.name;
  if (change.kind === "createUnique") return change.unique.name;
  if (change.kind === "createPrimaryKey") return change.primaryKey.name;
  return change.kind === "renameIndex" || change.kind === "renameConstraint" ? change.to : undefined;
}
