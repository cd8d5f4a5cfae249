import { compareText, type QualifiedName, type Table } from "@typeorm-autogen/model";
import type { TableChange, TableOptionsPatch } from "@typeorm-autogen/ops";
import type { KindAnswers } from "./answer-book.js";
import { compareChecks } from "./compare-checks.js";
import { compareColumns } from "./compare-columns.js";
import { compareExclusions } from "./compare-exclusions.js";
import { compareIndexes } from "./compare-indexes.js";
import { comparePrimaryKey, compareUniques } from "./compare-keys.js";
import type { ComparisonContext } from "./comparison-context.js";
import { mapInlineValues } from "./map-inline-values.js";
import type { TableDifference } from "./table-difference.js";

/**
 * What changes in a table that both sides have, foreign keys excepted: those wait until all tables are compared. `answered`
 * says what is known of values that are called otherwise.
 */
export function compareTable(
  live: Table,
  declared: Table,
  answered: KindAnswers,
  context: ComparisonContext,
): TableDifference {
  const mapped = mapInlineValues(live, declared, answered, context);
  const columns = compareColumns(live, declared, mapped, context);
  const checks = compareChecks(live, declared, columns.respelled, context);
  const uniques = compareUniques(live, declared, columns.gone, context);
  const indexes = compareIndexes(live, declared, columns, context);
  const exclusions = compareExclusions(live, declared, columns, context);
  const primaryKey = comparePrimaryKey(live, declared, columns.gone, context);
  return {
    live,
    declared,
    columns,
    clear: [...checks.clear, ...exclusions.clear, ...indexes.clear, ...uniques.clear, ...primaryKey.clear],
    settle: renamesFirst([
      ...primaryKey.settle,
      ...uniques.settle,
      ...checks.settle,
      ...exclusions.settle,
      ...indexes.settle,
      ...compareComments(live, declared, context),
      ...compareOptions(live, declared, context),
    ]),
  };
}

// A rename may free the name that a new constraint takes.
function renamesFirst(changes: readonly TableChange[]): readonly TableChange[] {
  const renames = (change: TableChange) =>
    change.kind === "renameConstraint" || change.kind === "renameIndex";
  return [...changes.filter(renames), ...changes.filter((change) => !renames(change))];
}

function compareComments(live: Table, declared: Table, { rules }: ComparisonContext): readonly TableChange[] {
  if (!rules.capabilities.comments || live.comment === declared.comment) return [];
  const table: QualifiedName = { schema: declared.schema, name: declared.name };
  return [{ kind: "setTableComment", table, to: declared.comment ?? null, was: live.comment ?? null }];
}

function compareOptions(live: Table, declared: Table, { rules }: ComparisonContext): readonly TableChange[] {
  const part = ({ options }: Table, key: string) =>
    options?.[key] === undefined ? undefined : { [key]: options[key] };
  const keys = Object.keys({ ...live.options, ...declared.options })
    .filter((key) => !rules.equivalentOptions(part(live, key), part(declared, key)))
    .sort(compareText);
  if (keys.length === 0) return [];
  const pick = ({ options }: Table): TableOptionsPatch =>
    Object.fromEntries(keys.map((key) => [key, options?.[key] ?? null]));
  const table: QualifiedName = { schema: declared.schema, name: declared.name };
  return [{ kind: "setTableOptions", table, to: pick(declared), was: pick(live) }];
}
