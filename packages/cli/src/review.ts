import { realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { isAutogenError } from "@typeorm-autogen/errors";
import { emptySchema, qualify, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { flatten, record, type Operation } from "@typeorm-autogen/ops";
import {
  reviewRevision,
  setFindings,
  type BaseRevision,
  type BranchChanges,
  type Report,
  type ReviewedRevision,
  type RevisionToReview,
} from "@typeorm-autogen/review";
import {
  historyRange,
  isSqlWayBack,
  parseScriptHeader,
  type Revision,
  type RevisionGraph,
} from "@typeorm-autogen/revisions";
import { loadDirection, readProofLine, readScript, type Direction } from "@typeorm-autogen/runtime";
import { diff } from "./diff.js";
import { refuseDrafts } from "./drafts.js";
import { Repository } from "./git.js";
import { offlineOptions } from "./offline.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";
import { rowsFor } from "./revision-entry.js";
import { ScratchStates } from "./scratch-states.js";
import { serverLabel } from "./server-label.js";
import { withTemporaryScript } from "./temporary-script.js";

/** Options of `review`. */
export interface ReviewOptions extends ProjectOptions {
  /** Reviews what the branch adds to this: a branch, a tag, a commit. */
  readonly base?: string;
  /** Files, ids, or ranges `from:to`; the heads, where there is no base either. */
  readonly revisions?: readonly string[];
}

/**
 * Reviews revisions for those who read the pull request. Needs no database, unless one is named by where it stands
 * (`current:head`): scripts are recorded. Where SQL text leaves unknown what a script builds, a scratch database is asked,
 * if there is one.
 */
export async function review(options: ReviewOptions = {}): Promise<Report> {
  const project = await openProject(options);
  if (project.config.runner === "typeorm")
    return (await import("./review-classes.js")).reviewClasses(project, options);
  const graph = await project.graph();
  refuseDrafts(graph, "autogen review");
  const desk = await ReviewDesk.open(project, graph);
  const branch = options.base === undefined ? null : await readBranch(desk, options.base);
  const chosen = branch
    ? graph.revisions.filter(({ path }) => branch.added.has(realpathSync(path)))
    : chooseRevisions(graph, options, await rowsFor(project, options.revisions ?? []));
  project.progress("reading the revisions");
  const revisions = await desk.review(new Set(chosen)).finally(() => desk.close());
  project.progress("comparing the entities with what the revisions build");
  const inSync = await entitiesAgree(options);
  const heads = graph.heads().map(({ id }) => id);
  return {
    server: desk.server,
    base: options.base ?? null,
    revisions,
    findings: setFindings(revisions, heads, branch ?? noBranch, inSync),
    inSync,
  };
}

const noBranch: BranchChanges = { edited: [], deleted: [], onBase: [] };

// Whatever keeps the entities from being compared keeps nobody from reading the revisions.
async function entitiesAgree(options: ReviewOptions): Promise<boolean | null> {
  try {
    const { inSync } = await diff({ ...options, against: "revisions", renames: "never" });
    return inSync;
  } catch (error) {
    if (!isAutogenError(error)) throw error;
    options.onDetail?.(`entities not compared: ${error.message}`);
    return null;
  }
}

function chooseRevisions(
  graph: RevisionGraph,
  { revisions = [], cwd = "." }: ReviewOptions,
  rows: readonly string[],
): readonly Revision[] {
  if (revisions.length === 0) return graph.heads();
  const chosen = new Set(
    revisions.flatMap((name) => {
      const path = resolve(cwd, name);
      const named = graph.revisions.find((revision) => revision.path === path);
      return named ? [named] : historyRange(graph, name, rows);
    }),
  );
  return graph.revisions.filter((revision) => chosen.has(revision));
}

/** What a branch changed among the scripts. */
interface Branch extends BranchChanges {
  /** Absolute paths of scripts that it adds. */
  readonly added: ReadonlySet<string>;
}

async function readBranch(desk: ReviewDesk, name: string): Promise<Branch> {
  const repository = await Repository.of(desk.project.dir);
  const { base, point } = await repository.branchPoint(name);
  const own = await repository.changes(point, null, desk.folders);
  const theirs = await repository.changes(point, base, desk.folders);
  const of = (status: string) => own.filter((file) => file.status === status).map(({ path }) => path);
  const wasRevision = async (path: string) => isScript(await repository.text(point, path), path);
  const onBase: BaseRevision[] = [];
  for (const { path } of theirs.filter(({ status }) => status === "added"))
    onBase.push(...(await desk.readForeign(await repository.text(base, path), path)));
  return {
    added: new Set(of("added").map((path) => join(repository.top, path))),
    edited: await filterAsync(of("edited"), wasRevision),
    deleted: await filterAsync(of("deleted"), wasRevision),
    onBase,
  };
}

async function filterAsync<T>(
  items: readonly T[],
  keep: (item: T) => Promise<boolean>,
): Promise<readonly T[]> {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, i) => kept[i]);
}

function isScript(text: string, path: string): boolean {
  return isSqlWayBack(path) || headerOf(text, path) !== null;
}

function headerOf(text: string, path: string) {
  if (isSqlWayBack(path)) return null;
  try {
    return parseScriptHeader(text, path);
  } catch (error) {
    if (isAutogenError(error)) return null;
    throw error;
  }
}

type Recorded = RevisionToReview["upgrade"];

/** Records the scripts of a project and reviews them in order, each against what those before it build. */
class ReviewDesk {
  readonly project: Project;
  readonly server: string;
  readonly #graph: RevisionGraph;
  readonly #offline: Awaited<ReturnType<typeof offlineOptions>>;
  readonly #states: ScratchStates;

  private constructor(
    project: Project,
    graph: RevisionGraph,
    offline: Awaited<ReturnType<typeof offlineOptions>>,
  ) {
    this.project = project;
    this.#graph = graph;
    this.#offline = offline;
    this.#states = new ScratchStates(project, offline.dialect);
    this.server = serverLabel(offline.dialect, offline.facts);
  }

  static async open(project: Project, graph: RevisionGraph): Promise<ReviewDesk> {
    return new ReviewDesk(project, graph, await offlineOptions(project, graph));
  }

  /** The folders that hold scripts. */
  get folders(): readonly string[] {
    return [...new Set(this.#graph.revisions.map(({ path }) => dirname(path)))];
  }

  async review(chosen: ReadonlySet<Revision>): Promise<readonly ReviewedRevision[]> {
    const { dialect, facts, metadataTable = qualify("typeorm_metadata") } = this.#offline;
    const policy = this.project.config.hazards ?? {};
    const reviewed: ReviewedRevision[] = [];
    const newTables: QualifiedName[] = [];
    let state: Schema | null = emptySchema;
    const { revisions } = this.#graph;
    for (const [i, revision] of revisions.entries()) {
      if (chosen.size === reviewed.length) break;
      const site = { dialect, context: { facts, metadataTable }, state, newTables: [...newTables], policy };
      const read = await this.#read(revision);
      let result = reviewRevision(read, site);
      if (result.after === null) {
        // Both from one source: a database spells expressions in its own way.
        const before = await this.#states.after(revisions.slice(0, i));
        const after = before && (await this.#states.after([revision]));
        if (after) result = reviewRevision(read, { ...site, state: before, after });
      }
      state = result.after;
      if (!chosen.has(revision)) continue;
      reviewed.push(result.reviewed);
      newTables.push(
        ...result.reviewed.operations.flatMap((one) => (one.kind === "createTable" ? [one.table] : [])),
      );
    }
    return reviewed;
  }

  async close(): Promise<void> {
    await this.#states.close();
  }

  /** A script of another branch, recorded in a folder of its own; none where the file is no script. */
  async readForeign(text: string, path: string): Promise<readonly BaseRevision[]> {
    const header = headerOf(text, path);
    if (!header) return [];
    const operations = await withTemporaryScript({ path: join(this.project.dir, path), text }, (file) =>
      this.#record(file, "upgrade"),
    );
    return [
      {
        revision: header.id,
        file: path,
        downRevisions: header.downRevisions,
        operations: "unread" in operations ? null : flatten(operations),
      },
    ];
  }

  async #read({ id, message, path, downRevisions }: Revision): Promise<RevisionToReview> {
    const source = await readScript(path);
    return {
      revision: id,
      message,
      file: relative(this.project.dir, path),
      downRevisions,
      source,
      upgrade: await this.#record(path, "upgrade"),
      downgrade: await this.#record(path, "downgrade"),
      proof: readProofLine(source, path) ?? null,
    };
  }

  // A script may throw whatever it likes.
  async #record(path: string, direction: Direction): Promise<Recorded> {
    const { dialect, facts, loadScript } = this.#offline;
    try {
      const script = await loadDirection(loadScript, path, direction);
      const operations: readonly Operation[] = await record(script, scriptLanguage(dialect, facts));
      return operations;
    } catch (error) {
      return { unread: error instanceof Error ? error.message : String(error) };
    }
  }
}
