import { dirname, join, resolve } from "node:path";
import type { Dialect, DialectRegistry } from "@typeorm-autogen/dialect";
import {
  createLoader,
  DataSourceNotFoundError,
  type DataSourceLike,
  type Loader,
} from "@typeorm-autogen/load";
import { readRevisionFolders, RevisionGraph } from "@typeorm-autogen/revisions";
import { NoDirectoryError, UnknownEnvironmentError, TypeormRunnerError } from "./config-errors.js";
import type { DataSourceInput, EnvironmentConfig, RunContext } from "./config-source.js";
import type { Tenant } from "./config-tenants.js";
import type { AutogenConfig, ConfigInput } from "./config.js";
import { dialectsWith } from "./dialects.js";
import { guardFilters } from "./guard-hook.js";
import { loadExtensions, type ProjectExtensions } from "./plugins.js";
import { lentConnection } from "./lent-connection.js";
import { findTarget, queryProject, urlOf, type ProjectTarget } from "./project-target.js";
import { findSourceFile, openDataSource, sourceOf, type Source } from "./project-source.js";
import { chooseDatabase, readConfig, type ReadConfig } from "./read-config.js";
import { readTenants, tenantNamed, tenantTarget } from "./read-tenants.js";
import { NoTenantsError, TenantsError, TenantUrlError } from "./tenant-errors.js";
import { OptionConflictError } from "./usage-errors.js";
import { chooseFolder } from "./version-locations.js";

/** What every command and function takes: where the project is. Relative paths count from `cwd`. */
export interface ProjectOptions {
  readonly cwd?: string;
  /** A data source file, a DataSource, or a function that gives one. */
  readonly dataSource?: DataSourceInput;
  /** Folder of the revision scripts. */
  readonly directory?: string;
  /** A configuration file, or the configuration itself. */
  readonly config?: string | ConfigInput;
  /** The folder that relative paths of a configuration given as an object count from; `cwd` by default. */
  readonly configDir?: string;
  /** Name of a database of the configuration, where it has several. */
  readonly database?: string;
  /** Name of an environment of the configuration. */
  readonly environment?: string;
  /** Takes the place of the DataSource's connection. */
  readonly url?: string;
  /**
   * An open connection: a QueryRunner of TypeORM's, or the driver's own client. What would connect works on it, in its
   * transaction if one is open, and leaves it open.
   */
  readonly connection?: object;
  /** Name of a tenant of the configuration. */
  readonly tenant?: string;
  /** The `-x KEY=VALUE` of the command line; handed to a function that makes the DataSource. */
  readonly x?: Readonly<Record<string, string>>;
  /** The `--tag` of the command line; handed to a function that makes the DataSource. */
  readonly tag?: string;
  /** Told what was found and chosen, for people. */
  readonly onDetail?: (message: string) => void;
  /** Told what is being done. */
  readonly onProgress?: (step: string) => void;
}

/** A project as its configuration describes it. What costs time is found when it is asked for, once. */
export interface Project {
  readonly dir: string;
  readonly config: AutogenConfig;
  readonly x: RunContext["x"];
  readonly environment: (EnvironmentConfig & { readonly name: string }) | null;
  /** Whose database this is; null where nobody said, or where the configuration has no tenants. */
  readonly tenant: Tenant | null;
  readonly loader: Loader;
  readonly extensions: ProjectExtensions;
  /** The client of the caller's that is worked on; null where connections are opened. */
  readonly client: (() => Promise<unknown>) | null;
  /** The databases that this project may speak to. */
  readonly dialects: DialectRegistry;
  /** Absolute folder that a new script goes into. Throws NoDirectoryError, VersionPathError. */
  folderFor(parents: readonly string[], versionPath?: string): Promise<string>;
  /** The revisions on disk, read without running them. */
  graph(): Promise<RevisionGraph>;
  /** The same, read anew. */
  rereadGraph(): Promise<RevisionGraph>;
  /** Absolute folders of the scripts. */
  revisionFolders(): Promise<readonly string[]>;
  /** The data source, never initialised. */
  dataSource(): Promise<DataSourceLike>;
  /**
   * The database's kind and how to reach it. A URL needs no data source, so that none is loaded where scripts only run;
   * `loaded` is one that is there anyway, whose other options then count. Where there are tenants and none was named, it
   * is the first one's.
   */
  target(readOnly: boolean, loaded?: DataSourceLike): Promise<ProjectTarget>;
  /** The dialect with the names that this project gives by convention. */
  speaking(dialect: Dialect): Promise<Dialect>;
  /** What a message calls the place where the entities come from. */
  dataSourceName(): Promise<string>;
  /** The tenants of the configuration; null where it has none. Throws TenantsError. */
  tenants(): Promise<readonly Tenant[] | null>;
  /** The same project in the database of one tenant. */
  at(tenant: Tenant): Project;
  detail(message: string): void;
  progress(step: string): void;
}

/** Finds out what project these options mean. Loads the configuration, nothing else. */
export async function openProject(options: ProjectOptions): Promise<Project> {
  if (options.connection === undefined) return findProject(options, null);
  const { dataSource, client } = lentConnection(options.connection);
  if (!dataSource) return findProject(options, client);
  if (options.url !== undefined)
    throw new OptionConflictError("connection", "url", "a QueryRunner is connected already");
  return findProject({ ...options, dataSource: options.dataSource ?? dataSource }, client);
}

/** A configuration, or that of one database of it, and what it was read with. */
interface FoundConfig extends ReadConfig {
  readonly cwd: string;
  readonly context: RunContext;
}

/** The configuration that these options mean. Loads nothing else. */
export async function configOf(options: ProjectOptions): Promise<FoundConfig> {
  const cwd = resolve(options.cwd ?? ".");
  const { x = {}, environment = null, tag = null } = options;
  const context: RunContext = { x, environment, tag };
  const read = await readConfig(options.config, cwd, context, options.configDir);
  return { ...read, config: chooseDatabase(read.config, options.database), cwd, context };
}

async function findProject(options: ProjectOptions, client: Project["client"]): Promise<Project> {
  const { cwd, context, dir, file, config: given } = await configOf(options);
  const config = guardFilters(given);
  const loader = createLoader(dir);
  const detail = options.onDetail ?? (() => undefined);
  if (file !== undefined) detail(`configuration: ${file}`);
  const extensions = await loadExtensions(config, loader, dir);
  const dialects = dialectsWith(extensions.dialects);
  const environment = chooseEnvironment(config, options.environment);
  const source = sourceOf(options, environment, config, cwd, dir);
  const dataSource = once(() => openDataSource(source, context, loader, detail));
  const locations = once(() => findLocations(options, { cwd, dir, config, source }));
  const rereadGraph = async () => {
    if (config.runner === "typeorm") throw new TypeormRunnerError();
    return readGraph(await locations(), config);
  };
  const graph = once(rereadGraph);
  const url = urlOf(options, environment, config);
  const speaking = speakingBy(config, dataSource);
  const search: Search = { url, cwd, schema: config.schema, dialects, dataSource, projectDir: dir, speaking };
  const tenants = once(() => listTenants(config, context, search));
  const project: Project = {
    dir,
    config,
    x: context.x,
    environment,
    tenant: null,
    loader,
    extensions,
    client,
    dialects,
    folderFor: async (parents, versionPath) =>
      chooseFolder(await graph(), { locations: await locations(), parents, versionPath, from: [cwd, dir] }),
    dataSource,
    graph,
    rereadGraph,
    revisionFolders: locations,
    target: async (readOnly, loaded) => {
      const [first] = (await tenants()) ?? [];
      return first ? project.at(first).target(readOnly, loaded) : findTarget({ ...search, loaded, readOnly });
    },
    tenants,
    at: (tenant) => {
      if (options.url !== undefined && tenant.url !== undefined) throw new TenantUrlError(tenant.name);
      return atTenant(project, tenant, { ...search, url: tenant.url ?? url });
    },
    speaking,
    dataSourceName: async () => (await findSourceFile(source).catch(() => undefined)) ?? "the data source",
    detail,
    progress: options.onProgress ?? (() => undefined),
  };
  return options.tenant === undefined ? project : project.at(await namedTenant(project, options.tenant));
}

function speakingBy({ naming }: AutogenConfig, dataSource: Project["dataSource"]): Project["speaking"] {
  if (naming === undefined) return async (dialect) => dialect;
  const convention = once(async () => (await import("./naming.js")).namingConvention(naming, dataSource));
  return async (dialect) => ({ ...dialect, naming: await convention() });
}

async function namedTenant(project: Project, name: string): Promise<Tenant> {
  const tenants = await project.tenants();
  if (!tenants) throw new NoTenantsError();
  return tenantNamed(tenants, name);
}

type Search = Omit<Parameters<typeof findTarget>[0], "readOnly" | "loaded">;

async function listTenants(
  { tenants, versionTable }: AutogenConfig,
  context: RunContext,
  search: Search,
): Promise<readonly Tenant[] | null> {
  if (tenants === undefined) return null;
  if (versionTable?.schema !== undefined)
    throw new TenantsError(
      "they would share the version table of one schema",
      "leave out versionTable.schema",
    );
  return readTenants(tenants, {
    ...context,
    query: queryProject(() => findTarget({ ...search, readOnly: true })),
  });
}

function atTenant(project: Project, tenant: Tenant, search: Search): Project {
  return {
    ...project,
    tenant,
    target: async (readOnly, loaded) => {
      const { dialect, target } = await findTarget({ ...search, loaded, readOnly });
      return { dialect, target: tenantTarget(target, tenant, dialect) };
    },
    progress: (step) => project.progress(`${tenant.name}: ${step}`),
  };
}

function readGraph(
  folders: readonly string[],
  { recursive, fileTemplate = "" }: AutogenConfig,
): RevisionGraph {
  const options = { missing: "empty", recursive: recursive ?? fileTemplate.includes("/") } as const;
  return new RevisionGraph(readRevisionFolders(folders, options));
}

function chooseEnvironment(config: AutogenConfig, name: string | undefined): Project["environment"] {
  if (name === undefined) return null;
  const environment = config.environments?.[name];
  if (environment) return { ...environment, name };
  throw new UnknownEnvironmentError(name, Object.keys(config.environments ?? {}));
}

interface Places {
  readonly cwd: string;
  readonly dir: string;
  readonly config: AutogenConfig;
  readonly source: Source;
}

/** The folder of the scripts, then the further ones. What the command line names stands alone. */
async function findLocations(options: ProjectOptions, places: Places): Promise<readonly string[]> {
  const { config, dir } = places;
  const directory = await findDirectory(options, places);
  const further = options.directory === undefined ? (config.versionLocations ?? []) : [];
  return [...new Set([directory, ...further.map((folder) => resolve(dir, folder))])];
}

async function findDirectory(
  { directory, database }: ProjectOptions,
  { config, dir, cwd, source }: Places,
): Promise<string> {
  if (directory !== undefined) return resolve(cwd, directory);
  if (config.directory !== undefined) return resolve(dir, config.directory);
  const own = database === undefined ? "revisions" : join("revisions", database);
  const file = await findSourceFile(source).catch((error: unknown) => {
    throw error instanceof DataSourceNotFoundError ? new NoDirectoryError() : error;
  });
  return join(file === undefined ? dir : dirname(file), own);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
