import type { Check, Table } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import { renameConstraint } from "./compare-keys.js";
import type { ComparisonContext } from "./comparison-context.js";
import { constraintChanges, type ConstraintChanges } from "./constraint-changes.js";
import { keepUndeclared } from "./keep-undeclared.js";
import { matchItems } from "./match-items.js";
import { mentionsColumn } from "./mentions.js";

/**
 * What changes in a table's check constraints. One that reads a column of another type makes way for it, as for one that
 * goes: the server would respell its text, and not take that back on the way down. Whether rows were ever checked (NOT VALID) is not a
 * difference, nor is anything else that entities cannot declare.
 */
export function compareChecks(
  live: Table,
  declared: Table,
  respelled: ReadonlySet<string>,
  { rules }: ComparisonContext,
): ConstraintChanges {
  const equivalent = (old: Check, check: Check) =>
    old.expression === check.expression ||
    rules.equivalentExpression({
      place: "check",
      table: declared,
      live: old.expression,
      declared: check.expression,
    });
  const matching = matchItems(live.checks, declared.checks, { equivalent, kinship: () => "" });
  return constraintChanges(declared, matching, rules, {
    drop: (table, check): TableChange => ({ kind: "dropCheck", table, check }),
    create: (table, check): TableChange => ({ kind: "createCheck", table, check }),
    ...(rules.capabilities.renamesConstraints && { rename: renameConstraint }),
    keep: (old, check) => keepUndeclared(old, check, ["notValid", "notEnforced", "noInherit"]),
    disturbed: (check) => mentionsColumn(check.expression, respelled),
  });
}
