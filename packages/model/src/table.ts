import type { Column, DialectOptions } from "./column.js";
import type { Check, Exclusion, ForeignKey, PrimaryKey, Unique } from "./constraint.js";
import type { IndexDefinition } from "./index-definition.js";
import type { LaterRename } from "./later-rename.js";
import type { QualifiedName } from "./name.js";

/** A trigger as the database keeps it. Never compared; carried through every rebuild of its table. */
export interface Trigger {
  readonly name: string;
  readonly sql: string;
  /** What was renamed of the tables that it names since `sql` was read, in order. */
  readonly formerly?: readonly LaterRename[];
}

/** Something that hangs on a table and no entity can declare, as statements: a policy, a grant, a trigger of PostgreSQL. */
export interface TableAttachment {
  /** `policy`, `trigger`, `grant`…: the dialect's own word. */
  readonly kind: string;
  /** Put it back, in this order. */
  readonly sql: readonly string[];
  /** Takes it away, where it can stand in the way of a change. */
  readonly drop?: string;
  /** The column that it is about. */
  readonly column?: string;
  /** The constraint or index that it is about. */
  readonly object?: string;
  /** What it reads, of this table or others. */
  readonly reads?: readonly (QualifiedName & { readonly columns: readonly string[] })[];
  /** What was renamed of its table, or of those that it reads, since the statements were read, in order. */
  readonly formerly?: readonly LaterRename[];
}

/** A table with everything that hangs on it. Columns stand in the database's order, the other lists in any order. */
export interface Table extends QualifiedName {
  readonly columns: readonly Column[];
  readonly primaryKey?: PrimaryKey;
  readonly uniques: readonly Unique[];
  readonly checks: readonly Check[];
  /** Absent where there are none: only PostgreSQL has them. */
  readonly exclusions?: readonly Exclusion[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly IndexDefinition[];
  readonly triggers?: readonly Trigger[];
  /** Never compared. Makes way for changes that it would not survive, and comes back as it was. */
  readonly attached?: readonly TableAttachment[];
  readonly comment?: string;
  /** `withoutRowid`, `strict` on SQLite; `engine`, `charset`, `collation` on MySQL. */
  readonly options?: DialectOptions;
}

/** Starts a table from a name and what is known of it; what is left out is empty. */
export function table(name: QualifiedName, parts: Partial<Table> = {}): Table {
  return {
    columns: [],
    uniques: [],
    checks: [],
    foreignKeys: [],
    indexes: [],
    ...parts,
    schema: name.schema,
    name: name.name,
  };
}
