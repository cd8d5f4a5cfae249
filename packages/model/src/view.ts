import type { Column, DialectOptions } from "./column.js";
import type { IndexDefinition } from "./index-definition.js";
import type { LaterRename } from "./later-rename.js";
import type { QualifiedName } from "./name.js";

/** A table or view that a view reads. */
export interface ViewSource extends QualifiedName {
  /** The columns that it reads; absent where the database does not say, and where it reads whole rows. */
  readonly columns?: readonly string[];
}

/** A statement that puts back something that hangs on a view: its owner, a grant, a trigger. */
export interface ViewAttachment {
  readonly sql: string;
  /** The view's column that it is about. */
  readonly column?: string;
  /** The view's index that it is about. */
  readonly index?: string;
}

/** A view, materialized or not. */
export interface View extends QualifiedName {
  /** The query, as it was declared or as the catalogue gives it, without a semicolon at its end. */
  readonly definition: string;
  readonly materialized?: true;
  /** Names of its columns, where they are written before the query. */
  readonly columns?: readonly string[];
  /** Indexes of a materialized view. */
  readonly indexes?: readonly IndexDefinition[];
  readonly comment?: string;
  /** `security_barrier`, `check_option` on PostgreSQL; the dialect's own. Entities cannot declare them. */
  readonly options?: DialectOptions;
  /** What a declaration says that it needs, beyond what its query mentions. Never compared. */
  readonly dependsOn?: readonly QualifiedName[];
  /** All that a live view reads, where the database says it. Never compared. */
  readonly reads?: readonly ViewSource[];
  /** What was renamed of it since `definition` was read, in order. Never compared. */
  readonly formerly?: readonly LaterRename[];
  /** Columns of a live materialized view, against whose types the predicates of its indexes are read. */
  readonly shape?: readonly Column[];
  /** The account as which a live view runs, where that is part of it. Never compared, never in a script. */
  readonly owner?: string;
  /** What hangs on a live view besides all this. Never compared, never in a script; comes back when the view does. */
  readonly attached?: readonly ViewAttachment[];
}
