import type { Answers, Decision } from "./decisions.js";

/** A decision as a question's subject. */
export function describeDecision({ kind, object, from, to, reason }: Decision): string {
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

/** What an answer that is typed may be; null where it is yes or no. */
export function answerForm({ kind, answers }: Decision): string | null {
  if (kind === "rename") return null;
  if (kind === "enumMapping") return "a value, or none";
  if (kind !== "conversion") return "SQL, or none";
  return answers.includes("--accept-data-loss") ? "SQL, or none to let it" : "SQL";
}

/** The answers with a rename accepted or declined. A rename to itself says that it is none. */
export function answerRename({ object, from, to }: Decision, accepted: boolean, answers: Answers): Answers {
  const target = accepted ? (to ?? from) : from;
  const rename = { object: object === "enum" ? "type" : object, from, to: target } as const;
  return { ...answers, renames: [...answers.renames, rename] };
}

/** The answers with what was typed for a decision that is no rename. */
export function answerInText({ kind, from }: Decision, typed: string, answers: Answers): Answers {
  const value = typed === "none" ? null : typed;
  if (kind === "backfill") return { ...answers, backfills: new Map([...answers.backfills, [from, value]]) };
  if (kind === "enumMapping") return { ...answers, mappings: new Map([...answers.mappings, [from, value]]) };
  if (value === null) return { ...answers, acceptDataLoss: true };
  return { ...answers, conversions: new Map([...answers.conversions, [from, value]]) };
}
