import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import {
  check,
  downgrade,
  revision,
  upgrade,
  type AutogenConfig,
  type CheckResult,
  type RevisionResult,
  type RunSummary,
} from "typeorm-autogen";
import { loadTypeorm, type Line } from "../entities/stories.js";
import { afterwards, freshTarget } from "../live/after-test.js";
import { dumpDatabase } from "../live/dump-database.js";
import type { FreshDatabase } from "../live/fresh-database.js";
import { queryDatabase, type Row } from "../live/query-database.js";
import { targets, type Target } from "../live/targets.js";

const root = resolve(import.meta.dirname, "../..");
/** One row per dialect: these stories do not differ by driver or server version. */
export const dialectTargets: readonly Target[] = ["better-sqlite3", "postgres"].flatMap((name) =>
  targets.filter((target) => target.name === name),
);

/** The PostgreSQL of the stories that SQLite cannot tell. */
export const onPostgres: readonly Target[] = dialectTargets.filter(({ dialect }) => dialect === "postgres");

/** The SQLite of the stories that PostgreSQL cannot tell. */
export const onSqlite: readonly Target[] = dialectTargets.filter(({ dialect }) => dialect === "sqlite");

/** What EntitySchema takes. */
export interface Entity {
  readonly name: string;
  readonly columns: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [more: string]: unknown;
}

/** Answers to questions, as the command line takes them, and what a revision follows. */
type Answers = Pick<
  Parameters<typeof revision>[0],
  | "rename"
  | "renames"
  | "backfill"
  | "using"
  | "map"
  | "acceptDataLoss"
  | "empty"
  | "verify"
  | "against"
  | "head"
  | "splice"
>;

/** A project whose entities change from call to call, on a database of its own. */
export interface ToldProject {
  readonly dir: string;
  readonly fresh: FreshDatabase;
  /** What every function of Autogen takes, to work on this project as it is now. */
  options(): { readonly cwd: string; readonly dataSource: never; readonly config: AutogenConfig };
  /** Runs SQL; gives the rows of the last statement. */
  sql(text: string): Promise<readonly Row[]>;
  /** The schema as the database's own tool writes it, Autogen's tables left out. */
  dump(): Promise<readonly string[]>;
  /**
   * Makes these the project's entities: schemas, or classes with decorators. `options` are the DataSource's; `types` are
   * names that its driver is told of, as people do for types of their own.
   */
  declare(
    entities: readonly (Entity | typeof Object)[],
    options?: Readonly<Record<string, unknown>>,
    types?: readonly string[],
  ): void;
  /** Adds to the project's configuration. */
  configure(config: AutogenConfig): void;
  write(answers?: Answers): Promise<RevisionResult>;
  up(target?: string, options?: { readonly preflight?: boolean }): Promise<RunSummary>;
  down(target?: string): Promise<RunSummary>;
  check(against?: "revisions" | "scratch"): Promise<CheckResult>;
  /** Lets TypeORM itself bring the database to the entities. */
  synchronise(): Promise<void>;
  /** What TypeORM itself finds different. */
  typeormDifference(): Promise<readonly string[]>;
}

interface TypeormDataSource {
  initialize(): Promise<unknown>;
  synchronize(): Promise<void>;
  destroy(): Promise<void>;
  readonly driver: {
    readonly supportedDataTypes: string[];
    createSchemaBuilder(): { log(): Promise<{ readonly upQueries: readonly { readonly query: string }[] }> };
  };
}

/** Opens a project on a fresh database, or on another project's; both go after the test. */
export async function openProject(
  target: Target,
  line: Line = "1",
  shared?: FreshDatabase,
): Promise<ToldProject> {
  const fresh = shared ?? (await freshTarget(target));
  const dir = projectFolder();
  const typeorm = (await loadTypeorm(line)) as unknown as {
    readonly DataSource: new (options: object) => TypeormDataSource;
    readonly EntitySchema: new (entity: Entity) => object;
  };
  let newDataSource: () => TypeormDataSource = () => new typeorm.DataSource(fresh.options);
  // Deep runs prove every script on PostgreSQL too; on SQLite all runs do.
  const scratch = process.env["AUTOGEN_DEEP"] && target.server ? { url: fresh.url } : {};
  let config: AutogenConfig = { format: "js", scratch };
  const project = () => ({ cwd: dir, dataSource: newDataSource() as never, config });
  return {
    dir,
    fresh,
    options: project,
    sql: (text) => queryDatabase(fresh, text),
    dump: async () => foreignStatements(await dumpDatabase(fresh)),
    declare: (entities, options = {}, types = []) => {
      const schemas = entities.map((entity) =>
        typeof entity === "function" ? entity : new typeorm.EntitySchema(entity),
      );
      newDataSource = () => {
        const dataSource = new typeorm.DataSource({ ...fresh.options, ...options, entities: schemas });
        dataSource.driver.supportedDataTypes.push(...types);
        return dataSource;
      };
    },
    configure: (more) => {
      config = { ...config, ...more };
    },
    write: (answers = {}) => revision({ ...project(), message: "change", ...answers }),
    up: (to, options) => upgrade({ ...project(), ...(to !== undefined && { target: to }), ...options }),
    down: (to = "-1") => downgrade({ ...project(), target: to }),
    check: (against) => check({ ...project(), ...(against && { against }) }),
    synchronise: () => withTypeorm(newDataSource(), (dataSource) => dataSource.synchronize()),
    typeormDifference: () =>
      withTypeorm(newDataSource(), async ({ driver }) => {
        const { upQueries } = await driver.createSchemaBuilder().log();
        return upQueries.map(({ query }) => query);
      }),
  };
}

async function withTypeorm<Result>(
  dataSource: TypeormDataSource,
  work: (dataSource: TypeormDataSource) => Promise<Result>,
): Promise<Result> {
  await dataSource.initialize();
  return work(dataSource).finally(() => dataSource.destroy());
}

function projectFolder(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "autogen-story-")));
  afterwards(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(join(root, "packages/cli"), join(dir, "node_modules/typeorm-autogen"), "dir");
  symlinkSync(join(root, "node_modules/typescript-6"), join(dir, "node_modules/typescript"), "dir");
  return dir;
}

function foreignStatements(dump: string): readonly string[] {
  const statements = dump.split(/\n(?=CREATE |ALTER |-- )/);
  return statements.filter((statement) => statement !== "" && !/autogen_|sqlite_sequence/.test(statement));
}

/** A schema that changes while there are rows. */
export interface Change {
  readonly before: readonly Entity[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly after: readonly Entity[];
  readonly afterOptions?: Readonly<Record<string, unknown>>;
  /** SQL by hand after the first upgrade: rows, triggers, views. */
  readonly setup?: string;
  readonly answers?: Answers;
  /** A query, and what it gives before (and after going back) and after. */
  readonly rows?: {
    readonly before: string;
    readonly is: readonly Row[];
    readonly after?: string;
    readonly becomes: readonly Row[];
    readonly back?: readonly Row[];
  };
}

/** What a change came to; for stories that look closer. */
export interface ToldChange {
  readonly project: ToldProject;
  readonly result: RevisionResult;
}

/**
 * Tells a change: builds what was, puts rows in, writes the revision, upgrades, checks, writes nothing more, goes back to
 * the same dump and the same rows, and up again. Fails where any of that is not so.
 */
export async function tellChange(project: ToldProject, change: Change): Promise<ToldChange> {
  project.declare(change.before, change.options);
  await project.write();
  await project.up();
  if (change.setup !== undefined) await project.sql(change.setup);
  await expectRows(project, change.rows?.before, change.rows?.is);
  const dump = await project.dump();
  project.declare(change.after, change.afterOptions ?? change.options);
  const result = await project.write(change.answers);
  await project.up();
  await expectSettled(project, change);
  await project.down();
  expect(await project.dump()).toEqual(dump);
  await expectRows(project, change.rows?.before, change.rows?.back ?? change.rows?.is);
  await project.up();
  await expectSettled(project, change);
  return { project, result };
}

async function expectSettled(project: ToldProject, { rows }: Change): Promise<void> {
  expect((await project.check()).sql).toEqual([]);
  expect(await project.write()).toMatchObject({ revision: null, path: null });
  await expectRows(project, rows?.after ?? rows?.before, rows?.becomes);
}

async function expectRows(
  project: ToldProject,
  query: string | undefined,
  rows: readonly Row[] | undefined,
): Promise<void> {
  if (query !== undefined && rows !== undefined) expect(await project.sql(query)).toEqual(rows);
}

export const id = { type: "integer", primary: true } as const;
