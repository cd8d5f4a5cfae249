import { AutogenError, isAutogenError } from "@typeorm-autogen/errors";
import { qualify } from "@typeorm-autogen/model";
import { isOpaque, record, NotConnectedError, type Operation } from "@typeorm-autogen/ops";
import {
  newRevisionId,
  planSquash,
  scriptFiles,
  type Revision,
  type RevisionGraph,
} from "@typeorm-autogen/revisions";
import { loadDirection } from "@typeorm-autogen/runtime";
import { scriptLanguage, type Dialect } from "@typeorm-autogen/dialect";
import type { TwoWays } from "./compose-draft.js";
import { refuseDrafts } from "./drafts.js";
import { importScript } from "./import-script.js";
import { offlineOptions } from "./offline.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";
import { rowsFor } from "./revision-entry.js";
import { replayRevisions } from "./replay-revisions.js";
import { sqlBodies, type SqlBodies } from "./sql-bodies.js";
import { formatOf, writeScript, type PlacedScriptOptions, type WrittenScript } from "./write-script.js";

/** Options of `squash`. */
export interface SquashOptions extends ProjectOptions, Omit<PlacedScriptOptions, "message" | "branchLabel"> {
  /** `first:last`, both included, either side optional. */
  readonly range: string;
  /** By default it says what it was made of. */
  readonly message?: string;
}

/** What `squash` wrote. */
export interface SquashResult extends WrittenScript {
  /** The ids that the new revision stands for, oldest first. */
  readonly replaces: readonly string[];
  /** Their scripts, which may be deleted once every database has gone past them. */
  readonly replacedFiles: readonly string[];
}

/** A script of the range does something that cannot be told without running it. */
class CannotSquashError extends AutogenError {
  constructor({ id, path }: Revision, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      "cannot-squash",
      `${id} (${path}) cannot be put into another script: ${reason}; let the range end before it or begin after it`,
      { revision: id, file: path },
      cause,
    );
  }
}

type Direction = "upgrade" | "downgrade";

/**
 * Writes one revision that does what a range of them does, and stands in their place. Their scripts stay: a database
 * that stands inside the range still runs the rest of them, one that is past it or before it needs only the new one.
 */
export async function squash(options: SquashOptions): Promise<SquashResult> {
  const project = await openProject(options);
  const graph = await project.graph();
  const rows = await rowsFor(project, [options.range]);
  const { revisions, header } = planSquash(graph, options.range, options.revId ?? newRevisionId(), rows);
  refuseDrafts(graph, "autogen squash", revisions);
  const { dialect } = await project.target(true);
  const record = (direction: Direction, list: readonly Revision[]) =>
    recordAll(project, dialect, direction, list);
  const ways = {
    upgrade: await record("upgrade", revisions),
    downgrade: await record("downgrade", revisions.toReversed()),
  };
  const sql =
    formatOf(project, options) === "sql" && (await squashedSql(project, graph, ways, header.downRevisions));
  const body = { ...ways, ...(sql && { sql }), hazards: [], types: dialect.types };
  const replaces = header.replaces ?? [];
  const names = revisions.map(({ id }) => id);
  const message = options.message ?? `squash ${names[0]} to ${names.at(-1)}`;
  const written = await writeScript(project, header, { ...options, message, beside: names.at(-1) }, body);
  return { ...written, replaces, replacedFiles: revisions.flatMap(({ path }) => scriptFiles(path)) };
}

// Where SQL text leaves unknown what is there, statements that depend on it are refused.
async function squashedSql(
  project: Project,
  graph: RevisionGraph,
  ways: TwoWays,
  below: readonly string[],
): Promise<SqlBodies> {
  const {
    dialect,
    facts,
    metadataTable = qualify("typeorm_metadata"),
  } = await offlineOptions(project, graph);
  const isKnown = ![...ways.upgrade, ...ways.downgrade].some(isOpaque);
  const state = isKnown ? await replayRevisions(graph.applied(below), project, dialect) : null;
  return sqlBodies(ways, { dialect, facts, metadataTable, state });
}

async function recordAll(
  project: Project,
  dialect: Dialect,
  direction: Direction,
  revisions: readonly Revision[],
): Promise<readonly Operation[]> {
  const operations: Operation[] = [];
  for (const revision of revisions) {
    const script = await loadDirection((file) => importScript(project, file), revision.path, direction);
    try {
      operations.push(...(await record(script, scriptLanguage(dialect))));
    } catch (error) {
      if (isAutogenError(error) && !(error instanceof NotConnectedError)) throw error;
      throw new CannotSquashError(revision, error);
    }
  }
  return operations;
}
