import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Schema } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { replaceRevisionFile, type Revision } from "@typeorm-autogen/revisions";

/** An apply that can be taken back: as a whole, by the draft's own downgrade, or in part, by these operations. */
export type AppliedPart =
  | { readonly kind: "whole" }
  | {
      readonly kind: "part";
      readonly undo: readonly Operation[];
      /** The draft's text before. */
      readonly text: string;
    };

/** What is done to the database first and to the file afterwards. */
export interface PendingPart {
  /** The draft's last row of the step table before; the database has it behind it where there is a later one. */
  readonly seq: number;
  readonly operations: readonly Operation[];
  /** The draft's text afterwards. */
  readonly text: string;
  /** The history afterwards. */
  readonly history: readonly AppliedPart[];
}

/** What stands beside a draft until it is finished: what neither its text nor its database tells. */
export interface DraftJournal {
  readonly format: 1;
  /** The database that it speaks of, without credentials. */
  readonly database: string;
  /** Ids of the revisions below the draft. */
  readonly below: readonly string[];
  /** What these had built when the draft was begun, as the server spelled it; null where nobody knows any more. */
  readonly base: Schema | null;
  readonly acceptDataLoss: boolean;
  readonly history: readonly AppliedPart[];
  readonly pending: PendingPart | null;
  /** It is being finished: what is left to do is to log it. */
  readonly finishing?: true;
}

type Place = Pick<Revision, "id" | "path">;

/** Where a draft's journal stands. A dot file, which no folder of revisions counts. */
function journalFile({ id, path }: Place): string {
  return join(dirname(path), `.draft-${id}.json`);
}

/** The journal of a draft; null where there is none, or none that can be read. */
export function readJournal(draft: Place): DraftJournal | null {
  try {
    const journal = JSON.parse(readFileSync(journalFile(draft), "utf8")) as DraftJournal;
    return journal.format === 1 ? journal : null;
  } catch {
    return null;
  }
}

/** Writes a draft's journal, whole or not at all. Throws RevisionWriteError. */
export function writeJournal(draft: Place, journal: DraftJournal): void {
  replaceRevisionFile(journalFile(draft), `${JSON.stringify(journal, null, 1)}\n`);
}

/** Takes a draft's journal away. */
export function removeJournal(draft: Place): void {
  rmSync(journalFile(draft), { force: true });
}
