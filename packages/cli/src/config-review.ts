import type { HazardPolicy } from "@typeorm-autogen/hazards";

/** What reviewers have to be told. */
export interface ReviewConfig {
  /** Levels of hazard rules, and hazards that are accepted everywhere, each with its reason. */
  readonly hazards?: HazardPolicy;
}
