export { type Comparison, type KeptObject } from "./comparison.js";
export { noAnswers, type Answers, type Decision, type RenameAnswer } from "./decisions.js";
export {
  questionKey,
  type CompareCapabilities,
  type CompareRules,
  type ExpressionPlace,
  type ExpressionQuestion,
} from "./rules.js";
