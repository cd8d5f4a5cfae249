export { type Capabilities } from "./capabilities.js";
export { type Connection, type ConnectionTarget, type Row, type TransactionPurpose } from "./connection.js";
export {
  type DdlContext,
  type Dialect,
  type RunnerLock,
  type ServerFacts,
  type Statement,
  type Verdict,
} from "./dialect.js";
export {
  ConnectionFailedError,
  ConnectionLostError,
  ForeignKeyViolationError,
  LockTimeoutError,
  MissingDriverError,
  ServerTooOldError,
  StatementError,
  UnknownDialectError,
  UnsupportedError,
} from "./errors.js";
export { DialectRegistry, type DialectEntry } from "./registry.js";
