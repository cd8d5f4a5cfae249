export { type ActionInput, type WatchAction } from "./actions.js";
export { DeclarationReader, writeDeclaration } from "./declaration-text.js";
export {
  type ApplyInput,
  type KnownProject,
  type CompareInput,
  type DeclaredProject,
  type JobResult,
  type OpenedProject,
  type RevisionInput,
  type WatchJobs,
} from "./jobs.js";
export { PageError, PageServer, type PageOptions } from "./page-server.js";
export { pendingTables, type PendingContext } from "./pending-tables.js";
export { snapshotLine } from "./plain-lines.js";
export { type Look } from "./lines.js";
export { Screen, type ScreenOptions } from "./screen.js";
export { serveJobs, type JobService } from "./serve-jobs.js";
export {
  firstSnapshot,
  type PendingOperation,
  type PendingTable,
  type WatchedDatabase,
  type WatchedDifference,
  type WatchedDraft,
  type WatchProblem,
  type WatchSnapshot,
  type WatchState,
} from "./snapshot.js";
export { Watcher, type WatcherOptions } from "./watcher.js";
export { JobError, Worker, type WorkerOptions } from "./worker.js";
