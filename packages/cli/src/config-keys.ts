import type { CompareConfig } from "./config-compare.js";
import type { Extensions, ExtensionsConfig, Plugin } from "./config-extensions.js";
import type { FilesConfig } from "./config-files.js";
import type { ReviewConfig } from "./config-review.js";
import type { RunConfig, TimeoutConfig } from "./config-run.js";
import type { EnvironmentConfig, SourceConfig } from "./config-source.js";
import type { TenantsConfig } from "./config-tenants.js";
import type { AutogenConfig } from "./config.js";

/** What a key takes; a list: one of these words. */
export type Kind =
  | "string"
  | "duration"
  | "boolean"
  | "function"
  | "object"
  | "list"
  | "template"
  | "list or function"
  | "objects"
  | "count"
  | "name"
  | "operations"
  | "comparators"
  | "rewriters"
  | "hooks"
  | "dialects"
  | "strings"
  | "data source"
  | "naming"
  | readonly string[];

/** What each key of an object takes. */
export type Kinds<T> = Readonly<Record<keyof T, Kind>>;

const sourceKeys: Kinds<SourceConfig> = {
  dataSource: "data source",
  url: "string",
  schema: "string",
  environments: "object",
};

const tenantsKeys: Kinds<TenantsConfig> = { tenants: "list or function", tenantsAtOnce: "count" };

const filesKeys: Kinds<FilesConfig> = {
  directory: "name",
  versionLocations: "strings",
  recursive: "boolean",
  fileTemplate: "string",
  timezone: "string",
  slugLength: "duration",
  format: ["ts", "js", "sql"],
  template: "template",
  templateArgs: "object",
};

const compareKeys: Kinds<CompareConfig> = {
  ignore: "strings",
  includeName: "function",
  includeObject: "function",
  compareType: "function",
  compareDefault: "function",
  compareComment: "function",
  renames: ["ask", "auto", "never"],
  undeclaredTables: ["drop", "ignore"],
  undeclaredIndexes: ["keep", "drop"],
  mysqlChecks: ["honour", "ignore"],
  typeormMetadata: ["auto", "always", "never"],
};

const runKeys: Kinds<RunConfig> = {
  runner: ["autogen", "typeorm"],
  versionTable: "object",
  scratch: "object",
  onApply: "function",
  transaction: ["each", "all", "none"],
  naming: "naming",
};

const timeoutKeys: Kinds<TimeoutConfig> = {
  runnerTimeout: "duration",
  lockTimeout: "duration",
  statementTimeout: "duration",
  lockRetries: "duration",
};

const addedKeys: Kinds<Extensions> = {
  operations: "operations",
  comparators: "comparators",
  rewriters: "rewriters",
  processRevisionDirectives: "function",
  renderItem: "function",
  afterWrite: "hooks",
  dialects: "dialects",
};

const extensionsKeys: Kinds<ExtensionsConfig> = {
  plugins: "list",
  autogeneratePlugins: "strings",
  ...addedKeys,
};

const reviewKeys: Kinds<ReviewConfig> = { hazards: "object" };

/** The keys of `hazards`. */
export const hazardKeys: Kinds<NonNullable<ReviewConfig["hazards"]>> = {
  levels: "object",
  accept: "objects",
};

/** The keys of a configuration, in the order of the README's table. */
export const configKeys: Kinds<AutogenConfig> = {
  ...sourceKeys,
  env: "template",
  databases: "object",
  ...tenantsKeys,
  ...filesKeys,
  ...runKeys,
  ...timeoutKeys,
  ...compareKeys,
  ...reviewKeys,
  ...extensionsKeys,
};

/** The keys of a plugin. */
export const pluginKeys: Kinds<Plugin> = {
  name: "string",
  priority: ["first", "medium", "last"],
  ...addedKeys,
};

/** The keys of `versionTable`. */
export const versionTableKeys: Kinds<NonNullable<RunConfig["versionTable"]>> = {
  name: "name",
  schema: "name",
};

/** The keys of `scratch`. */
export const scratchKeys: Kinds<NonNullable<RunConfig["scratch"]>> = { url: "string" };

/** The keys of each environment. */
export const environmentKeys: Kinds<EnvironmentConfig> = {
  url: "string",
  dataSource: "data source",
  protected: "boolean",
  development: "boolean",
  ...timeoutKeys,
};
