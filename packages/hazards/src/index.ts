export { AcceptanceReasonError, UnknownHazardRuleError } from "./errors.js";
export { findHazards, type HazardInput } from "./find-hazards.js";
export { hazardRules, isHazardRule, type HazardRule } from "./hazard-rules.js";
export { type Hazard, type HazardLevel } from "./hazard.js";
export { hazardRule, type Acceptance, type HazardPolicy } from "./policy.js";
export { readAcceptances } from "./read-acceptances.js";
