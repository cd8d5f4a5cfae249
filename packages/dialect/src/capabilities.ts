/** What differs between databases, beyond how they spell SQL. */
export interface Capabilities {
  /** DDL takes part in transactions. */
  readonly transactionalDdl: boolean;
  /** More than one schema in a database. */
  readonly schemas: boolean;
  /** Enum types that have a name of their own. */
  readonly enumTypes: boolean;
  readonly sequences: boolean;
  readonly comments: boolean;
  /** A table may be built anew for an op.alterTable, so that what reads the table meets all of its changes at once. */
  readonly rebuildsTables?: true;
  /** Longest name in bytes, or null for no limit. */
  readonly nameBytes: number | null;
}
