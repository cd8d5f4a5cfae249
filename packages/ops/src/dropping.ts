import type { IfExists } from "./conditions.js";

/** What every operation that drops a part of a table may say. */
export interface Dropping extends IfExists {
  /** Of what is dropped only the name is known, so that nothing can build it again. */
  readonly nameOnly?: true;
}
