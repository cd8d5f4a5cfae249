import type { ConnectionTarget, Dialect, DialectRegistry, Row } from "@typeorm-autogen/dialect";
import type { DataSourceLike } from "@typeorm-autogen/load";
import { DatabaseMismatchError, UrlError } from "./config-errors.js";
import type { AutogenConfig } from "./config.js";
import type { Project, ProjectOptions } from "./project.js";

/** A database's kind and how to reach it. */
export interface ProjectTarget {
  readonly dialect: Dialect;
  readonly target: ConnectionTarget;
}

/** What was said nearest to the command line wins, and takes what was said further away along. */
export function urlOf(
  options: ProjectOptions,
  environment: Project["environment"],
  config: AutogenConfig,
): string | undefined {
  if (options.url !== undefined) return options.url;
  if (options.dataSource !== undefined) return undefined;
  if (environment?.url !== undefined || environment?.dataSource !== undefined) return environment.url;
  return config.url;
}

interface TargetSearch {
  readonly url: string | undefined;
  readonly cwd: string;
  readonly schema: string | undefined;
  readonly dialects: DialectRegistry;
  readonly loaded?: DataSourceLike | undefined;
  readonly dataSource: () => Promise<DataSourceLike>;
  readonly projectDir: string;
  readonly readOnly: boolean;
  /** Gives a dialect what the project adds to it. */
  readonly speaking: (dialect: Dialect) => Promise<Dialect>;
}

/** The database that a project means. A URL needs no data source. Throws UrlError, DatabaseMismatchError. */
export async function findTarget(search: TargetSearch): Promise<ProjectTarget> {
  const { dialect, target } = await locate(search);
  return { dialect: await search.speaking(dialect), target };
}

async function locate(search: TargetSearch): Promise<ProjectTarget> {
  const { url, cwd, schema, dialects, loaded, dataSource, projectDir, readOnly } = search;
  const { options } = url === undefined ? await dataSource() : (loaded ?? { options: undefined });
  const place = { projectDir, readOnly };
  const withSchema = schema === undefined || options?.["schema"] !== undefined ? {} : { schema };
  if (url === undefined) {
    const dialect = await dialects.find({ driver: String(options?.type) });
    return { dialect, target: { ...place, options: { ...options, ...withSchema } } };
  }
  if (!/^[a-z][a-z0-9+.-]*:/i.test(url)) throw new UrlError();
  const dialect = await dialects.find({ url });
  if (options && !dialect.drivers.includes(options.type)) {
    throw new DatabaseMismatchError(dialect.label, options.type);
  }
  return { dialect, target: { ...place, url, cwd, options: { ...options, ...withSchema } } };
}

/** Asks a database questions, on a connection of its own for each. */
export function queryProject(
  find: () => Promise<ProjectTarget>,
): (sql: string, parameters?: readonly unknown[]) => Promise<readonly Row[]> {
  return async (sql, parameters) => {
    const { dialect, target } = await find();
    const connection = await dialect.connect(target);
    try {
      return await connection.query(sql, parameters);
    } finally {
      await connection.close();
    }
  };
}
