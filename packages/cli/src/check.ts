import type { RevisionGraph } from "@typeorm-autogen/revisions";
import type { EditedScript } from "@typeorm-autogen/runtime";
import { readAnswers } from "./answers.js";
import { compareProject, withComparison, type ComparisonSession } from "./compare-project.js";
import { describeDifference, type CompareCommandOptions, type DiffResult } from "./diff.js";
import { refuseDrafts } from "./drafts.js";
import { pendingRevisions } from "./pending-revisions.js";
import { openProject, type Project } from "./project.js";
import { requireTenant } from "./read-tenants.js";
import { readTypeormMigrations } from "./typeorm-runner.js";
import { replayRevisions } from "./replay-revisions.js";
import { tableFilter } from "./table-filter.js";

/** Whose turn it is when database and entities differ. */
export type Turn = "entities" | "database" | "pending" | "unknown";

/** What `check` found. */
export interface CheckResult extends DiffResult {
  /**
   * `pending`: revisions wait for upgrade. `entities`: they are ahead, write a revision. `database`: it was changed by
   * hand. `unknown`: the scripts do not say what they build. Null when in sync.
   */
  readonly turn: Turn | null;
  /** Ids of the revisions that wait for upgrade, or names of the migrations that wait for TypeORM. */
  readonly pending: readonly string[];
  /** Who runs what is pending. */
  readonly runner: "autogen" | "typeorm";
  /** Applied revisions whose scripts were edited since. */
  readonly editedScripts: readonly EditedScript[];
}

/** Tells whether the database agrees with the entities, and if not, whose turn it is. Writes nothing. */
export async function check(options: CompareCommandOptions = {}): Promise<CheckResult> {
  const project = await openProject(options);
  await requireTenant(project);
  return checkProject(project, options);
}

/** The same of a project that is open. */
export async function checkProject(project: Project, options: CompareCommandOptions): Promise<CheckResult> {
  const graph = project.config.runner === "typeorm" ? null : await project.graph();
  if (graph) refuseDrafts(graph, "autogen check");
  return withComparison(
    project,
    async (session) => {
      const pending = await pendingIds(session, graph);
      const difference = await compareProject(session, readAnswers(options, project.config.renames ?? "ask"));
      const result = describeDifference(session, difference);
      const inSync = result.inSync && pending.length === 0;
      const turn = inSync ? null : await findTurn(session, graph, pending);
      const editedScripts = graph && session.context ? await session.context.editedScripts(graph) : [];
      const { runner = "autogen" } = project.config;
      return { ...result, sql: result.sql, inSync, turn, pending, runner, editedScripts };
    },
    options.against,
  );
}

async function pendingIds(
  session: ComparisonSession,
  graph: RevisionGraph | null,
): Promise<readonly string[]> {
  if (!graph) return (await readTypeormMigrations(session)).pending;
  if (!session.context) return [];
  return pendingRevisions(graph, await session.context.currentHeads()).map(({ id }) => id);
}

async function findTurn(
  session: ComparisonSession,
  graph: RevisionGraph | null,
  pending: readonly string[],
): Promise<Turn> {
  if (!session.context) return "entities";
  if (pending.length > 0) return "pending";
  // What classes build, their SQL does not tell.
  if (!graph) return "unknown";
  const replayed = await replayRevisions(graph.revisions, session.project, session.dialect);
  if (replayed === null) return "unknown";
  const includes = tableFilter(session.project.config);
  const scripted = { ...replayed, tables: replayed.tables.filter(includes) };
  const drift = await compareProject(session, readAnswers({}, "never"), scripted);
  return drift.operations.length === 0 ? "entities" : "database";
}
