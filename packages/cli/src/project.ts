import { dirname, join, resolve } from "node:path";
import type { Dialect, DialectRegistry } from "@typeorm-autogen/dialect";
import {
  createLoader,
  findConfigFile,
  explainLoadFailure,
  findDataSource,
  isDataSource,
  loadConfig,
  loadDataSource,
  type DataSourceLike,
  type Loader,
} from "@typeorm-autogen/load";
import { readRevisionFolders, RevisionGraph } from "@typeorm-autogen/revisions";
import { checkConfig } from "./check-config.js";
import {
  DataSourceInputError,
  NoDirectoryError,
  UnknownEnvironmentError,
  TypeormRunnerError,
} from "./config-errors.js";
import type { DataSourceInput, EnvironmentConfig, RunContext } from "./config-source.js";
import type { Tenant } from "./config-tenants.js";
import type { AutogenConfig } from "./config.js";
import { dialectsWith } from "./dialects.js";
import { loadExtensions, type ProjectExtensions } from "./plugins.js";
import { findTarget, queryProject, urlOf, type ProjectTarget } from "./project-target.js";
import { readTenants, tenantNamed, tenantTarget } from "./read-tenants.js";
import { NoTenantsError, TenantsError, TenantUrlError } from "./tenant-errors.js";
import { chooseFolder } from "./version-locations.js";

/** What every command and function takes: where the project is. Relative paths count from `cwd`. */
export interface ProjectOptions {
  readonly cwd?: string;
  /** A data source file, a DataSource, or a function that gives one. */
  readonly dataSource?: DataSourceInput;
  /** Folder of the revision scripts. */
  readonly directory?: string;
  /** A configuration file, or the configuration itself. */
  readonly config?: string | AutogenConfig;
  /** Name of an environment of the configuration. */
  readonly environment?: string;
  /** Takes the place of the DataSource's connection. */
  readonly url?: string;
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
  readonly environment: (EnvironmentConfig & { readonly name: string }) | null;
  /** Whose database this is; null where nobody said, or where the configuration has no tenants. */
  readonly tenant: Tenant | null;
  readonly loader: Loader;
  readonly extensions: ProjectExtensions;
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
  const cwd = resolve(options.cwd ?? ".");
  const { config, dir, file } = await readConfig(options.config, cwd);
  const loader = createLoader(dir);
  const detail = options.onDetail ?? (() => undefined);
  if (file !== undefined) detail(`configuration: ${file}`);
  const extensions = await loadExtensions(config, loader, dir);
  const dialects = dialectsWith(extensions.dialects);
  const environment = chooseEnvironment(config, options.environment);
  const source = sourceOf(options, environment, config, cwd, dir);
  const context: RunContext = {
    x: options.x ?? {},
    environment: options.environment ?? null,
    tag: options.tag ?? null,
  };
  const dataSource = once(() => openDataSource(source, context, loader, detail));
  const locations = once(() => findLocations(options, config, cwd, dir, source));
  const rereadGraph = async () => {
    if (config.runner === "typeorm") throw new TypeormRunnerError();
    return readGraph(await locations(), config);
  };
  const graph = once(rereadGraph);
  const url = urlOf(options, environment, config);
  const speaking = speakingBy(config, dataSource);
  const search: Search = { url, schema: config.schema, dialects, dataSource, projectDir: dir, speaking };
  const tenants = once(() => listTenants(config, context, search));
  const project: Project = {
    dir,
    config,
    environment,
    tenant: null,
    loader,
    extensions,
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
    dataSourceName: async () => (await findSourceFile(source)) ?? "the data source",
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

interface ReadConfig {
  readonly config: AutogenConfig;
  readonly dir: string;
  readonly file?: string;
}

async function readConfig(given: ProjectOptions["config"], cwd: string): Promise<ReadConfig> {
  if (typeof given === "object") return { config: await checkConfig(given, "the configuration"), dir: cwd };
  const file = given === undefined ? findConfigFile(cwd) : resolve(cwd, given);
  if (file === undefined) return { config: {}, dir: cwd };
  return { config: await checkConfig(await loadConfig(file), file), dir: dirname(file), file };
}

function chooseEnvironment(config: AutogenConfig, name: string | undefined): Project["environment"] {
  if (name === undefined) return null;
  const environment = config.environments?.[name];
  if (environment) return { ...environment, name };
  throw new UnknownEnvironmentError(name, Object.keys(config.environments ?? {}));
}

/** Where the data source comes from, and the folder that a relative file counts from. */
interface Source {
  readonly input: DataSourceInput | undefined;
  readonly from: string;
}

function sourceOf(
  options: ProjectOptions,
  environment: Project["environment"],
  config: AutogenConfig,
  cwd: string,
  dir: string,
): Source {
  if (options.dataSource !== undefined) return { input: options.dataSource, from: cwd };
  return { input: environment?.dataSource ?? config.dataSource, from: dir };
}

async function openDataSource(
  source: Source,
  context: RunContext,
  loader: Loader,
  detail: Project["detail"],
): Promise<DataSourceLike> {
  const { input, from } = source;
  if (typeof input === "function") return callForDataSource(input, context);
  if (typeof input === "object") return checkedDataSource(input);
  const found = await findDataSource(from, { dataSource: input });
  const dataSource = await loadDataSource(found.file, loader);
  detail(`data source: ${found.file} (${found.how}); TypeScript loader: ${loader.description}`);
  return dataSource;
}

async function callForDataSource(
  make: Extract<DataSourceInput, (...given: never) => unknown>,
  context: RunContext,
): Promise<DataSourceLike> {
  let made: unknown;
  try {
    made = await make(context);
  } catch (error) {
    throw explainLoadFailure(error, "the configuration's dataSource function");
  }
  return checkedDataSource(made);
}

function checkedDataSource(value: unknown): DataSourceLike {
  if (isDataSource(value)) return value;
  throw new DataSourceInputError(value);
}

async function findSourceFile({ input, from }: Source): Promise<string | undefined> {
  if (typeof input === "object" || typeof input === "function") return undefined;
  const found = await findDataSource(from, { dataSource: input }).catch(() => undefined);
  return found?.file;
}

/** The folder of the scripts, then the further ones. What the command line names stands alone. */
async function findLocations(
  options: ProjectOptions,
  config: AutogenConfig,
  cwd: string,
  dir: string,
  source: Source,
): Promise<readonly string[]> {
  const directory = await findDirectory(options, config, cwd, dir, source);
  const further = options.directory === undefined ? (config.versionLocations ?? []) : [];
  return [...new Set([directory, ...further.map((folder) => resolve(dir, folder))])];
}

async function findDirectory(
  options: ProjectOptions,
  config: AutogenConfig,
  cwd: string,
  dir: string,
  source: Source,
): Promise<string> {
  if (options.directory !== undefined) return resolve(cwd, options.directory);
  if (config.directory !== undefined) return resolve(dir, config.directory);
  if (typeof source.input === "object" || typeof source.input === "function") return join(dir, "revisions");
  const file = await findSourceFile(source);
  if (file === undefined) throw new NoDirectoryError();
  return join(dirname(file), "revisions");
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
