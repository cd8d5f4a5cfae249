import type { CompareHooks } from "@typeorm-autogen/compare";
import type { QualifiedName } from "@typeorm-autogen/model";

/** A DataSource of the user's TypeORM, recognised by shape. */
interface DataSourceLike {
  readonly options: Readonly<Record<string, unknown>> & { readonly type: string };
}

/** What a function that makes a DataSource may depend on. */
export interface RunContext {
  /** The `-x KEY=VALUE` of the command line. */
  readonly x: Readonly<Record<string, string>>;
  /** The environment's name, or null. */
  readonly environment: string | null;
}

/** Where a DataSource comes from: a file, the object, or a function that makes one (a Nest application's own). */
export type DataSourceInput =
  string | DataSourceLike | ((context: RunContext) => DataSourceLike | Promise<DataSourceLike>);

/** What differs between places where the same revisions run. */
export interface EnvironmentConfig {
  readonly url?: string;
  readonly dataSource?: DataSourceInput;
  /** Refuses downgrade without `--yes-i-mean NAME`. */
  readonly protected?: boolean;
}

/** Everything that can be configured. What is left out has the default that the README's table states. */
export interface AutogenConfig {
  /** A file that exports a DataSource, relative to the configuration, or a function that gives one. */
  readonly dataSource?: DataSourceInput;
  /** Takes the place of the DataSource's host, port, user, password and database. */
  readonly url?: string;
  /**
   * PostgreSQL's default schema, where the DataSource names one: `upgrade` with a URL loads no DataSource that would
   * say it.
   */
  readonly schema?: string;
  /** Folder of the revision scripts, relative to the configuration. */
  readonly directory?: string;
  /** Name of a new script without its extension, of `{id}`, `{slug}` and dates such as `{yyyyMMdd_HHmm}` (UTC). */
  readonly fileTemplate?: string;
  /** What a new script is written in. */
  readonly format?: "ts" | "js";
  readonly versionTable?: { readonly name?: string; readonly schema?: string };
  /** Tables of the database that are nobody's business: names, or patterns with `*`. */
  readonly ignore?: readonly string[];
  /** Whether a table counts, on both sides. */
  readonly includeName?: (table: QualifiedName) => boolean;
  /** Whether an object counts, asked for both sides. */
  readonly includeObject?: CompareHooks["includeObject"];
  /** Three-valued: true (different), false (the same), undefined (the usual rule). */
  readonly compareType?: CompareHooks["compareType"];
  readonly compareDefault?: CompareHooks["compareDefault"];
  readonly compareComment?: CompareHooks["compareComment"];
  /** What to do with guesses at renames. */
  readonly renames?: "ask" | "auto" | "never";
  readonly undeclaredTables?: "drop" | "ignore";
  readonly undeclaredIndexes?: "keep" | "drop";
  /** `@Check` on MySQL and MariaDB, where TypeORM leaves it out. */
  readonly mysqlChecks?: "honour" | "ignore";
  /** TypeORM's metadata rows: kept up to date where the table exists, always (creating it), or never. */
  readonly typeormMetadata?: "auto" | "always" | "never";
  /** How long to wait for another runner, in milliseconds. */
  readonly lockTimeout?: number;
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>;
}

/** Types a configuration; returns it as it is. */
export function defineConfig(config: AutogenConfig): AutogenConfig {
  return config;
}
