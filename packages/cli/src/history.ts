import { historyRange } from "@typeorm-autogen/revisions";
import { openProject, type ProjectOptions } from "./project.js";
import { currentHeads, revisionEntry, rowsFor, type RevisionEntry } from "./revision-entry.js";

/** Options of `history`. */
export interface HistoryOptions extends ProjectOptions {
  /** `start:end`, either side optional; as Alembic's. */
  readonly range?: string;
  /** Mark what the database stands at; this connects. */
  readonly indicateCurrent?: boolean;
}

/** The revisions of a range, newest first, read from their headers alone. */
export async function history(options: HistoryOptions = {}): Promise<readonly RevisionEntry[]> {
  const project = await openProject(options);
  const range = options.range ?? ":";
  const current = options.indicateCurrent ? await currentHeads(project) : await rowsFor(project, [range]);
  const graph = (await project.graph()).at(current, [range]);
  return historyRange(graph, range, current).map((revision) =>
    revisionEntry(graph, revision, options.indicateCurrent ? current : null),
  );
}
