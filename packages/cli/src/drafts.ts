import { AutogenError } from "@typeorm-autogen/errors";
import type { Revision, RevisionGraph } from "@typeorm-autogen/revisions";
import { DraftInterruptedError } from "./draft-errors.js";
import { readJournal } from "./draft-journal.js";
import type { Project } from "./project.js";

/** A draft is in the way of what only finished revisions allow. */
class DraftError extends AutogenError {
  constructor({ id, path }: Revision, problem: string) {
    super("draft", `revision ${id} (${path}) is a draft, ${problem}`, { revision: id, file: path });
  }
}

/** A draft was about to run on a database that nobody calls a development database. */
class DraftNotHereError extends AutogenError {
  constructor({ id, path, downRevisions }: Revision, environment: string | null) {
    const where = environment === null ? "no environment is named" : `${environment} is none`;
    const below =
      downRevisions.length > 0
        ? `; autogen upgrade ${downRevisions.join(" ")} goes as far as what is finished`
        : "";
    super(
      "draft-not-here",
      `revision ${id} (${path}) is a draft, which runs only in an environment with development: true, and ${where}; ` +
        `finish it with autogen revision --finish -m "…", or name such an environment with -n${below}`,
      { revision: id, file: path, environment },
    );
  }
}

/** Throws DraftError where a draft is there, or among these revisions; `command` cannot work then. */
export function refuseDrafts(
  graph: RevisionGraph,
  command: string,
  among: readonly Revision[] = graph.revisions,
): void {
  const draft = among.find((revision) => revision.draft);
  if (draft)
    throw new DraftError(
      draft,
      `so ${command} has to wait; finish it first with autogen revision --finish -m "…"`,
    );
}

/** Throws DraftNotHereError where a draft is among what is to be applied, and this is no development environment. */
export function refuseDraftsHere(
  { environment }: Pick<Project, "environment">,
  pending: readonly Revision[],
): void {
  if (environment?.development) return;
  const draft = pending.find((revision) => revision.draft);
  if (draft) throw new DraftNotHereError(draft, environment?.name ?? null);
}

/** Throws DraftInterruptedError where a draft's database and file may differ, because its last apply was interrupted. */
export function refuseInterrupted(graph: RevisionGraph): void {
  const draft = graph.revisions.find((revision) => revision.draft && readJournal(revision)?.pending);
  if (draft) throw new DraftInterruptedError(draft);
}
