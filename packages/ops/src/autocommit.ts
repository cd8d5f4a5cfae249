import type { Operation } from "./operation-map.js";

/**
 * Operations outside the revision's transaction: what came before is committed, each of them is committed by itself, and
 * a transaction begins again behind them. For statements that a server refuses inside one.
 */
export interface Autocommit {
  readonly kind: "autocommit";
  readonly operations: readonly Exclude<Operation, Autocommit>[];
  /** Its SQL may run twice: a run that died in it repeats the statement that it died in, without asking. */
  readonly repeatable?: true;
}
