export { answerForm, answerInText, answerRename, describeDecision } from "./answer-decision.js";
export { AmbiguousAnswerError, ContradictingAnswerError, UnknownAnswerError } from "./answer-errors.js";
export {
  defaultCompareOptions,
  type ColumnPair,
  type CompareHooks,
  type AlikeTables,
  type CompareOptions,
  type ComparedObject,
  type HookVerdict,
} from "./compare-options.js";
export { compare } from "./compare.js";
export { traceAnswers } from "./trace-answers.js";
export { type Comparison, type KeptObject } from "./comparison.js";
export { noAnswers, type Answers, type Decision, type RenameAnswer } from "./decisions.js";
export {
  questionKey,
  viewQuestionKey,
  type CompareCapabilities,
  type CompareRules,
  type ConversionRisk,
  type ExpressionPlace,
  type ExpressionQuestion,
  type ViewQuestion,
} from "./rules.js";
export { exclusionComputes, indexComputes, indexMentions, mentionsColumn } from "./mentions.js";
export { closestNames } from "./similarity.js";
export { UnknownTypeError } from "./refuse-unknown-types.js";
export { PartitionDeclaredError } from "./refuse-partitions.js";
