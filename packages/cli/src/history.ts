import { historyRange, type Revision } from "@typeorm-autogen/revisions";
import { openMigration } from "./open-migration.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";

/** Options of `history`. */
export interface HistoryOptions extends ProjectOptions {
  /** `start:end`, either side optional; as Alembic's. */
  readonly range?: string;
  /** Mark what the database stands at; this connects. */
  readonly indicateCurrent?: boolean;
}

/** A revision as history lists it. */
export interface HistoryEntry extends Revision {
  readonly isHead: boolean;
  /** Whether the database stands there; null when it was not asked. */
  readonly isCurrent: boolean | null;
}

/** The revisions of a range, newest first, read from their headers alone. */
export async function history(options: HistoryOptions = {}): Promise<readonly HistoryEntry[]> {
  const project = await openProject(options);
  const graph = await project.graph();
  const range = options.range ?? ":";
  const needsCurrent = options.indicateCurrent === true || range.includes("current");
  const current = needsCurrent ? await currentHeads(project) : [];
  const heads = new Set(graph.heads().map(({ id }) => id));
  return historyRange(graph, range, current).map((revision) => ({
    ...revision,
    isHead: heads.has(revision.id),
    isCurrent: options.indicateCurrent ? current.includes(revision.id) : null,
  }));
}

async function currentHeads(project: Project): Promise<readonly string[]> {
  const { context } = await openMigration(project, { readOnly: true });
  try {
    return await context.currentHeads();
  } finally {
    await context.close();
  }
}
