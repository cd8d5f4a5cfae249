import { findUnfinished, type LoggedStep } from "@typeorm-autogen/runtime";
import { withMigration } from "./open-migration.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";

/** Where a database stands. */
export interface CurrentResult {
  /** The database, without credentials. */
  readonly database: string;
  readonly revisions: readonly CurrentRevision[];
  /** Whether these are all heads of the scripts. */
  readonly atHeads: boolean;
  /** Revisions that a run began and did not end, by the last that the log says of them. */
  readonly unfinished: readonly LoggedStep[];
  /** The applied log, oldest first. */
  readonly log: readonly LoggedStep[];
}

/** A version row; `message` is null where no script has this id. */
export interface CurrentRevision {
  readonly revision: string;
  readonly message: string | null;
  readonly isHead: boolean;
  readonly draft: boolean;
}

/** Reads where the database stands. Creates nothing. */
export async function current(options: ProjectOptions = {}): Promise<CurrentResult> {
  return currentOf(await openProject(options));
}

/** The same of a project that is open. */
export async function currentOf(project: Project): Promise<CurrentResult> {
  const whole = await project.graph();
  return withMigration(project, { readOnly: true }, async ({ context, dialect, target }) => {
    const rows = await context.currentHeads();
    const graph = whole.at(rows);
    const heads = new Set(graph.heads().map(({ id }) => id));
    // What others depend on has no row of its own once those are applied.
    const effective = graph.heads("effective").map(({ id }) => id);
    const log = await context.appliedLog();
    return {
      database: dialect.describeTarget(target),
      revisions: rows.map((id) => ({
        revision: id,
        message: graph.has(id) ? graph.get(id).message : null,
        isHead: heads.has(id),
        draft: graph.has(id) && graph.get(id).draft,
      })),
      atHeads: rows.length === effective.length && effective.every((id) => rows.includes(id)),
      unfinished: findUnfinished(log),
      log,
    };
  });
}
