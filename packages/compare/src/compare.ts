import { compareNames, nameKey, type Schema, type Table } from "@typeorm-autogen/model";
import { followEnum, type AlterEnum, type TableChange } from "@typeorm-autogen/ops";
import { readAnswers, type KindAnswers } from "./answer-book.js";
import { compareEnums } from "./compare-enums.js";
import { compareForeignKeys, releaseForeignKeys } from "./compare-foreign-keys.js";
import { compareMetadata } from "./compare-metadata.js";
import { compareNamespaces } from "./compare-namespaces.js";
import type { CompareOptions } from "./compare-options.js";
import { compareOnce } from "./compare-once.js";
import { compareViews } from "./compare-views.js";
import { startComparison, type ComparisonContext } from "./comparison-context.js";
import type { Comparison } from "./comparison.js";
import type { TableWork } from "./evolve-nearby.js";
import { cutAnswers } from "./cut-answers.js";
import { filterObjects, tablesLeftAlone } from "./filter-objects.js";
import { freeNames } from "./free-names.js";
import { changesInPlace, makeWayForEnums } from "./make-way-for-enums.js";
import { droppedTables, matchTables, type MatchedTables } from "./match-tables.js";
import { orderOperations } from "./order-operations.js";
import { emptyStages, stages, type AlterationStages, type TableAlterationPlan } from "./plan.js";
import { advance, resolveNames, type LiveState, type ResolvedNames } from "./resolve-names.js";
import type { CompareRules } from "./rules.js";
import type { TableDifference } from "./table-difference.js";
import { refusePartitions } from "./refuse-partitions.js";
import { refuseUnknownTypes } from "./refuse-unknown-types.js";
import { refuseUnknownAnswers, unusedAnswers } from "./unused-answers.js";

/**
 * What has to happen so that the live schema becomes the declared one, both in the dialect's normal form. Pure; the same
 * input gives the same operations, whatever the order of its lists. Throws UnknownAnswerError, AmbiguousAnswerError and
 * ContradictingAnswerError for answers that cannot be meant, PartitionDeclaredError and UnknownTypeError.
 */
export function compare(
  live: Schema,
  declared: Schema,
  rules: CompareRules,
  given: CompareOptions,
): Comparison {
  refusePartitions(live, declared);
  refuseUnknownTypes(live, declared);
  const options = { ...given, answers: cutAnswers(given.answers, [live, declared], rules) };
  const context = startComparison(declared, rules, options);
  const sides = filterObjects(live, declared, options);
  const names = resolveNames({ full: live, seen: sides.live }, sides.declared, context);
  // Questions call a value by the names that accepted renames give.
  refuseUnknownAnswers(options.answers, [live, declared, names.live.full], rules);
  const going = droppedTables(names.live.seen, sides.declared, context);
  const both = { live: names.live.full, declared: sides.declared };
  const answered = readAnswers(names.answers, "value", both, context);
  const values = compareEnums(names.live.full, sides.declared, going, answered, context);
  const preparation = makeWayForEnums(values, names.live.seen, sides.declared);
  const ready = advance(names.live, preparation.work);
  const state = followEnums(ready, preparation.alterations);
  const matched = matchTables(state.seen, sides.declared, context);
  const staying = [...matched.staying, ...tablesLeftAlone(state.full, state.seen)];
  // A table that goes is gone before its types change.
  const dropped = unfiltered(matched.dropped, ready.full);
  const namespaces = compareNamespaces(state.full, sides.declared, staying, context);
  const altered = alterTables({ ...matched, staying }, names, preparation.work, answered, context);
  const alterations = freeNames(altered, rules.capabilities);
  const plan = { creates: matched.created, drops: dropped, enums: preparation.alterations, alterations };
  const ordered = orderOperations(plan, rules.capabilities);
  const views = compareViews(sides.live, sides.declared, [...names.operations, ...ordered], context);
  return {
    operations: [
      ...views.dropped,
      ...namespaces.first,
      ...names.operations,
      ...namespaces.created,
      ...ordered,
      ...namespaces.dropped,
      ...views.created,
      ...compareMetadata(live, declared, matched.created, views.gone),
    ],
    decisions: context.decisions,
    kept: context.kept,
    unusedAnswers: unusedAnswers(options.answers, context.used),
  };
}

// What the server keeps as a value of a type follows where the value is renamed in place.
function followEnums({ full, seen }: LiveState, alterations: readonly AlterEnum[]): LiveState {
  const renaming = alterations.filter((alteration) => alteration.map && changesInPlace(alteration));
  if (renaming.length === 0) return { full, seen };
  const follow = (schema: Schema): Schema => ({
    ...schema,
    tables: schema.tables.map((table) => renaming.reduce(followEnum, table)),
  });
  const next = follow(seen);
  return { seen: next, full: full === seen ? next : follow(full) };
}

// What goes is described whole, so that its reverse can bring it back; also what a filter hides from comparing.
function unfiltered(dropped: readonly Table[], full: Schema): readonly Table[] {
  const whole = new Map(full.tables.map((table) => [nameKey(table), table]));
  return dropped.map((table) => whole.get(nameKey(table)) ?? table);
}

function alterTables(
  { pairs, dropped, staying }: MatchedTables,
  { columns }: ResolvedNames,
  unset: readonly TableWork[],
  answered: KindAnswers,
  context: ComparisonContext,
): readonly TableAlterationPlan[] {
  const compared = pairs.map(([live, declared]) => compareOnce(live, declared, answered, context));
  const differences = new Map(compared.map((difference) => [nameKey(difference.declared), difference]));
  const cleared = new Map(
    unset.map(({ table, operations }) => [nameKey(table), operations as readonly TableChange[]]),
  );
  const goingKeys = new Set(dropped.map(nameKey));
  const altered = compared.map((difference): TableAlterationPlan => {
    const key = nameKey(difference.declared);
    const before = { rename: columns.get(key) ?? [], unset: cleared.get(key) ?? [] };
    const { schema, name } = difference.declared;
    return {
      table: { schema, name },
      difference,
      stages: stagesOf(difference, differences, before, context),
    };
  });
  const released = [...staying].sort(compareNames).map((table): TableAlterationPlan => {
    const { detach, attach } = releaseForeignKeys(table, differences, goingKeys, context);
    const { schema, name } = table;
    const unset = cleared.get(nameKey(table)) ?? [];
    return { table: { schema, name }, stages: { ...emptyStages, unset, detach, attach } };
  });
  return [...altered, ...released].filter(({ stages: steps }) =>
    stages.some((stage) => steps[stage].length > 0),
  );
}

function stagesOf(
  difference: TableDifference,
  differences: ReadonlyMap<string, TableDifference>,
  before: Pick<AlterationStages, "rename" | "unset">,
  context: ComparisonContext,
): AlterationStages {
  const { detach, attach, renames } = compareForeignKeys(difference, differences, context);
  const { clear, columns, settle } = difference;
  return { ...before, detach, free: [], clear, body: [...columns.changes, ...renames, ...settle], attach };
}
