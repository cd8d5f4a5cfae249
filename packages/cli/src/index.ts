export { applyDraft, type ApplyDraftOptions } from "./apply-draft.js";
export { baseline, type BaselineOptions, type BaselineResult } from "./baseline.js";
export { branches, type BranchPoint } from "./branches.js";
export { check, type CheckResult, type Turn } from "./check.js";
export { defineConfig, type AutogenConfig, type ConfigFunction, type ConfigInput } from "./config.js";
export { definePlugin, type Extensions, type Plugin } from "./config-extensions.js";
export { type DraftOptions } from "./draft-desk.js";
export { type DraftResult } from "./draft-script.js";
export { finishDraft, type FinishDraftOptions } from "./finish-draft.js";
export { type DataSourceInput, type EnvironmentConfig, type RunContext } from "./config-source.js";
export { defineEnv, type Env, type EnvChanges, type EnvFunction } from "./config-env.js";
export { type AppliedStep, type OnApply } from "./config-run.js";
export { type Tenant, type TenantContext } from "./config-tenants.js";
export { current, type CurrentResult, type CurrentRevision } from "./current.js";
export { defineComparator } from "./define-comparator.js";
export { defineOperation } from "./define-operation.js";
export { extendDialect } from "./dialects.js";
export { diff, type DiffResult } from "./diff.js";
export { edit, type EditOptions, type EditResult } from "./edit.js";
export { ensureVersion, type EnsureVersionResult } from "./ensure-version.js";
export { heads, type HeadsOptions } from "./heads.js";
export { history, type HistoryOptions } from "./history.js";
export { init, type InitOptions, type InitResult } from "./init.js";
export { templates, type FoundProject, type Template } from "./templates.js";
export { merge, type MergeOptions } from "./merge.js";
export {
  downgradeSql,
  ensureVersionSql,
  stampSql,
  upgradeSql,
  type SqlOptions,
  type WrittenRevision,
  type WrittenSql,
} from "./offline.js";
export { type ProjectOptions } from "./project.js";
export { type RevisionEntry } from "./revision-entry.js";
export {
  type ProcessRevisionDirectives,
  type RevisionDirective,
  type RevisionDirectivesContext,
} from "./revision-directives.js";
export { review, type ReviewOptions } from "./review.js";
export { type Verified } from "./prove-new-revision.js";
export { revision, type RevisionOptions, type RevisionResult } from "./revision.js";
export { downgrade, upgrade, type RanRevision, type RunOptions, type RunSummary } from "./run-revisions.js";
export { type ScriptTemplate, type TemplateParts } from "./script-template.js";
export { show, type ShownRevision, type ShowOptions } from "./show.js";
export { squash, type SquashOptions, type SquashResult } from "./squash.js";
export { stamp, type StampOptions, type StampResult } from "./stamp.js";
export {
  checkTenants,
  currentTenants,
  downgradeTenants,
  ensureVersionTenants,
  stampTenants,
  upgradeTenants,
  type TenantResult,
  type TenantsOptions,
} from "./tenants.js";
export { type ScriptOptions, type WrittenScript } from "./write-script.js";
export { verify, type VerifiedRevision, type VerifyOptions, type VerifyResult } from "./verify.js";
export { undoDraft } from "./undo-draft.js";
export { type CommandHook, type WriteHook } from "./write-hooks.js";
export {
  stop,
  type AnyComparator,
  type Comparator,
  type ComparatorContext,
  type ComparatorReader,
  type AnyOperation,
  type ComparatorResult,
  type ComparedPairs,
} from "@typeorm-autogen/autogenerate";
export { type Dialect, type DialectEntry } from "@typeorm-autogen/dialect";
export { AutogenError, isAutogenError } from "@typeorm-autogen/errors";
export { type Report, type ReviewedRevision } from "@typeorm-autogen/review";
export { type Acceptance, type Hazard, type HazardPolicy } from "@typeorm-autogen/hazards";
export { type Column, type QualifiedName, type Schema, type Table } from "@typeorm-autogen/model";
export {
  evolve,
  reverse,
  Rewriter,
  type AnyOperationDefinition,
  type ImplementationContext,
  type Operation,
  type OperationArguments,
  type OperationDefinition,
  type OperationMap,
  type Operations,
  type RewriteContext,
  type Rewritten,
} from "@typeorm-autogen/ops";
export { type RenderedItem, type RenderItem } from "@typeorm-autogen/render";
