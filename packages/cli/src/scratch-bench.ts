import { emptyTables, readSchema } from "@typeorm-autogen/autogenerate";
import { scriptLanguage, type Dialect, type ScratchServer } from "@typeorm-autogen/dialect";
import { equalNames, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { record, type Operation } from "@typeorm-autogen/ops";
import type { Revision, RevisionGraph } from "@typeorm-autogen/revisions";
import {
  loadDirection,
  MigrationContext,
  MigrationFailedError,
  openScratch,
  schemasIn,
  type OwnTables,
  type Scratch,
} from "@typeorm-autogen/runtime";
import { buildLike } from "./build-like.js";
import { importScript } from "./import-script.js";
import { metadataTableOf, withMigration } from "./open-migration.js";
import { ownTablesOf } from "./own-tables.js";
import type { Project } from "./project.js";

interface Standing {
  readonly scratch: Scratch;
  /** Ids of the revisions that it holds. */
  applied: ReadonlySet<string>;
}

/** Scratch databases that stand before one revision after the other, by replaying those below it. */
export class ScratchBench {
  readonly #project: Project;
  readonly #dialect: Dialect;
  readonly #server: ScratchServer;
  readonly #graph: RevisionGraph;
  readonly tables: OwnTables;
  readonly metadataTable: QualifiedName;
  readonly #recorded = new Map<Revision, readonly Operation[] | null>();
  #now: Standing | undefined;
  #schemas: Promise<readonly string[]> | undefined;

  private constructor(
    project: Project,
    dialect: Dialect,
    server: ScratchServer,
    graph: RevisionGraph,
    metadataTable: QualifiedName,
  ) {
    this.#project = project;
    this.#dialect = dialect;
    this.#server = server;
    this.#graph = graph;
    this.tables = ownTablesOf(project.config);
    this.metadataTable = metadataTable;
  }

  /** On a server, which stays the caller's. */
  static async on(project: Project, server: ScratchServer): Promise<ScratchBench> {
    const { dialect, target } = await project.target(true);
    return new ScratchBench(project, dialect, server, await project.graph(), metadataTableOf(target));
  }

  /** A database that holds everything below a revision and no rows. Throws what replaying throws. */
  async before(revision: Revision, operations: readonly Operation[] | null): Promise<Scratch> {
    const below = new Set(this.#below(revision));
    if (this.#now && equalSets(this.#now.applied, below)) return this.#now.scratch;
    await this.close();
    const scratch = await openScratch(this.#dialect, this.#server);
    this.#now = { scratch, applied: below };
    try {
      await this.#replay(scratch, [...revision.downRevisions, ...revision.dependsOn]);
      await this.#clear(scratch);
      return scratch;
    } catch (error) {
      if (!(error instanceof MigrationFailedError)) throw error;
      return this.#takeConnected(revision, operations, error);
    }
  }

  /** A database that holds every revision. */
  async atHeads(): Promise<Scratch> {
    await this.close();
    const scratch = await openScratch(this.#dialect, this.#server);
    this.#now = { scratch, applied: new Set(this.#graph.revisions.map(({ id }) => id)) };
    await this.#replay(scratch, ["heads"]);
    return scratch;
  }

  /** What these revisions build, each after those before it; goes on from the present database. Throws what replaying throws. */
  async schemaAfter(revisions: readonly Revision[]): Promise<Schema> {
    this.#now ??= { scratch: await openScratch(this.#dialect, this.#server), applied: new Set() };
    const { scratch, applied } = this.#now;
    const ids = revisions.map(({ id }) => id).filter((id) => !applied.has(id));
    await this.#replay(scratch, ids);
    this.#now.applied = new Set([...applied, ...this.#graph.applied(ids).map(({ id }) => id)]);
    return this.#read(scratch);
  }

  /** A revision was proved on the present database, which holds it now. */
  async advance(revision: Revision): Promise<void> {
    if (!this.#now) return;
    await this.#clear(this.#now.scratch);
    this.#now.applied = new Set([...this.#below(revision), revision.id]);
  }

  /** Throws the present database away. */
  async close(): Promise<void> {
    const { scratch } = this.#now ?? {};
    this.#now = undefined;
    await scratch?.close();
  }

  /** What a script's upgrade records; null where it asks the database. */
  async record(revision: Revision): Promise<readonly Operation[] | null> {
    const known = this.#recorded.get(revision);
    if (known !== undefined) return known;
    const script = await loadDirection((file) => importScript(this.#project, file), revision.path, "upgrade");
    const operations = await record(script, scriptLanguage(this.#dialect)).catch(() => null);
    this.#recorded.set(revision, operations);
    return operations;
  }

  #below(revision: Revision): readonly string[] {
    const parents = [...revision.downRevisions, ...revision.dependsOn].map(
      (name) => this.#graph.get(name).id,
    );
    return this.#graph.applied(parents).map(({ id }) => id);
  }

  async #replay(scratch: Scratch, targets: readonly string[]): Promise<void> {
    const context = this.#context(scratch);
    if (this.#graph.size > 0) for (const target of targets) await context.upgrade(this.#graph, target);
  }

  #context({ connection, facts, target }: Scratch): MigrationContext {
    return MigrationContext.on(connection, facts, {
      dialect: this.#dialect,
      target,
      tables: this.tables,
      metadataTable: this.metadataTable,
      loadScript: (file) => importScript(this.#project, file),
    });
  }

  async #clear(scratch: Scratch): Promise<void> {
    const all = (await this.#read(scratch)).tables;
    const theirs = all.filter((table) => !equalNames(table, this.metadataTable));
    await emptyTables({ dialect: this.#dialect, connection: scratch.connection }, theirs);
  }

  async #read({ connection, facts }: Scratch): Promise<Schema> {
    const { tables, metadataTable } = this;
    const schemas = await (this.#schemas ??= this.#readSchemas());
    return readSchema({ dialect: this.#dialect, connection, facts, tables, metadataTable }, schemas);
  }

  async #readSchemas(): Promise<readonly string[]> {
    const all: Operation[] = [];
    for (const revision of this.#graph.revisions) all.push(...((await this.record(revision)) ?? []));
    return [...schemasIn(all)];
  }

  // What scripts alone do not build, the connected database may hold: where it stands right before the revision.
  async #takeConnected(
    revision: Revision,
    operations: readonly Operation[] | null,
    failure: MigrationFailedError,
  ): Promise<Scratch> {
    await this.close();
    return withMigration(this.#project, { readOnly: true }, async ({ context, dialect }) => {
      const standing = this.#graph.applied(await context.currentHeads()).map(({ id }) => id);
      if (!equalSets(new Set(standing), new Set(this.#below(revision)))) throw failure;
      const { connection, facts } = context;
      const { tables, metadataTable } = this;
      const original = { dialect, connection, facts, tables, metadataTable };
      const live = await readSchema(original, schemasIn(operations ?? []));
      const scratch = await openScratch(dialect, this.#server, facts);
      this.#now = { scratch, applied: new Set(standing) };
      await buildLike({ ...original, live }, scratch);
      return scratch;
    });
  }
}

function equalSets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
