import type { TimeoutConfig } from "./config-run.js";

/** A DataSource of the user's TypeORM, recognised by shape. */
interface DataSourceShape {
  readonly options: { readonly type: string };
}

/** What a function of the configuration may depend on. */
export interface RunContext {
  /** The `-x KEY=VALUE` of the command line. */
  readonly x: Readonly<Record<string, string>>;
  /** The environment's name, or null. */
  readonly environment: string | null;
  /** The `--tag` of the command line, or null. */
  readonly tag: string | null;
}

/** Where a DataSource comes from: a file, the object, or a function that makes one (a Nest application's own). */
export type DataSourceInput =
  string | DataSourceShape | ((context: RunContext) => DataSourceShape | Promise<DataSourceShape>);

/** What differs between places where the same revisions run. */
export interface EnvironmentConfig extends TimeoutConfig {
  readonly url?: string;
  readonly dataSource?: DataSourceInput;
  /** Refuses `downgrade` and `stamp --purge` without `--yes-i-mean NAME`. */
  readonly protected?: boolean;
  /** A server on which scratch databases may be made. */
  readonly development?: boolean;
}

/** Which database, and where its entities come from. */
export interface SourceConfig {
  /** A file that exports a DataSource, relative to the configuration, or a function that gives one. */
  readonly dataSource?: DataSourceInput;
  /** Takes the place of the DataSource's host, port, user, password and database. */
  readonly url?: string;
  /**
   * PostgreSQL's default schema, where the DataSource names one: `upgrade` with a URL loads no DataSource that would
   * say it.
   */
  readonly schema?: string;
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>;
}
