import { createHash } from "node:crypto";
import { relative } from "node:path";
import { compareTables, type DifferenceMemory } from "@typeorm-autogen/autogenerate";
import { nameSql, type ServerFacts } from "@typeorm-autogen/dialect";
import { preloadTypeorm, rehearseDeclaring, type Declaration } from "@typeorm-autogen/entities";
import { compileAhead, entityFolders, type DataSourceLike } from "@typeorm-autogen/load";
import type { Schema } from "@typeorm-autogen/model";
import { evolveIfKnown, flatten } from "@typeorm-autogen/ops";
import {
  pendingTables,
  DeclarationReader,
  writeDeclaration,
  type ApplyInput,
  type KnownProject,
  type CompareInput,
  type DeclaredProject,
  type OpenedProject,
  type RevisionInput,
  type WatchedDifference,
  type WatchJobs,
} from "@typeorm-autogen/watch";
import { readAnswers, type AnswerOptions } from "./answers.js";
import {
  compareProject,
  declareEntities,
  synchronizeWarning,
  type ComparisonSession,
  type ProjectDifference,
} from "./compare-project.js";
import { openComparedSide, type ComparedSide } from "./compared-side.js";
import { withFittingAnswers } from "./fitting-answers.js";
import { metadataTableOf } from "./open-migration.js";
import { pendingRevisions } from "./pending-revisions.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";
import { serverLabel } from "./server-label.js";
import { readTypeormMigrations } from "./typeorm-runner.js";

/** What a project is watched with: plain data, so that child processes can be given it. */
export type WatchedProject = Pick<
  ProjectOptions & AnswerOptions,
  "cwd" | "directory" | "environment" | "url" | "database" | "tenant" | "x" | keyof AnswerOptions
> & {
  readonly dataSource?: string;
  readonly config?: string;
  /** The protected environment that is really meant. */
  readonly yesIMean?: string;
};

const nothingToDo = "nothing to do: the database agrees with the entities";

/** What watching asks of a project. Made in a child process, which loads the project and keeps what it loads. */
export class ProjectJobs implements WatchJobs {
  readonly #options: WatchedProject;
  readonly #loadedFiles: () => readonly string[];
  #project: Project | undefined;
  #configuration: readonly string[] = [];
  #side: ComparedSide | undefined;
  #declaration: Declaration | undefined;
  readonly #reader = new DeclarationReader();
  #memory: DifferenceMemory = newMemory();
  #existing: { readonly scope: string; readonly mark: string; readonly schema: Schema } | undefined;
  #seen = "";
  #difference: ProjectDifference | undefined;

  constructor(options: WatchedProject, loadedFiles: () => readonly string[]) {
    this.#options = options;
    this.#loadedFiles = loadedFiles;
  }

  async warm(known: KnownProject | undefined): Promise<void> {
    const project = await openProject(this.#options);
    this.#project = project;
    this.#configuration = this.#loadedFiles();
    if (!known) return preloadTypeorm(project.dir);
    const { files, driver, facts } = known;
    compileAhead(files);
    await rehearseDeclaring(project.dir, driver, files, await project.dialects.find({ driver }), facts);
  }

  async open(): Promise<OpenedProject> {
    const dataSource = await this.#here.dataSource();
    if (!this.#side) await this.#connect();
    return {
      facts: this.#connected.facts,
      driver: dataSource.options.type,
      connection: connectionDigest(dataSource),
      configuration: this.#configuration,
    };
  }

  async declare(facts: ServerFacts): Promise<DeclaredProject> {
    const project = this.#here;
    const dataSource = await project.dataSource();
    const { dialect } = await project.target(true, dataSource);
    return {
      declaration: writeDeclaration(await declareEntities(project, dataSource, dialect, facts)),
      connection: connectionDigest(dataSource),
      folders: [
        ...entityFolders(dataSource),
        ...(project.config.runner === "typeorm" ? [] : await project.revisionFolders()),
      ],
    };
  }

  async compare({ declaration, answers }: CompareInput): Promise<string> {
    const project = this.#here;
    this.#declaration = this.#reader.read(declaration);
    const mark = this.#seen;
    const side = this.#connected;
    const scope = JSON.stringify([this.#declaration.schema.schemas, answers.renames]);
    const known =
      this.#existing?.mark === mark && this.#existing.scope === scope ? this.#existing : undefined;
    const session: ComparisonSession = {
      ...side,
      project,
      declaration: this.#declaration,
      warnings: [],
      memory: this.#memory,
      ...(known && { replayed: known.schema }),
    };
    const difference = await withFittingAnswers(answers, (fitting) =>
      compareProject(
        session,
        readAnswers({ ...this.#options, answers: fitting }, project.config.renames ?? "ask"),
      ),
    );
    this.#existing = { scope, mark, schema: difference.live };
    this.#difference = difference;
    const { facts, dialect, target } = side;
    const metadataTable = metadataTableOf(target);
    const policy = project.config.hazards ?? {};
    const found: WatchedDifference = {
      ...pendingTables(difference.operations, {
        dialect,
        facts,
        metadataTable,
        policy,
        state: difference.live,
      }),
      ...(await this.#standing(session)),
      database: {
        dialect: dialect.name,
        server: serverLabel(dialect, facts),
        // The server stands beside it.
        name: dialect.describeTarget(target).replace(/^\S+ database "(.*)" on /, "$1 on "),
      },
      questions: difference.decisions,
      warnings: synchronizeWarning(this.#declaration),
      tableCount: difference.declared.tables.length,
    };
    return JSON.stringify(found);
  }

  async tables(): Promise<string> {
    if (!this.#difference) throw new TypeError("Nothing was compared.");
    const { live, declared, operations } = this.#difference;
    // What entities cannot say stays in the database, so it is the operations that tell how things will stand.
    const after = evolveIfKnown(live, operations) ?? declared;
    return JSON.stringify(compareTables(live, after, flatten(operations), this.#connected.dialect.types));
  }

  async hasChanged(): Promise<boolean> {
    const mark = await this.#mark();
    const hasChanged = mark !== this.#seen;
    this.#seen = mark;
    return hasChanged;
  }

  async revision({ message, answers }: RevisionInput): Promise<string> {
    if ((await this.#here.graph()).revisions.some(({ draft }) => draft)) {
      const { finishDraft } = await import("./finish-draft.js");
      const finished = await finishDraft({ ...this.#options, message });
      return `finished the draft: ${finished.file ?? finished.revision ?? ""}`;
    }
    const { revision } = await import("./revision.js");
    const { file } = await withFittingAnswers(answers, (fitting) =>
      revision({ ...this.#options, answers: fitting, message }),
    );
    return file === null ? nothingToDo : `wrote ${file}`;
  }

  async apply({ answers, confirmed }: ApplyInput): Promise<string> {
    const { applyDraft } = await import("./apply-draft.js");
    const { manner, file } = await withFittingAnswers(answers, (fitting) =>
      applyDraft({
        ...this.#options,
        answers: fitting,
        ...(confirmed && { confirm: () => true }),
      }),
    );
    return manner === "nothing" ? nothingToDo : `applied; the draft is ${file ?? ""}`;
  }

  async undo(): Promise<string> {
    const { undoDraft } = await import("./undo-draft.js");
    const { manner, file } = await undoDraft({ ...this.#options, confirm: () => true });
    return manner === "removed" ? "taken back; the draft is gone" : `taken back; the draft is ${file ?? ""}`;
  }

  get #here(): Project {
    if (!this.#project) throw new TypeError("The project was not opened.");
    return this.#project;
  }

  get #connected(): ComparedSide {
    if (!this.#side) throw new TypeError("The database was not connected.");
    return this.#side;
  }

  async #standing(
    session: ComparisonSession,
  ): Promise<Pick<WatchedDifference, "heads" | "current" | "waiting" | "draft">> {
    if (this.#here.config.runner === "typeorm")
      return { heads: [], current: [], waiting: (await readTypeormMigrations(session)).pending, draft: null };
    const graph = await this.#here.rereadGraph();
    const current = (await session.context?.currentHeads()) ?? [];
    const draft = graph.revisions.find((revision) => revision.draft);
    return {
      draft: draft ? { id: draft.id, file: relative(this.#here.dir, draft.path) } : null,
      heads: graph.heads().map(({ id }) => id),
      current,
      waiting: pendingRevisions(graph, current).map(({ id }) => id),
    };
  }

  // Rows that TypeORM keeps about views and generated columns count as well, though no catalogue holds them.
  async #mark(): Promise<string> {
    const { dialect, facts, target, connection, context } = this.#connected;
    if (!connection || !context) throw new TypeError("A database that is not connected cannot change.");
    const metadataTable = metadataTableOf(target);
    const schemas = this.#declaration?.schema.schemas ?? [];
    const mark = await dialect.catalogueMark(connection, facts, { schemas }, target);
    if (mark === null) {
      await this.#connect();
      return this.#mark();
    }
    const hasMetadata = this.#existing?.schema.typeormMetadata !== undefined;
    const rows = hasMetadata
      ? await connection.query(`SELECT * FROM ${nameSql(dialect, metadataTable)}`)
      : [];
    return JSON.stringify([mark, rows, await context.currentHeads()]);
  }

  async #connect(): Promise<void> {
    await this.#side?.close();
    this.#side = undefined;
    this.#existing = undefined;
    this.#memory = newMemory();
    this.#side = await openComparedSide(this.#here, await this.#here.dataSource(), "database");
  }
}

const newMemory = (): DifferenceMemory => ({ forms: new WeakMap(), alike: new WeakMap() });

// Passwords are part of it, hence a digest.
function connectionDigest({ options }: DataSourceLike): string {
  const {
    entities: _,
    migrations: _migrations,
    subscribers: _subscribers,
    logger: _logger,
    ...rest
  } = options;
  const text = JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === "function" ? String(value) : value,
  );
  return createHash("sha256").update(text).digest("hex");
}
