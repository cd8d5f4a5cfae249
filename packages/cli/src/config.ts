import type { CompareConfig } from "./config-compare.js";
import type { ExtensionsConfig } from "./config-extensions.js";
import type { FilesConfig } from "./config-files.js";
import type { ReviewConfig } from "./config-review.js";
import type { RunConfig, TimeoutConfig } from "./config-run.js";
import type { SourceConfig } from "./config-source.js";
import type { TenantsConfig } from "./config-tenants.js";

/** Everything that can be configured. What is left out has the default that the README's table states. */
export interface AutogenConfig
  extends
    SourceConfig,
    TenantsConfig,
    FilesConfig,
    CompareConfig,
    RunConfig,
    TimeoutConfig,
    ReviewConfig,
    ExtensionsConfig {}

/** Types a configuration; returns it as it is. */
export function defineConfig(config: AutogenConfig): AutogenConfig {
  return config;
}
