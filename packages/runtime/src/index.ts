export { refuseFaults } from "./refuse-faults.js";
export { type DependentInTheWay } from "./find-dependents.js";
export { nameObject } from "./name-object.js";
export {
  BackfillKeyError,
  ConcurrentChangeError,
  DependentsInTheWayError,
  formatHeads,
  MigrationFailedError,
  OfflineQueryError,
  OfflineStateError,
  QueryNotAwaitedError,
  ResumeMismatchError,
  RowsInTheWayError,
  ScriptFunctionMissingError,
  ScriptTransactionError,
  TransactionLeftError,
  StatementInDoubtError,
  UnfinishedRevisionError,
  VersionRowError,
  type Direction,
  type MigrationFailure,
} from "./errors.js";
export { type EditedScript, type OnEvent, type RuntimeEvent } from "./events.js";
export {
  isOwnTable,
  MigrationContext,
  type Amendment,
  type EnsuredTables,
  type MigrationContextOptions,
  type RunOptions,
  type RunResult,
} from "./migration-context.js";
export { describeMisfit, type Misfit, type MisfitKind } from "./misfit.js";
export { createStepTable, createVersionTable, defaultOwnTables, type OwnTables } from "./own-tables.js";
export {
  writeRun,
  writeStamp,
  writeTables,
  type OfflineOptions,
  type OfflineRange,
  type OfflineRun,
  type OfflineStep,
} from "./offline.js";
export { type PendingWork } from "./walk-rows.js";
export { type AppliedStep, type TransactionMode } from "./run-steps.js";
export { type PreviewedStep } from "./preview.js";
export { digestScript, readProofLine, writeProofLine, type ProofLine } from "./proof-line.js";
export { layoutStatements } from "./layout-script.js";
export { openScratch, type Scratch } from "./scratch.js";
export { schemasIn } from "./schema-state.js";
export {
  checksumScript,
  checksumText,
  loadDirection,
  pairText,
  readScript,
  type LoadScript,
  type ScriptExports,
} from "./script.js";
export { defaultTimeouts, type Timeouts } from "./timeouts.js";
export { findUnfinished, type LoggedStep, type Progress, type StepOutcome } from "./step-log.js";
