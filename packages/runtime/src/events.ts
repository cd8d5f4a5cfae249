import type { Revision } from "@typeorm-autogen/revisions";
import type { Direction } from "./errors.js";

/** A script that changed after it was applied. */
export interface EditedScript {
  readonly revision: string;
  readonly file: string;
  /** When it was applied: ISO 8601, UTC. */
  readonly appliedAt: string;
}

/** What happens during a run, for whoever shows it. */
export type RuntimeEvent =
  | { readonly kind: "planned"; readonly direction: Direction; readonly revisions: readonly Revision[] }
  | { readonly kind: "editedScripts"; readonly scripts: readonly EditedScript[] }
  | { readonly kind: "revisionStarted"; readonly direction: Direction; readonly revision: Revision }
  /** Another runner had applied it in the meantime. */
  | { readonly kind: "revisionSkipped"; readonly direction: Direction; readonly revision: Revision }
  /** Other sessions stood in the way; after a pause of milliseconds it is tried once more. */
  | {
      readonly kind: "retry";
      readonly error: Error;
      readonly retry: number;
      readonly of: number;
      readonly pause: number;
    }
  /** An interrupted run goes on: this many of its operations are done already. */
  | { readonly kind: "revisionResumed"; readonly revision: Revision; readonly operations: number }
  /** A chunk of a backfill is committed: rows changed so far. `done`: no row is left. */
  | {
      readonly kind: "backfill";
      readonly revision: Revision;
      readonly table: string;
      readonly rows: number;
      readonly done: boolean;
    }
  | { readonly kind: "statement"; readonly revision: Revision; readonly sql: string }
  | {
      readonly kind: "revisionFinished";
      readonly direction: Direction;
      readonly revision: Revision;
      readonly statements: number;
      readonly durationMs: number;
    };

/** Receives what happens; must not throw. */
export type OnEvent = (event: RuntimeEvent) => void;
