import type { Hazard, HazardLevel } from "./hazard.js";
import { hazardRules, isHazardRule, type HazardRule } from "./hazard-rules.js";
import { UnknownHazardRuleError } from "./errors.js";

/** What somebody accepts, and why: one rule, everywhere or for one object. */
export interface Acceptance {
  readonly rule: HazardRule;
  /** As hazards name it: `users.name`. Absent: whatever the rule is about. */
  readonly object?: string;
  readonly reason: string;
}

/** What a project decides about hazards. */
export interface HazardPolicy {
  /** Another level for a rule; `off`: not looked for. */
  readonly levels?: Readonly<Partial<Record<HazardRule, HazardLevel | "off">>>;
  readonly accept?: readonly Acceptance[];
}

/** Gives each hazard the level that the project says, and the reason why it was accepted. */
export function applyPolicy(
  hazards: readonly Omit<Hazard, "level">[],
  { levels = {}, accept = [] }: HazardPolicy,
): readonly Hazard[] {
  return hazards.flatMap((hazard): Hazard[] => {
    const level = levels[hazard.rule] ?? hazardRules[hazard.rule];
    if (level === "off") return [];
    const acceptance = accept.find(
      ({ rule, object }) => rule === hazard.rule && (object === undefined || object === hazard.object),
    );
    return [{ ...hazard, level, ...(acceptance && { accepted: acceptance.reason }) }];
  });
}

/** The rule of this name. Throws UnknownHazardRuleError, naming those that are near, where there is none. */
export function hazardRule(name: string, where: string): HazardRule {
  if (isHazardRule(name)) return name;
  throw new UnknownHazardRuleError(name, where, Object.keys(hazardRules));
}
