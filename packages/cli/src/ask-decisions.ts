import type { Answers, Decision } from "@typeorm-autogen/compare";
import { AutogenError } from "@typeorm-autogen/errors";
import { visibleText } from "./visible-text.js";

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

/** A decision as a question's subject. */
function describeDecision({ kind, object, from, to, reason }: Decision): string {
  switch (kind) {
    case "rename":
      return `is ${object} ${from} now ${to}?`;
    case "backfill":
      return `what do existing rows get in ${from}?`;
    case "enumMapping":
      return `what do rows that hold ${from} get?`;
    case "conversion":
      return `how does ${from} become ${to}, which ${reason}?`;
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
      (so, rename) => recordRename(rename, choice !== "no", so),
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
  const question = `${visibleText(describeDecision(decision))} (${formOf(decision)}) `;
  return recordText(decision, answers, await askUntil(prompt, question, (typed) => typed || null));
}

function formOf({ kind, answers }: Decision): string {
  if (kind === "enumMapping") return "a value, or none";
  if (kind !== "conversion") return "SQL, or none";
  return answers.includes("--accept-data-loss") ? "SQL, or none to let it" : "SQL";
}

async function askRename(
  decision: Decision,
  hasOthers: boolean,
  prompt: Prompt,
): Promise<"yes" | "no" | "all"> {
  const question = `${visibleText(describeDecision(decision))} [${hasOthers ? "y/n/all/q" : "y/n/q"}] `;
  return askUntil(prompt, question, (typed) => readChoice(typed, hasOthers));
}

// A rename to itself says that it is none.
function recordRename({ object, from, to }: Decision, accepted: boolean, answers: Answers): Answers {
  const target = accepted ? (to ?? from) : from;
  const rename = { object: object === "enum" ? "type" : object, from, to: target } as const;
  return { ...answers, renames: [...answers.renames, rename] };
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

function recordText({ kind, from }: Decision, answers: Answers, typed: string): Answers {
  const value = typed === "none" ? null : typed;
  if (kind === "backfill") return { ...answers, backfills: new Map([...answers.backfills, [from, value]]) };
  if (kind === "enumMapping") return { ...answers, mappings: new Map([...answers.mappings, [from, value]]) };
  if (value === null) return { ...answers, acceptDataLoss: true };
  return { ...answers, conversions: new Map([...answers.conversions, [from, value]]) };
}
