import type { ImpactBlocks, ImpactWork } from "@typeorm-autogen/dialect";
import type { HazardRule } from "./hazard-rules.js";

/** How much a reviewer has to care: `error` stops a review unless somebody accepts it with a reason. */
export type HazardLevel = "error" | "warning" | "info";

/** Something a reviewer must know about an operation before it runs. */
export interface Hazard {
  readonly rule: HazardRule;
  readonly level: HazardLevel;
  /** What it is about: `orders.customer_id`. */
  readonly object: string;
  /** What happens, to whom, and for how long. */
  readonly message: string;
  /** Which of the operations, containers opened, counted from 0. */
  readonly operation: number;
  /** Rows or values are gone afterwards. */
  readonly destroys?: true;
  /** The lock in the server's words, who waits for it, and what the server does meanwhile. */
  readonly lock?: { readonly name: string; readonly blocks: ImpactBlocks; readonly work: ImpactWork };
  /** What to do instead: a sentence, or lines of a script. */
  readonly safe?: string;
  /** Why somebody accepted it. Then it counts no more. */
  readonly accepted?: string;
}
