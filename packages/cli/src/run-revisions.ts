import {
  findUnfinished,
  loadDirection,
  type MigrationContext,
  type RunResult,
  type RuntimeEvent,
} from "@typeorm-autogen/runtime";
import type { Step } from "@typeorm-autogen/revisions";
import type { OnApply } from "./config-run.js";
import { refuseProtected } from "./config-errors.js";
import { refuseDraftsHere, refuseInterrupted } from "./drafts.js";
import { importScript } from "./import-script.js";
import { refuseMissingFolder } from "./missing-folder.js";
import { withMigration, type OpenOptions } from "./open-migration.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";

/** Options of `upgrade` and `downgrade`. */
export interface RunOptions extends ProjectOptions {
  /** `head`, `base`, an id or a unique prefix, `+1`, `-1`, `label@head`. */
  readonly target?: string;
  /** Only say what would run. */
  readonly dryRun?: boolean;
  /** Looks first for rows that the pending operations would refuse; true by default. */
  readonly preflight?: boolean;
  /** The protected environment that is really meant. */
  readonly yesIMean?: string;
  /** Called in the transaction of each step, after the configuration's own: what throws here undoes the step. */
  readonly onApply?: OnApply;
  /** Told what happens, and for which tenant where there are several. */
  readonly onEvent?: (event: RuntimeEvent, tenant?: string) => void;
}

/** A revision that ran, or would. */
export interface RanRevision {
  readonly revision: string;
  readonly message: string;
  readonly file: string;
  /** Under `dryRun`: its statements, or null where only running tells. */
  readonly statements?: readonly string[] | null;
}

/** What a run did. */
export interface RunSummary {
  readonly revisions: readonly RanRevision[];
  /** The heads that the database stands at afterwards. */
  readonly heads: readonly string[];
}

/** Runs the scripts up to `target`, by default `head`. */
export async function upgrade(options: RunOptions = {}): Promise<RunSummary> {
  return runRevisions(await openProject(options), "upgrade", options.target ?? "head", options);
}

/** Takes revisions back down to `target`. */
export async function downgrade(options: RunOptions & { readonly target: string }): Promise<RunSummary> {
  return runRevisions(await openProject(options), "downgrade", options.target, options);
}

/** Runs the scripts of a project that is open. */
export async function runRevisions(
  project: Project,
  direction: "upgrade" | "downgrade",
  target: string,
  options: RunOptions,
): Promise<RunSummary> {
  if (direction === "downgrade" && !options.dryRun)
    refuseProtected(project.environment, direction, options.yesIMean);
  const looked = await look(project, direction, target, options);
  if (options.dryRun || looked.done) return looked.summary;
  const running: OpenOptions = {
    readOnly: false,
    onEvent: (event) => options.onEvent?.(event, project.tenant?.name),
    onApply: options.onApply,
  };
  return withMigration(project, running, async ({ context }) => {
    project.progress(direction === "upgrade" ? "upgrading" : "downgrading");
    const preflight = options.preflight ?? true;
    return summarize(await context[direction](await project.graph(), target, { preflight }));
  });
}

/** What would run, and whether that is nothing. */
interface Outlook {
  readonly summary: RunSummary;
  readonly done: boolean;
}

/** What would run, found by looking only: what cannot be planned or loaded then makes no file and no table. */
async function look(
  project: Project,
  direction: "upgrade" | "downgrade",
  target: string,
  options: RunOptions,
): Promise<Outlook> {
  const { dryRun, onEvent } = options;
  const graph = await project.graph();
  if (!dryRun) refuseInterrupted(graph);
  return withMigration(project, { readOnly: true }, async ({ context }) => {
    const steps = await context.plan(graph, direction, target);
    await refuseMissingFolder(project, graph, options);
    if (direction === "upgrade")
      refuseDraftsHere(
        project,
        steps.map(({ revision }) => revision),
      );
    const scripts = steps.length === 0 || dryRun ? await context.editedScripts(graph) : [];
    if (scripts.length > 0) onEvent?.({ kind: "editedScripts", scripts }, project.tenant?.name);
    if (dryRun) return { summary: await preview(context, steps), done: false };
    for (const { revision } of steps) {
      await loadDirection((file) => importScript(project, file), revision.path, direction);
    }
    // Another run may be in the middle of a revision, or have died there: the lock will tell.
    const done = steps.length === 0 && findUnfinished(await context.appliedLog()).length === 0;
    return { summary: { revisions: steps.map(ranRevision), heads: await context.currentHeads() }, done };
  });
}

async function preview(context: MigrationContext, steps: readonly Step[]): Promise<RunSummary> {
  const previewed = await context.preview(steps);
  return {
    revisions: previewed.map(({ step, statements }) => ({ ...ranRevision(step), statements })),
    heads: steps.at(-1)?.after ?? (await context.currentHeads()),
  };
}

function summarize({ steps, heads }: RunResult): RunSummary {
  return { revisions: steps.map(ranRevision), heads };
}

function ranRevision({ revision }: Step): RanRevision {
  return { revision: revision.id, message: revision.message, file: revision.path };
}
