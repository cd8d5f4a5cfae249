export { check, type CheckResult, type Turn } from "./check.js";
export {
  defineConfig,
  type AutogenConfig,
  type DataSourceInput,
  type EnvironmentConfig,
  type RunContext,
} from "./config.js";
export { current, type CurrentResult, type CurrentRevision } from "./current.js";
export { diff, type DiffResult } from "./diff.js";
export { history, type HistoryEntry, type HistoryOptions } from "./history.js";
export { init, type InitResult } from "./init.js";
export { type ProjectOptions } from "./project.js";
export { revision, type RevisionOptions, type RevisionResult } from "./revision.js";
export { downgrade, upgrade, type RanRevision, type RunOptions, type RunSummary } from "./run-revisions.js";
export { AutogenError, isAutogenError } from "@typeorm-autogen/errors";
export { type Operation, type Operations } from "@typeorm-autogen/ops";
