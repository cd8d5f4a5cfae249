import type { IndexPart } from "./index-definition.js";
import type { QualifiedName } from "./name.js";

/** When a deferrable constraint is checked unless a transaction says otherwise. Absent: not deferrable. */
export type Deferrable = "immediate" | "deferred";

/** What happens to the referencing rows. Absent on a foreign key: no action. */
export type ReferentialAction = "restrict" | "cascade" | "set null" | "set default";

/** What an index says of one column of a key, beyond its name. */
export type KeyPart = Pick<IndexPart, "collation" | "descending">;

/** A table's primary key, columns in key order. `name` is absent where the database keeps none. */
export interface PrimaryKey {
  readonly name?: string;
  readonly columns: readonly string[];
  /** One for each column, where one of them says something (SQLite). */
  readonly parts?: readonly KeyPart[];
  readonly deferrable?: Deferrable;
  /** Columns that its index holds beside the key. */
  readonly include?: readonly string[];
  /** The last column holds ranges that must not overlap (PostgreSQL's WITHOUT OVERLAPS). */
  readonly withoutOverlaps?: true;
  /** Storage parameters of its index. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** A unique constraint (not a unique index). `name` is absent where the database keeps none. */
export interface Unique {
  readonly name?: string;
  readonly columns: readonly string[];
  /** One for each column, where one of them says something (SQLite). */
  readonly parts?: readonly KeyPart[];
  readonly deferrable?: Deferrable;
  readonly nullsNotDistinct?: true;
  readonly include?: readonly string[];
  readonly withoutOverlaps?: true;
  /** Storage parameters of its index. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** A check constraint. `expression` is SQL text without the parentheses around it. */
export interface Check {
  readonly name?: string;
  readonly expression: string;
  /** Existing rows were never checked (PostgreSQL's NOT VALID). */
  readonly notValid?: true;
  /** No row is ever checked (NOT ENFORCED). */
  readonly notEnforced?: true;
  /** Tables that inherit from this one do not get it. */
  readonly noInherit?: true;
}

/** One element of an exclusion constraint: what is compared, and the operator that must not hold for two rows. */
export interface ExclusionElement extends IndexPart {
  readonly operator: string;
}

/** An exclusion constraint: no two rows may satisfy the operators of all elements at once (PostgreSQL's EXCLUDE). */
export interface Exclusion {
  readonly name?: string;
  readonly elements: readonly ExclusionElement[];
  /** Access method in lower case; absent: the default B-tree. */
  readonly method?: string;
  /** Rows that it holds for: SQL text without parentheses around it. */
  readonly where?: string;
  readonly include?: readonly string[];
  readonly deferrable?: Deferrable;
  /** Storage parameters of its index. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** A foreign key; `columns` and `referencedColumns` pair up by position. */
export interface ForeignKey {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references: QualifiedName;
  readonly referencedColumns: readonly string[];
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  readonly deferrable?: Deferrable;
  readonly notValid?: true;
  readonly notEnforced?: true;
  /** Either all columns are NULL or none is. Absent: MATCH SIMPLE. */
  readonly match?: "full";
  /** The columns that ON DELETE SET NULL or SET DEFAULT sets. Absent: all of the key. */
  readonly onDeleteColumns?: readonly string[];
  /** The last pair of columns are ranges that have to be covered (PostgreSQL's PERIOD). */
  readonly period?: true;
}
