import type { IndexPart } from "./index-definition.js";
import type { QualifiedName } from "./name.js";

/** When a deferrable constraint is checked unless a transaction says otherwise. Absent: not deferrable. */
export type Deferrable = "immediate" | "deferred";

/** What happens to the referencing rows. Absent on a foreign key: no action. */
export type ReferentialAction = "restrict" | "cascade" | "set null" | "set default";

/** A table's primary key, columns in key order. `name` is absent where the database keeps none. */
export interface PrimaryKey {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly deferrable?: Deferrable;
}

/** A unique constraint (not a unique index). `name` is absent where the database keeps none. */
export interface Unique {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly deferrable?: Deferrable;
  readonly nullsNotDistinct?: true;
}

/** A check constraint. `expression` is SQL text without the parentheses around it. */
export interface Check {
  readonly name?: string;
  readonly expression: string;
  /** Existing rows were never checked (PostgreSQL's NOT VALID). */
  readonly notValid?: true;
  /** No row is ever checked (MySQL's NOT ENFORCED). */
  readonly notEnforced?: true;
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
}
