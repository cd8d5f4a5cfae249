import {
  questionKey,
  viewQuestionKey,
  type CompareRules,
  type ExpressionQuestion,
  type ViewQuestion,
} from "@typeorm-autogen/compare";
import type { Verdict } from "@typeorm-autogen/dialect";

/** Verdicts so far, and the questions that a comparison asked and nobody has answered yet. */
export interface Bench {
  readonly verdicts: Map<string, Verdict>;
  readonly open: Map<string, ExpressionQuestion>;
  readonly openViews: Map<string, ViewQuestion>;
}

/**
 * A dialect's rules with the server's verdicts before them. A question without a verdict counts as `assumed` for now and
 * is noted as open.
 */
export function judgedRules(rules: CompareRules, bench: Bench, assumed: boolean): CompareRules {
  return {
    ...rules,
    equivalentExpression: (question) => {
      if (question.live === question.declared || rules.equivalentExpression(question)) return true;
      const key = questionKey(question);
      const verdict = bench.verdicts.get(key);
      if (verdict) return verdict.equivalent;
      bench.open.set(key, question);
      return assumed;
    },
    equivalentView: (question) => {
      if (question.live.definition === question.declared.definition) return true;
      if (rules.equivalentView?.(question)) return true;
      const key = viewQuestionKey(question);
      const verdict = bench.verdicts.get(key);
      if (verdict) return verdict.equivalent;
      bench.openViews.set(key, question);
      return assumed;
    },
  };
}
