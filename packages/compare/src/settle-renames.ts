import { answerOption } from "./answer-option.js";
import type { Answers, Decision } from "./decisions.js";

/** A pair that may be one object under two names. Texts are what answers call them. */
export interface RenameCandidate<T> {
  readonly from: T;
  readonly to: T;
  readonly fromText: string;
  readonly toText: string;
  readonly score: number;
}

/** From here on a candidate is a question; from `clear` on, and this far ahead of the next, `auto` takes it. */
const renameThresholds: {
  readonly question: number;
  readonly clear: number;
  readonly margin: number;
} = {
  question: 0.6,
  clear: 0.85,
  margin: 0.1,
};

/** The outcome of the rename policy. */
export interface SettledRenames<T> {
  readonly accepted: readonly RenameCandidate<T>[];
  readonly open: readonly RenameCandidate<T>[];
  readonly decisions: readonly Decision[];
}

/** Takes the best candidates one by one, each object at most once; what is not clear becomes a decision. */
export function settleRenames<T>(
  candidates: readonly RenameCandidate<T>[],
  object: "table" | "column" | "value",
  policy: Answers["renamePolicy"],
): SettledRenames<T> {
  if (policy === "never") return { accepted: [], open: [], decisions: [] };
  const plausible = candidates.filter(({ score }) => score >= renameThresholds.question).sort(likeliestFirst);
  const best = takeBest(plausible);
  const accepted = policy === "auto" ? best.filter((candidate) => isClear(candidate, plausible)) : [];
  const open = best.filter((candidate) => !accepted.includes(candidate));
  return { accepted, open, decisions: open.map((candidate) => renameDecision(candidate, plausible, object)) };
}

function likeliestFirst(a: RenameCandidate<unknown>, b: RenameCandidate<unknown>): number {
  return b.score - a.score || textOrder(a.fromText, b.fromText) || textOrder(a.toText, b.toText);
}

function textOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function takeBest<T>(plausible: readonly RenameCandidate<T>[]): readonly RenameCandidate<T>[] {
  const taken = new Set<T>();
  return plausible.filter(({ from, to }) => {
    if (taken.has(from) || taken.has(to)) return false;
    taken.add(from).add(to);
    return true;
  });
}

function isClear<T>(candidate: RenameCandidate<T>, plausible: readonly RenameCandidate<T>[]): boolean {
  const { clear, margin } = renameThresholds;
  const rivals = plausible.filter(
    (other) => other !== candidate && (other.from === candidate.from || other.to === candidate.to),
  );
  return candidate.score >= clear && rivals.every(({ score }) => candidate.score - score >= margin);
}

function renameDecision<T>(
  { from, fromText, toText, score }: RenameCandidate<T>,
  plausible: readonly RenameCandidate<T>[],
  object: "table" | "column" | "value",
): Decision {
  const others = plausible.filter((other) => other.from === from && other.toText !== toText);
  const targets = [toText, ...others.map((other) => other.toText)];
  return {
    kind: "rename",
    object,
    from: fromText,
    to: toText,
    score: Math.round(score * 100) / 100,
    answers: [
      ...targets.map((target) => answerOption("rename", `${object}:${fromText}=${target}`)),
      "--renames never",
    ],
  };
}
