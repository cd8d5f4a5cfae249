import type { Exclusion, ExclusionElement, Table } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import type { ComparisonContext } from "./comparison-context.js";
import { equivalentPart, equivalentText } from "./compare-indexes.js";
import { renameConstraint } from "./compare-keys.js";
import { constraintChanges, type ConstraintChanges } from "./constraint-changes.js";
import { matchItems } from "./match-items.js";
import { exclusionComputes, exclusionMentions } from "./mentions.js";
import type { ColumnDifference } from "./table-difference.js";

/**
 * What changes in a table's exclusion constraints. One that rests on a column that goes, or computes with one of another
 * type, makes way for the change, as indexes do.
 */
export function compareExclusions(
  live: Table,
  declared: Table,
  { gone, respelled }: ColumnDifference,
  context: ComparisonContext,
): ConstraintChanges {
  const matching = matchItems(live.exclusions ?? [], declared.exclusions ?? [], {
    equivalent: (old, exclusion) => equivalentExclusion(old, exclusion, declared, context),
    kinship: ({ elements }) => JSON.stringify(elements.map(({ column, operator }) => [column, operator])),
  });
  return constraintChanges(declared, matching, context.rules, {
    drop: (table, exclusion): TableChange => ({ kind: "dropExclusion", table, exclusion }),
    create: (table, exclusion): TableChange => ({ kind: "createExclusion", table, exclusion }),
    ...(context.rules.capabilities.renamesConstraints && { rename: renameConstraint }),
    disturbed: (exclusion) => exclusionMentions(exclusion, gone) || exclusionComputes(exclusion, respelled),
  });
}

function equivalentExclusion(
  live: Exclusion,
  exclusion: Exclusion,
  table: Table,
  context: ComparisonContext,
): boolean {
  return (
    live.method === exclusion.method &&
    live.deferrable === exclusion.deferrable &&
    JSON.stringify(live.include ?? []) === JSON.stringify(exclusion.include ?? []) &&
    live.elements.length === exclusion.elements.length &&
    context.rules.equivalentOptions(live.options, exclusion.options) &&
    live.elements.every((element, i) => sameElement(element, exclusion.elements[i], table, context)) &&
    equivalentText("predicate", live.where, exclusion.where, table, context)
  );
}

function sameElement(
  live: ExclusionElement,
  element: ExclusionElement | undefined,
  table: Table,
  context: ComparisonContext,
): boolean {
  return element?.operator === live.operator && equivalentPart(live, element, table, context);
}
