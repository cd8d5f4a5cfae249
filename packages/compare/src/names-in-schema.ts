import { nameKey, type QualifiedName, type Table } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import type { TableAlterationPlan } from "./plan.js";
import type { TableDifference } from "./table-difference.js";
import type { CompareCapabilities, NamedPart } from "./rules.js";

/** The names that a change gives up and takes, by nameKey; of those only that a server keeps apart in a whole schema. */
export interface NamesInSchema {
  readonly frees?: string;
  readonly takes?: string;
}

type Shared = ReadonlySet<NamedPart>;

/** The kinds of parts whose names are unique in their schema, not only in their table. */
export function sharedParts({ schemaNames = [] }: CompareCapabilities): Shared {
  return new Set(schemaNames);
}

/** The names that a table's parts hold in its schema. */
export function namesHeld(table: Table, shared: Shared): readonly string[] {
  return namedParts(table)
    .filter(([part]) => shared.has(part))
    .map(([, name]) => nameKey({ schema: table.schema, name }));
}

/** What a change does to names of its table's schema. */
export function namesChanged(
  change: TableChange,
  { table, difference }: TableAlterationPlan,
  shared: Shared,
): NamesInSchema {
  if (change.kind === "renameIndex" || change.kind === "renameConstraint") {
    const part = change.kind === "renameIndex" ? "index" : constraintPart(change, difference);
    if (part === undefined || !shared.has(part)) return {};
    return { frees: keyOf(table, change.from), takes: keyOf(table, change.to) };
  }
  const [part, name, comes] = namedChange(change);
  if (name === undefined || part === undefined || !shared.has(part)) return {};
  return comes ? { takes: keyOf(table, name) } : { frees: keyOf(table, name) };
}

function keyOf({ schema }: QualifiedName, name: string): string {
  return nameKey({ schema, name });
}

type Named = readonly [part: NamedPart, name: string];

/** The parts of a table that have names. */
export function namedParts({
  indexes,
  uniques,
  exclusions = [],
  checks,
  foreignKeys,
  primaryKey,
}: Table): readonly Named[] {
  const named = (part: NamedPart, items: readonly { readonly name?: string }[]) =>
    items.flatMap(({ name }) => (name === undefined ? [] : [[part, name] as const]));
  return [
    ...named("index", indexes),
    ...named("key", [...uniques, ...exclusions, ...(primaryKey ? [primaryKey] : [])]),
    ...named("check", checks),
    ...named("foreignKey", foreignKeys),
  ];
}

// One of its names may be an interim one.
function constraintPart(
  { from, to }: { readonly from: string; readonly to: string },
  difference: TableDifference | undefined,
): NamedPart | undefined {
  return partNamed(difference?.live, from) ?? partNamed(difference?.declared, to);
}

function partNamed(table: Table | undefined, name: string): NamedPart | undefined {
  return table && namedParts(table).find(([part, other]) => part !== "index" && other === name)?.[0];
}

function namedChange(
  change: TableChange,
): readonly [part?: NamedPart, name?: string | undefined, comes?: boolean] {
  switch (change.kind) {
    case "createIndex":
    case "dropIndex":
      return ["index", change.index.name, change.kind === "createIndex"];
    case "createUnique":
    case "dropUnique":
      return ["key", change.unique.name, change.kind === "createUnique"];
    case "createExclusion":
    case "dropExclusion":
      return ["key", change.exclusion.name, change.kind === "createExclusion"];
    case "createPrimaryKey":
    case "dropPrimaryKey":
      return ["key", change.primaryKey.name, change.kind === "createPrimaryKey"];
    case "createCheck":
    case "dropCheck":
      return ["check", change.check.name, change.kind === "createCheck"];
    case "createForeignKey":
    case "dropForeignKey":
      return ["foreignKey", change.foreignKey.name, change.kind === "createForeignKey"];
    default:
      return [];
  }
}
