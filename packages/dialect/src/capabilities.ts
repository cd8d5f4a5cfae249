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
  /** Longest name in bytes, or null for no limit. */
  readonly nameBytes: number | null;
}
