import type { Answers, Decision } from "@typeorm-autogen/compare";
import { AutogenError } from "@typeorm-autogen/errors";
import { visibleText } from "./visible-text.js";

/** Asks one question and returns what was typed. */
export type Prompt = (question: string) => Promise<string>;

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

/** A decision as a question's subject. */
export function describeDecision({ kind, object, from, to }: Decision): string {
  switch (kind) {
    case "rename":
      return `is ${object} ${from} now ${to}?`;
    case "backfill":
      return `what do existing rows get in ${from}?`;
    case "enumMapping":
      return `what do rows that hold ${from} get?`;
    case "conversion":
      return `how does ${from} become ${to}?`;
  }
}

/** Asks each open decision in turn and returns the answers with what was said added. */
export async function askDecisions(
  decisions: readonly Decision[],
  answers: Answers,
  prompt: Prompt,
): Promise<Answers> {
  let result = answers;
  for (const decision of decisions) result = await askDecision(decision, result, prompt);
  return result;
}

async function askDecision(decision: Decision, answers: Answers, prompt: Prompt): Promise<Answers> {
  const question = visibleText(describeDecision(decision));
  if (decision.kind === "rename") return answerRename(decision, answers, await prompt(`${question} [y/N] `));
  const text = await prompt(`${question} SQL, or none: `);
  return recordText(decision, answers, text.trim());
}

// A rename to itself says that it is none.
function answerRename({ object, from, to }: Decision, answers: Answers, typed: string): Answers {
  const accepted = to !== null && /^y(es)?$/i.test(typed.trim());
  const rename = { object: object === "enum" ? "type" : object, from, to: accepted ? to : from } as const;
  return { ...answers, renames: [...answers.renames, rename] };
}

function recordText({ kind, from }: Decision, answers: Answers, typed: string): Answers {
  const value = typed === "" || typed === "none" ? null : typed;
  if (kind === "backfill") return { ...answers, backfills: new Map([...answers.backfills, [from, value]]) };
  if (kind === "enumMapping") return { ...answers, mappings: new Map([...answers.mappings, [from, value]]) };
  if (value === null) return answers;
  return { ...answers, conversions: new Map([...answers.conversions, [from, value]]) };
}
