import { formatName, type EnumType } from "@typeorm-autogen/model";
import { UnknownAnswerError } from "./answer-errors.js";
import { answerOption } from "./answer-option.js";
import type { ComparisonContext } from "./comparison-context.js";
import { closestNames } from "./similarity.js";

/** What rows that hold a removed value take. Nobody has said: a decision, and no value for now. Throws UnknownAnswerError. */
export function answeredMapping(
  type: EnumType,
  value: string,
  { options, used, decisions, undecided }: ComparisonContext,
): readonly (readonly [string, string])[] {
  const key = `${formatName(type)}.${value}`;
  const answer = options.answers.mappings.get(key);
  if (answer === undefined) {
    if (undecided.has(key)) return [];
    const targets = type.values.slice(0, 3).map((target) => answerOption("map", `value:${key}=${target}`));
    decisions.push({
      kind: "enumMapping",
      object: "value",
      from: key,
      to: null,
      score: null,
      answers: [...targets, answerOption("map", `value:${key}=none`)],
    });
    return [];
  }
  used.add(`map ${key}`);
  if (answer !== null && !type.values.includes(answer)) {
    const missing = `value ${answer} in the declared ${formatName(type)}`;
    throw new UnknownAnswerError(`--map value:${key}=${answer}`, missing, closestNames(answer, type.values));
  }
  return answer === null ? [] : [[value, answer]];
}
