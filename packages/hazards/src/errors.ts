import { AutogenError } from "@typeorm-autogen/errors";

/** A configuration or a comment names a rule that there is not. */
export class UnknownHazardRuleError extends AutogenError {
  constructor(name: string, where: string, known: readonly string[]) {
    const near = known.filter((rule) => sharesWord(rule, name));
    const list = near.length > 0 ? near : known;
    super(
      "unknown-hazard-rule",
      `${where} names the hazard rule ${JSON.stringify(name)}, which does not exist; ${near.length > 0 ? "near it are" : "rules are"} ${list.join(", ")}`,
      { rule: name, where },
    );
  }
}

/** A comment accepts a hazard without saying why. */
export class AcceptanceReasonError extends AutogenError {
  constructor(rule: string, where: string) {
    super(
      "acceptance-reason",
      `${where} accepts ${rule} without a reason; write it behind a colon: // autogen-accept ${rule}: why it is safe here`,
      { rule, where },
    );
  }
}

function sharesWord(rule: string, name: string): boolean {
  const words = new Set(rule.split("-"));
  return name
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => word.length > 2 && words.has(word));
}
