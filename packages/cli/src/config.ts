import type { CompareConfig } from "./config-compare.js";
import type { EnvConfig } from "./config-env.js";
import type { ExtensionsConfig } from "./config-extensions.js";
import type { FilesConfig } from "./config-files.js";
import type { ReviewConfig } from "./config-review.js";
import type { RunConfig, TimeoutConfig } from "./config-run.js";
import type { RunContext, SourceConfig } from "./config-source.js";
import type { TenantsConfig } from "./config-tenants.js";

/** Everything that can be configured. What is left out has the default that the README's table states. */
export interface AutogenConfig
  extends
    SourceConfig,
    EnvConfig,
    TenantsConfig,
    FilesConfig,
    CompareConfig,
    RunConfig,
    TimeoutConfig,
    ReviewConfig,
    ExtensionsConfig {
  /** Databases with a history each, by name: what each has of its own, over what stands here for all. */
  readonly databases?: Readonly<Record<string, Omit<AutogenConfig, "databases">>>;
}

/** Makes a configuration for a command line: it gets `-x`, `-n` and `--tag`. */
export type ConfigFunction = (context: RunContext) => AutogenConfig | Promise<AutogenConfig>;

/** A configuration, or a function that makes one. */
export type ConfigInput = AutogenConfig | ConfigFunction;

/** Types a configuration, or a function that makes one; returns it as it is. */
export function defineConfig(config: AutogenConfig): AutogenConfig;
export function defineConfig(config: ConfigFunction): ConfigFunction;
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
