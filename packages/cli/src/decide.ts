import type { Answers } from "@typeorm-autogen/compare";
import { readAnswers, type AnswerOptions } from "./answers.js";
import { askDecisions, UndecidedError, type Prompt } from "./ask-decisions.js";
import { compareProject, type ComparisonSession, type ProjectDifference } from "./compare-project.js";

/** A difference in which no question is open, and the answers that made it so. */
export interface Decided {
  readonly difference: ProjectDifference;
  readonly answers: Answers;
}

/** Compares until no question is open: asks where somebody can be asked, throws UndecidedError where nobody can. */
export async function decide(
  session: ComparisonSession,
  options: AnswerOptions & { readonly prompt?: Prompt },
): Promise<Decided> {
  let answers: Answers = readAnswers(options, session.project.config.renames ?? "ask");
  for (;;) {
    const difference = await compareProject(session, answers);
    if (difference.decisions.length === 0) return { difference, answers };
    if (!options.prompt) throw new UndecidedError(difference.decisions);
    answers = await askDecisions(difference.decisions, answers, options.prompt);
  }
}
