import type { Table } from "@typeorm-autogen/model";
import type { KindAnswers } from "./answer-book.js";
import { compareTable } from "./compare-table.js";
import type { ComparisonContext } from "./comparison-context.js";
import { noDifference, type TableDifference } from "./table-difference.js";

/** What compareTable says, unless an earlier comparison has found these very tables alike; where it finds that, it is kept. */
export function compareOnce(
  live: Table,
  declared: Table,
  answered: KindAnswers,
  context: ComparisonContext,
): TableDifference {
  const { alike, hooks } = context.options;
  // A hook may say something else each time.
  if (!alike || hooks?.compareType || hooks?.compareDefault || hooks?.compareComment)
    return compareTable(live, declared, answered, context);
  if (alike.get(live) === declared) return noDifference(live, declared);
  const before = findingsIn(context);
  const watched = watchQuestions(context);
  const difference = compareTable(live, declared, answered, watched.context);
  if (isNone(difference) && findingsIn(context) === before && !watched.wasAsked()) alike.set(live, declared);
  return difference;
}

function findingsIn({ decisions, kept, used, undecided }: ComparisonContext): number {
  return decisions.length + kept.length + used.size + undecided.size;
}

function isNone({ clear, settle, columns }: TableDifference): boolean {
  const { changes, gone, fresh, retyped, respelled } = columns;
  const lists = [clear, settle, changes].every(({ length }) => length === 0);
  return lists && [gone, fresh, retyped, respelled].every(({ size }) => size === 0);
}

// The answer about texts that differ in spelling may be an assumption.
function watchQuestions(context: ComparisonContext) {
  let asked = false;
  const { rules } = context;
  const equivalentExpression: typeof rules.equivalentExpression = (question) => {
    asked = true;
    return rules.equivalentExpression(question);
  };
  return { context: { ...context, rules: { ...rules, equivalentExpression } }, wasAsked: () => asked };
}
