import { AutogenError } from "@typeorm-autogen/errors";
import type { Hazard } from "@typeorm-autogen/hazards";
import type { Revision } from "@typeorm-autogen/revisions";
import type { AutogenConfig } from "./config.js";

type Place = Pick<Revision, "id" | "path">;

/** Drafts are for development databases, and nobody calls this one so. */
export class NotDevelopmentError extends AutogenError {
  constructor(command: string, environment: string | null, { environments = {} }: AutogenConfig) {
    const known = Object.keys(environments).filter((name) => environments[name]?.development);
    const where = environment === null ? "no environment is named" : `${environment} is none`;
    const cure =
      known.length > 0
        ? `name one with -n: ${known.join(", ")}`
        : "set it in environments of the configuration";
    super(
      "not-development",
      `${command} works only in an environment with development: true, and ${where}; ${cure}`,
      { command, environment, known },
    );
  }
}

/** There is no draft. */
export class NoDraftError extends AutogenError {
  constructor(command: string) {
    super("no-draft", `${command}: no revision is a draft; autogen history shows what there is`, { command });
  }
}

/** More than one draft, or one that is not where a draft is. */
export class DraftPlaceError extends AutogenError {
  constructor({ id, path }: Place, problem: string) {
    super(
      "draft-place",
      `revision ${id} (${path}) is a draft, but ${problem}; finish it with autogen revision --finish -m "…", or take it back and delete its file`,
      { revision: id, file: path },
    );
  }
}

/** A draft was edited by hand; to write it anew would lose that. */
export class DraftEditedError extends AutogenError {
  constructor({ id, path }: Place) {
    super(
      "draft-edited",
      `draft ${id} (${path}) was edited since it was applied, and would be written over; finish it with autogen revision --finish -m "…", or undo the edit`,
      { revision: id, file: path },
    );
  }
}

/** A step takes rows or values away, and nobody agreed to it. */
export class DraftDestroysError extends AutogenError {
  constructor(hazards: readonly Hazard[]) {
    const what = hazards.map(({ object, message }) => `${object}: ${message}`).join("; ");
    super(
      "draft-destroys",
      `nothing was changed: this takes rows or values away, and nobody agreed to it: ${what}`,
      {
        hazards,
      },
    );
  }
}

/** No apply is left to take back. */
export class NothingToUndoError extends AutogenError {
  constructor({ id, path }: Place) {
    super(
      "nothing-to-undo",
      `no apply of draft ${id} (${path}) is known here that could be taken back; autogen downgrade -1 takes all of it back`,
      { revision: id, file: path },
    );
  }
}

/** What a draft says is not what its database holds. */
export class DraftDiffersError extends AutogenError {
  constructor({ id, path }: Place, words: readonly string[]) {
    super(
      "draft-differs",
      `draft ${id} (${path}) does not lead to what the database holds, so it was not finished: ${words.slice(0, 5).join("; ")}${words.length > 5 ? `; and ${words.length - 5} more` : ""}. ` +
        "Apply it again in autogen watch, or put the file or the database right by hand",
      { revision: id, file: path, differences: words },
    );
  }
}

/** A draft whose last apply was interrupted is in the way of running revisions. */
export class DraftInterruptedError extends AutogenError {
  constructor({ id, path }: Place) {
    super(
      "draft-interrupted",
      `the last apply of draft ${id} (${path}) was interrupted; apply again in autogen watch, or finish it with autogen revision --finish -m "…": either ends it first`,
      { revision: id, file: path },
    );
  }
}

/** A draft that does nothing needs no revision. */
export class EmptyDraftError extends AutogenError {
  constructor({ id, path }: Place) {
    super(
      "empty-draft",
      `draft ${id} (${path}) does nothing, so there is nothing to finish; take it back with autogen downgrade -1 and delete the file`,
      { revision: id, file: path },
    );
  }
}
