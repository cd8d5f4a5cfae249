import type { Column, QualifiedName, Table } from "@typeorm-autogen/model";
import { noAnswers, type Answers } from "./decisions.js";

/** Says whether two things differ: true they do, false they do not, null or undefined leaves it to the rules. */
export type HookVerdict = boolean | null | undefined;

/** Where a hook is asked: the declared table, the live one, and both sides of the column. */
export interface ColumnPair {
  readonly table: Table;
  readonly liveTable: Table;
  readonly live: Column;
  readonly declared: Column;
}

/** An object of either side, as filters see it. */
export interface ComparedObject {
  readonly kind:
    | "table"
    | "column"
    | "primaryKey"
    | "unique"
    | "check"
    | "exclusion"
    | "foreignKey"
    | "index"
    | "enum"
    | "sequence"
    | "view";
  readonly side: "live" | "declared";
  readonly schema: string | null;
  /** The table it belongs to; null for what stands alone. */
  readonly table: string | null;
  /** Null for a constraint without a name. */
  readonly name: string | null;
}

/** What a user may put in the way of the rules. */
export interface CompareHooks {
  readonly compareType?: (pair: ColumnPair) => HookVerdict;
  readonly compareDefault?: (pair: ColumnPair) => HookVerdict;
  readonly compareComment?: (pair: ColumnPair) => HookVerdict;
  /** False leaves the object alone, whichever side has it. */
  readonly includeObject?: (object: ComparedObject) => boolean;
}

/** What else a comparison is told besides the two schemas and the dialect's rules. */
export interface CompareOptions {
  readonly answers: Answers;
  /** Entity property names, by nameKey of the declared table and column name. They tell renames. */
  readonly properties?: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What somebody else looks after: never created, changed or dropped. */
  readonly keeps?: {
    readonly tables: readonly QualifiedName[];
    readonly indexes: readonly { readonly table: QualifiedName; readonly name: string }[];
  };
  /** What the default schema, null in names, is called in answers. */
  readonly defaultSchema?: string | null;
  /** Views that earlier revisions made. */
  readonly made?: readonly QualifiedName[];
  readonly undeclaredTables: "drop" | "ignore";
  /** Indexes that no entity could declare. */
  readonly undeclaredIndexes: "keep" | "drop";
  readonly hooks?: CompareHooks;
  /** What earlier comparisons by the same rules found out. This one adds to it. */
  readonly alike?: AlikeTables;
}

/** Live tables, each with the declared one from which it differs in nothing, whatever is answered. */
export type AlikeTables = WeakMap<Table, Table>;

/** Nothing answered, nothing kept, no hooks: what CONTRACT.md calls the defaults. */
export const defaultCompareOptions: CompareOptions = {
  answers: noAnswers,
  undeclaredTables: "drop",
  undeclaredIndexes: "keep",
};
