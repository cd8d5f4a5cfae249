import {
  formatName,
  nameKey,
  type IndexDefinition,
  type IndexPart,
  type Table,
} from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import type { ComparisonContext } from "./comparison-context.js";
import { constraintChanges, type ConstraintChanges } from "./constraint-changes.js";
import { matchItems, type Matching } from "./match-items.js";
import { indexComputes, indexMentions } from "./mentions.js";
import type { ColumnDifference } from "./table-difference.js";

/**
 * What changes in a table's indexes. One that rests on a column that goes, or computes with one of another type, makes way
 * for the change. One that no entity could declare is kept, or comes again with the columns that go for a time, unless the
 * options say otherwise or a column goes for good that it reads.
 */
export function compareIndexes(
  live: Table,
  declared: Table,
  { gone, respelled }: ColumnDifference,
  context: ComparisonContext,
): ConstraintChanges {
  const { rules } = context;
  const matching = matchItems(live.indexes, declared.indexes, {
    equivalent: (old, index) => equivalentIndex(old, index, declared, context),
    kinship: (index) => JSON.stringify([index.unique, index.parts.map((part) => part.column)]),
  });
  const staying = new Set(declared.columns.map(({ name }) => name));
  const lost = new Set([...gone].filter((name) => !staying.has(name)));
  const kept = matching.gone.filter((index) => isKept(index, declared, lost, context));
  return constraintChanges(declared, keeping(matching, kept), rules, {
    drop: (table, index): TableChange => ({ kind: "dropIndex", table, index }),
    create: (table, index): TableChange => ({ kind: "createIndex", table, index }),
    ...(rules.capabilities.renamesIndexes && {
      rename: (table, from, to): TableChange => ({ kind: "renameIndex", table, from, to }),
    }),
    disturbed: (index) => indexMentions(index, gone) || indexComputes(index, respelled),
  });
}

function keeping(
  matching: Matching<IndexDefinition>,
  kept: readonly IndexDefinition[],
): Matching<IndexDefinition> {
  if (kept.length === 0) return matching;
  const same = [...matching.same, ...kept.map((index) => [index, index] as const)];
  return { ...matching, same, gone: matching.gone.filter((index) => !kept.includes(index)) };
}

function isKept(
  index: IndexDefinition,
  declared: Table,
  lost: ReadonlySet<string>,
  { rules, options, kept, claimed }: ComparisonContext,
): boolean {
  if (options.undeclaredIndexes === "drop" || rules.declarable(index) || indexMentions(index, lost))
    return false;
  if (claimed.has(nameKey({ schema: declared.schema, name: index.name }))) return false;
  kept.push({
    object: `index ${index.name} of ${formatName(declared)}`,
    reason: "entities cannot express it",
  });
  return true;
}

function equivalentIndex(
  live: IndexDefinition,
  index: IndexDefinition,
  table: Table,
  context: ComparisonContext,
): boolean {
  return (
    live.unique === index.unique &&
    live.method === index.method &&
    live.nullsNotDistinct === index.nullsNotDistinct &&
    JSON.stringify(live.include ?? []) === JSON.stringify(index.include ?? []) &&
    live.parts.length === index.parts.length &&
    context.rules.equivalentOptions(live.options, index.options) &&
    live.parts.every((part, i) => equivalentPart(part, index.parts[i] ?? {}, table, context)) &&
    equivalentText("predicate", live.where, index.where, table, context)
  );
}

/** Whether two keys of an index mean the same. */
export function equivalentPart(
  live: IndexPart,
  part: IndexPart,
  table: Table,
  context: ComparisonContext,
): boolean {
  return (
    live.column === part.column &&
    live.descending === part.descending &&
    live.nulls === part.nulls &&
    live.collation === part.collation &&
    live.length === part.length &&
    equivalentText("indexKey", live.expression, part.expression, table, context) &&
    equivalentClass(live, part, table, context)
  );
}

// To name the class that the server would take anyway says nothing, but only the server knows which one that is.
function equivalentClass(
  { operatorClass: live = "" }: IndexPart,
  { operatorClass: declared = "" }: IndexPart,
  table: Table,
  { rules }: ComparisonContext,
): boolean {
  if (live === declared) return true;
  if (live !== "" && declared !== "") return false;
  return rules.equivalentExpression({ place: "operatorClass", table, live, declared });
}

/** Whether two expressions of an index mean the same; absent is no expression. */
export function equivalentText(
  place: "predicate" | "indexKey",
  live: string | undefined,
  declared: string | undefined,
  table: Table,
  { rules }: ComparisonContext,
): boolean {
  if (live === declared) return true;
  if (live === undefined || declared === undefined) return false;
  return rules.equivalentExpression({ place, table, live, declared });
}
