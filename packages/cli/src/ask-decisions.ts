import {
  answerForm,
  answerInText,
  answerRename,
  describeDecision,
  type Answers,
  type Decision,
} from "@typeorm-autogen/compare";
import { AutogenError, visibleText } from "@typeorm-autogen/errors";

/** Asks one question and returns what was typed; null where the question was closed (Ctrl-C, Ctrl-D). */
export type Prompt = (question: string) => Promise<string | null>;

/** Decisions are open and nobody can be asked. */
export class UndecidedError extends AutogenError {
  constructor(decisions: readonly Decision[]) {
    const lines = decisions.map(
      (decision) => `  ${describeDecision(decision)}: ${decision.answers.join("  or  ")}`,
    );
    super(
      "undecided",
      `${decisions.length === 1 ? "a question is" : `${decisions.length} questions are`} open; answer with\n${lines.join("\n")}`,
      { decisions },
    );
  }
}

/** Nobody answered: the question was closed, or left with q. */
class QuestionClosedError extends AutogenError {
  constructor() {
    super("question-closed", "stopped at a question; nothing was written");
  }
}

/** Asks the open decisions in turn and returns the answers with what was said added. Throws QuestionClosedError. */
export async function askDecisions(
  decisions: readonly Decision[],
  answers: Answers,
  prompt: Prompt,
): Promise<Answers> {
  let result = answers;
  const renames = decisions.filter(({ kind }) => kind === "rename");
  for (const [i, decision] of renames.entries()) {
    const choice = await askRename(decision, i < renames.length - 1, prompt);
    result = (choice === "all" ? renames.slice(i) : [decision]).reduce(
      (so, rename) => answerRename(rename, choice !== "no", so),
      result,
    );
    if (choice === "all") break;
  }
  for (const decision of decisions.filter(({ kind }) => kind !== "rename")) {
    result = await askForText(decision, result, prompt);
  }
  return result;
}

async function askForText(decision: Decision, answers: Answers, prompt: Prompt): Promise<Answers> {
  const question = `${visibleText(describeDecision(decision))} (${answerForm(decision)}) `;
  return answerInText(decision, await askUntil(prompt, question, (typed) => typed || null), answers);
}

async function askRename(
  decision: Decision,
  hasOthers: boolean,
  prompt: Prompt,
): Promise<"yes" | "no" | "all"> {
  const question = `${visibleText(describeDecision(decision))} [${hasOthers ? "y/n/all/q" : "y/n/q"}] `;
  return askUntil(prompt, question, (typed) => readChoice(typed, hasOthers));
}

function readChoice(typed: string, hasOthers: boolean): "yes" | "no" | "all" | null {
  if (/^y(es)?$/i.test(typed)) return "yes";
  if (/^no?$/i.test(typed)) return "no";
  return hasOthers && /^a(ll)?$/i.test(typed) ? "all" : null;
}

async function askUntil<T>(prompt: Prompt, question: string, read: (typed: string) => T | null): Promise<T> {
  for (;;) {
    const typed = await prompt(question);
    if (typed === null || /^q(uit)?$/i.test(typed.trim())) throw new QuestionClosedError();
    const value = read(typed.trim());
    if (value !== null) return value;
  }
}
