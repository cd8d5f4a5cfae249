export { backfillSql } from "./backfill-sql.js";
export { bulkInsertSql } from "./bulk-insert-sql.js";
export { type Capabilities } from "./capabilities.js";
export { compileAnywhere } from "./compile-anywhere.js";
export { compileConditionally, needsStateForCondition, type ConditionalDdl } from "./conditional.js";
export {
  readServerLabel,
  splitStatements,
  terminateStatement,
  type ClientScript,
  type SessionSetting,
} from "./client-script.js";
export {
  type Connection,
  type ConnectionTarget,
  type Limits,
  type Row,
  type TransactionPurpose,
} from "./connection.js";
export { checkSql, exclusionSql, foreignKeySql, primaryKeySql, uniqueSql } from "./constraint-sql.js";
export { columnSql, createTableSql } from "./create-table-sql.js";
export {
  apart,
  compileAutocommit,
  compileChanges,
  contextAfter,
  statements,
  type DdlTable,
} from "./ddl-table.js";
export {
  type DdlContext,
  type Dialect,
  type Fault,
  type ImpactContext,
  type RunnerLock,
  type ServerFacts,
  type Statement,
  type Verdict,
} from "./dialect.js";
export {
  CallersTransactionError,
  ConnectionFailedError,
  ConnectionLostError,
  ForeignClientError,
  ForeignKeyViolationError,
  LockTimeoutError,
  MissingDriverError,
  ServerTooOldError,
  shortenSql,
  StatementError,
  UnknownDialectError,
  UnsupportedError,
} from "./errors.js";
export {
  DeadlockError,
  DiskFullError,
  isPassing,
  LockWaitError,
  NotPermittedError,
  statementFailure,
  StatementTimeoutError,
  type FailureKind,
} from "./failures.js";
export { inDatabase } from "./in-database.js";
export { compareImpacts, type Impact, type ImpactBlocks, type ImpactWork } from "./impact.js";
export { createIndexSql, indexPartSql, indexSettingsSql, tablespaceSql } from "./index-sql.js";
export { pollForLock } from "./poll-for-lock.js";
export { withOwnOperations } from "./own-operations.js";
export { type ConversionTest, type PreflightSql, type RowConversion } from "./preflight.js";
export { savepoint, type Loan } from "./savepoint.js";
export { DialectRegistry, type DialectEntry } from "./registry.js";
export { scriptLanguage } from "./script-language.js";
export { type ScratchPort, type ScratchServer } from "./scratch.js";
export {
  closed,
  nameSql,
  namesSql,
  quoteIdentifier,
  quoteText,
  standardLiteral,
  type SqlSpelling,
} from "./sql-spelling.js";
export { writeLiteral, type LiteralWords } from "./write-literal.js";
export { columnCommentSql, defineDdl, refuse, tableCommentSql } from "./standard-ddl.js";
export { buildViewSql, createViewSql, dropViewSql, viewSetAside } from "./view-ddl.js";
export { type Dependent, type Leaving } from "./dependents.js";
export { underFormerNames } from "./under-former-names.js";
