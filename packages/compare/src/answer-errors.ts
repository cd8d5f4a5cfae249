import { AutogenError } from "@typeorm-autogen/errors";

/** An answer names something that neither the database nor the entities have. */
export class UnknownAnswerError extends AutogenError {
  constructor(answer: string, missing: string, closest: readonly string[]) {
    const hint = closest.length > 0 ? `; did you mean ${closest.join(" or ")}?` : "; take the answer away";
    super("unknown-answer", `${answer}: there is no ${missing}${hint}`, { answer, missing, closest });
  }
}

/** A rename without a kind fits several objects. */
export class AmbiguousAnswerError extends AutogenError {
  constructor(answer: string, forms: readonly string[]) {
    super("ambiguous-answer", `${answer} fits several objects; say which: ${forms.join(" or ")}`, {
      answer,
      forms,
    });
  }
}

/** An answer contradicts what the entities declare, or another answer. */
export class ContradictingAnswerError extends AutogenError {
  constructor(answer: string, reason: string) {
    super("contradicting-answer", `${answer}: ${reason}; take the answer away or change the entities`, {
      answer,
      reason,
    });
  }
}
