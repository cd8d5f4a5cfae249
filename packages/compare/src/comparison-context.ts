import { nameKey, type Schema } from "@typeorm-autogen/model";
import type { CompareOptions } from "./compare-options.js";
import type { KeptObject } from "./comparison.js";
import type { Decision } from "./decisions.js";
import type { CompareRules } from "./rules.js";

/** What the parts of a comparison share: the rules, the options, and the places where findings gather. */
export interface ComparisonContext {
  readonly rules: CompareRules;
  readonly options: CompareOptions;
  readonly decisions: Decision[];
  readonly kept: KeptObject[];
  /** Answers that had a use, as `backfill users.age`. */
  readonly used: Set<string>;
  /** What an open rename may settle, as `users.full_name` or `mood.sad`: further questions about it would be idle. */
  readonly undecided: Set<string>;
  /** The names of declared indexes and of constraints made of one, by nameKey: nothing that is kept may bear one. */
  readonly claimed: ReadonlySet<string>;
}

/** Starts the gathering. */
export function startComparison(
  declared: Schema,
  rules: CompareRules,
  options: CompareOptions,
): ComparisonContext {
  return {
    rules,
    options,
    decisions: [],
    kept: [],
    used: new Set(),
    undecided: new Set(),
    claimed: claimedNames(declared),
  };
}

function claimedNames({ tables, views }: Schema): ReadonlySet<string> {
  const ofViews = views.flatMap(({ schema, indexes = [] }) =>
    indexes.map(({ name }) => nameKey({ schema, name })),
  );
  return new Set([
    ...ofViews,
    ...tables.flatMap(({ schema, indexes, uniques, exclusions = [], primaryKey }) =>
      [...indexes, ...uniques, ...exclusions, ...(primaryKey ? [primaryKey] : [])].flatMap(({ name }) =>
        name === undefined ? [] : [nameKey({ schema, name })],
      ),
    ),
  ]);
}
