import type { ConnectionTarget, Dialect } from "@typeorm-autogen/dialect";
import { isAutogenError } from "@typeorm-autogen/errors";
import type { RevisionGraph } from "@typeorm-autogen/revisions";
import {
  writeRun,
  writeStamp,
  writeTables,
  type Direction,
  type OfflineOptions,
} from "@typeorm-autogen/runtime";
import { refuseDraftsHere } from "./drafts.js";
import { refuseMissingFolder } from "./missing-folder.js";
import { importScript } from "./import-script.js";
import { metadataTableOf } from "./open-migration.js";
import { ownTablesOf } from "./own-tables.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";
import { requireTenant } from "./read-tenants.js";
import { SqlRangeError } from "./usage-errors.js";

/** A way through the revisions, for a database that nobody connects to. */
export interface SqlOptions extends ProjectOptions {
  /** `from:to`, each a target; without `from` an upgrade starts from an empty database. */
  readonly target?: string;
}

/** SQL in the place of a run. */
export interface WrittenSql {
  /** A file for the database's own client. */
  readonly sql: string;
  readonly revisions: readonly WrittenRevision[];
  /** The heads that the database stands at afterwards. */
  readonly heads: readonly string[];
}

/** A revision as SQL. */
export interface WrittenRevision {
  readonly revision: string;
  readonly message: string;
  readonly file: string;
  readonly statements: readonly string[];
}

/** The SQL of an upgrade, by default of everything on an empty database. Never connects. */
export async function upgradeSql(options: SqlOptions = {}): Promise<WrittenSql> {
  const [from, to] = readRange("upgrade", options.target ?? "head");
  return write("upgrade", from ?? "base", to, options);
}

/** The SQL of a downgrade; `target` says from where, too. Never connects. */
export async function downgradeSql(options: SqlOptions & { readonly target: string }): Promise<WrittenSql> {
  const [from, to] = readRange("downgrade", options.target);
  if (from === undefined) throw new SqlRangeError("downgrade", options.target);
  return write("downgrade", from, to, options);
}

/** The SQL of a stamp: `to`, or `from:to`. Never connects. */
export async function stampSql(options: SqlOptions & { readonly target: string }): Promise<WrittenSql> {
  const [from = "base", to] = readRange("stamp", options.target);
  const project = await openOffline(options);
  const graph = await project.graph();
  const written = writeStamp(
    graph,
    { from: targets(from), to: to.split(",") },
    await offlineOptions(project, graph),
  );
  refuseDraftsHere(project, graph.applied(written.heads));
  await refuseMissingFolder(project, graph, options);
  return { ...written, revisions: [] };
}

/** The SQL that makes Autogen's own tables. Never connects. */
export async function ensureVersionSql(options: ProjectOptions = {}): Promise<WrittenSql> {
  const project = await openOffline(options);
  return {
    sql: writeTables(await offlineOptions(project, await project.graph())),
    revisions: [],
    heads: [],
  };
}

async function openOffline(options: ProjectOptions): Promise<Project> {
  const project = await openProject(options);
  await requireTenant(project);
  return project;
}

async function write(
  direction: Direction,
  from: string,
  to: string,
  options: ProjectOptions,
): Promise<WrittenSql> {
  const project = await openOffline(options);
  const graph = await project.graph();
  const range = { from: targets(from), to };
  const { steps, heads, sql } = await writeRun(graph, direction, range, await offlineOptions(project, graph));
  await refuseMissingFolder(project, graph, options);
  if (direction === "upgrade")
    refuseDraftsHere(
      project,
      steps.map(({ step }) => step.revision),
    );
  const revisions = steps.map(({ step: { revision }, statements }) => ({
    revision: revision.id,
    message: revision.message,
    file: revision.path,
    statements: statements.map((statement) => statement.sql),
  }));
  return { sql, revisions, heads };
}

function readRange(command: string, text: string): readonly [from: string | undefined, to: string] {
  const [first = "", second, ...more] = text.split(":");
  if (second === undefined) return [undefined, text];
  if (first === "" || second === "" || more.length > 0) throw new SqlRangeError(command, text);
  return [first, second];
}

// A database may stand at several heads.
function targets(from: string): readonly string[] {
  return from === "base" ? [] : from.split(",");
}

/** What writing and reading scripts without a connection depends on: the dialect, and the server that the headers name. */
export async function offlineOptions(project: Project, graph: RevisionGraph): Promise<OfflineOptions> {
  const server = graph.revisions.findLast((revision) => revision.server !== null)?.server ?? null;
  const { dialect, target } = await targetOf(project, server);
  return {
    dialect,
    facts: dialect.script.facts(server, target),
    tables: ownTablesOf(project.config),
    metadataTable: metadataTableOf(target),
    loadScript: (file) => importScript(project, file),
    x: project.x,
  };
}

interface Target {
  readonly dialect: Dialect;
  readonly target: ConnectionTarget;
}

// Compiled scripts alone say in their comments what they were written for.
async function targetOf(project: Project, server: string | null): Promise<Target> {
  try {
    return await project.target(true);
  } catch (error) {
    const nowhere = isAutogenError(error) && error.code === "data-source-not-found";
    if (!nowhere || server === null) throw error;
    const dialect = await project.dialects.find({ url: `${server.split(" ", 1)[0]?.toLowerCase()}:` });
    return { dialect: await project.speaking(dialect), target: { projectDir: project.dir, readOnly: true } };
  }
}
