import { planStamp } from "@typeorm-autogen/revisions";
import { refuseProtected } from "./config-errors.js";
import { refuseDraftsHere } from "./drafts.js";
import { refuseMissingFolder } from "./missing-folder.js";
import { withMigration } from "./open-migration.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";
import { currentHeads } from "./revision-entry.js";

/** Options of `stamp`. */
export interface StampOptions extends ProjectOptions {
  /** What is to count as applied: `head`, `heads`, `base`, ids, `label@head`, `-1`. */
  readonly targets: readonly string[];
  /** Forget what the version table says first, also what no script declares. */
  readonly purge?: boolean;
  /** The protected environment that is really meant. */
  readonly yesIMean?: string;
}

/** What `stamp` wrote. */
export interface StampResult {
  /** The version rows as they were. */
  readonly before: readonly string[];
  readonly heads: readonly string[];
}

/** Says in the version table where the database stands, and runs nothing. */
export async function stamp(options: StampOptions): Promise<StampResult> {
  return stampProject(await openProject(options), options);
}

/** The same of a project that is open. */
export async function stampProject(project: Project, options: StampOptions): Promise<StampResult> {
  const { targets, purge = false, yesIMean } = options;
  if (purge) refuseProtected(project.environment, "stamp --purge", yesIMean);
  const before = await look(project, options);
  return withMigration(project, { readOnly: false }, async ({ context }) => ({
    before,
    heads: await context.stamp(await project.graph(), targets, { purge }),
  }));
}

/** By looking only, so that what cannot be planned makes no file and no table. */
async function look(project: Project, options: StampOptions): Promise<readonly string[]> {
  const { targets, purge = false } = options;
  const rows = await currentHeads(project);
  const graph = await project.graph();
  refuseDraftsHere(project, graph.applied(planStamp(graph, targets, purge ? [] : rows).after));
  // Who purges may have none any more.
  if (!purge) await refuseMissingFolder(project, graph, options);
  return rows.toSorted();
}
