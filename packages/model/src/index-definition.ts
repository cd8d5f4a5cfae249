/** One key of an index: a column or an expression (SQL text without parentheses around it). Absent: server default. */
export interface IndexPart {
  readonly column?: string;
  readonly expression?: string;
  readonly descending?: true;
  /** Only where it is not what the direction implies (ascending: last, descending: first). */
  readonly nulls?: "first" | "last";
  readonly operatorClass?: string;
  readonly collation?: string;
  /** Prefix length in characters (MySQL). */
  readonly length?: number;
}

/** An index that is not the implementation of a constraint. */
export interface IndexDefinition {
  readonly name: string;
  readonly parts: readonly IndexPart[];
  readonly unique?: true;
  /** Access method or kind in lower case (`gist`, `gin`, `hash`, `fulltext`, `spatial`); absent: the default B-tree. */
  readonly method?: string;
  /** Predicate of a partial index: SQL text without parentheses around it. */
  readonly where?: string;
  readonly include?: readonly string[];
  readonly nullsNotDistinct?: true;
  /** To be built without blocking writers. Never read back from a database, never compared. */
  readonly concurrently?: true;
  /** Storage parameters and the like, as the dialect spells them. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}
