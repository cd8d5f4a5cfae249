import { AmbiguousAnswerError, ContradictingAnswerError, UnknownAnswerError } from "./answer-errors.js";
import type { RenameAnswer } from "./decisions.js";
import { closestNames } from "./similarity.js";

type Kind = Exclude<NonNullable<RenameAnswer["object"]>, "schema">;

/** The names of one kind of object on both sides, as answers write them. */
export interface AnswerNames {
  readonly live: ReadonlySet<string>;
  readonly declared: ReadonlySet<string>;
}

/** An answer as it was typed. */
export function answerText({ object, from, to }: RenameAnswer): string {
  return `--rename ${object === undefined ? "" : `${object}:`}${from}=${to}`;
}

/** An answer with both ends as full names of its kind. */
export interface FullAnswer {
  readonly answer: RenameAnswer;
  readonly from: string;
  readonly to: string;
}

/** The answers that apply: names may change places, and a name that nobody takes must be declared no more. */
export function applicableAnswers(
  answers: readonly FullAnswer[],
  { live, declared }: AnswerNames,
): readonly FullAnswer[] {
  let applicable = answers.filter(({ from, to }) => from !== to && live.has(from) && declared.has(to));
  for (;;) {
    const taken = new Set(applicable.map(({ to }) => to));
    const next = applicable.filter(({ from }) => !declared.has(from) || taken.has(from));
    if (next.length === applicable.length) return applicable;
    applicable = next;
  }
}

/**
 * Judges an answer that does not apply. One that is true already, or names the same object twice to decline a guess, is
 * no rename. Throws UnknownAnswerError and ContradictingAnswerError.
 */
export function judgeAnswer(
  { answer, from, to }: FullAnswer,
  kind: Kind,
  { live, declared }: AnswerNames,
): "declined" | "settled" {
  if (from === to) return live.has(from) ? "declined" : "settled";
  const text = answerText(answer);
  if (live.has(to) && live.has(from) && !declared.has(from))
    throw new ContradictingAnswerError(text, `the entities declare no ${kind} ${to}`);
  if (live.has(to)) return "settled";
  if (!live.has(from))
    throw new UnknownAnswerError(
      text,
      `${kind} ${from} in the database`,
      closestNames(from, leaving(live, declared)),
    );
  if (declared.has(from))
    throw new ContradictingAnswerError(text, `the entities still declare ${kind} ${from}`);
  throw new UnknownAnswerError(
    text,
    `${kind} ${to} among the entities`,
    closestNames(to, leaving(declared, live)),
  );
}

function leaving(names: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...names].filter((name) => !others.has(name));
}

/**
 * Gives each answer the kind of object that it means. A bare form must fit exactly one kind; one that fits none is an
 * error where nothing has its new name either. Throws AmbiguousAnswerError and UnknownAnswerError.
 */
export function classifyAnswer(
  answer: RenameAnswer,
  names: Readonly<Record<Kind, AnswerNames>>,
): RenameAnswer & { readonly object: Kind } {
  if (answer.object !== undefined && answer.object !== "schema") return { ...answer, object: answer.object };
  const kinds = (["table", "column", "type", "value"] as const).filter((kind) =>
    names[kind].live.has(answer.from),
  );
  const leavingKinds = kinds.filter((kind) => !names[kind].declared.has(answer.from));
  const fitting = leavingKinds.length > 0 ? leavingKinds : kinds;
  const [kind, ...more] = fitting;
  if (kind === undefined) return { ...answer, object: guessSettled(answer, names) };
  if (more.length === 0) return { ...answer, object: kind };
  throw new AmbiguousAnswerError(
    answerText(answer),
    fitting.map((object) => answerText({ ...answer, object })),
  );
}

// Its old name is nowhere: perhaps it was done before. Then some object of some kind bears the new one.
function guessSettled(answer: RenameAnswer, names: Readonly<Record<Kind, AnswerNames>>): Kind {
  const parent = answer.from.slice(0, answer.from.lastIndexOf(".") + 1);
  const done = (["table", "column", "type", "value"] as const).find(
    (kind) => names[kind].live.has(parent + answer.to) || names[kind].live.has(answer.to),
  );
  if (done !== undefined) return done;
  const all = [...names.table.live, ...names.column.live, ...names.type.live, ...names.value.live];
  throw new UnknownAnswerError(
    answerText(answer),
    `${answer.from} in the database`,
    closestNames(answer.from, all),
  );
}

/** Throws ContradictingAnswerError where two accepted answers share an end. */
export function refuseDoubles(pairs: readonly FullAnswer[]): void {
  const ends = new Map<string, RenameAnswer>();
  for (const { from, to, answer } of pairs) {
    for (const end of [`from ${from}`, `to ${to}`]) {
      const other = ends.get(end);
      if (other)
        throw new ContradictingAnswerError(answerText(answer), `${answerText(other)} says something else`);
      ends.set(end, answer);
    }
  }
}
