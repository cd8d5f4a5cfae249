import { AutogenError } from "@typeorm-autogen/errors";

/** What trying a revision on a scratch database showed. */
export interface Proof {
  /** Afterwards the database is what was declared; null where nobody can tell what that is. */
  readonly converges: boolean | null;
  /** Downgrade restores what was there before, and upgrade can be done again. */
  readonly reverses: boolean;
  /** Rows are still there, and what no operation changes is unchanged; null where there were none to carry. */
  readonly keepsRows: boolean | null;
  /** How many rows went along. */
  readonly rows: number;
  /** Where it was tried, for people. */
  readonly on: string;
  /** What is not as it should be, one sentence each; empty where the revision is proved. */
  readonly faults: readonly string[];
  /** What was not tried, and why. */
  readonly remarks: readonly string[];
}

/** What a proof says in a header: `converges, reverses, keeps rows`. */
export function claimsOf({ converges, reverses, keepsRows }: Proof): readonly string[] {
  return [
    ...(converges ? ["converges"] : []),
    ...(reverses ? ["reverses"] : []),
    ...(keepsRows ? ["keeps rows"] : []),
  ];
}

/** A revision cannot be tried here, which says nothing about it. */
export class UnprovableError extends AutogenError {
  constructor(reason: string, cause?: unknown) {
    super("unprovable", `cannot be tried on a scratch database: ${reason}`, { reason }, cause);
  }
}
