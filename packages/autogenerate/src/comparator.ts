import type { ExpressionQuestion } from "@typeorm-autogen/compare";
import type { Row, ServerFacts, Verdict } from "@typeorm-autogen/dialect";
import type { Column, QualifiedName, Schema, Table } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";

/** What a comparator returns so that nobody after it in its subgroup looks at the same object. */
export const stop: unique symbol = Symbol.for("typeorm-autogen.stop");

/** What of the built-in comparison can be left out, for everything by name or for one object by a comparator. */
export const builtInComparisons = [
  "types",
  "defaults",
  "comments",
  "constraints",
  "checks",
  "indexes",
  "views",
] as const;

/** One part of the built-in comparison. */
export type BuiltInComparison = (typeof builtInComparisons)[number];

/** Reads the database inside the comparison's read-only transaction. */
export interface ComparatorReader {
  readonly dialect: string;
  readonly facts: ServerFacts;
  /** The schemas in which entities live, besides the default one. */
  readonly schemas: readonly string[];
  /** Runs one query and returns its rows. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

/** What a comparator knows besides the pair that it is asked about. */
export interface ComparatorContext<Read> extends Omit<ComparatorReader, "query"> {
  /** The live schema, after the renames that were accepted. */
  readonly live: Schema;
  readonly declared: Schema;
  /** What `read` gave. */
  readonly read: Read;
  /** The built-in difference. */
  readonly operations: readonly Operation[];
  /** Puts expressions that differ in spelling before the server; one verdict for each, in order. */
  judge(questions: readonly ExpressionQuestion[]): Promise<readonly Verdict[]>;
}

/** Any operation as data, own ones included. */
export type AnyOperation = Operation | { readonly kind: string };

/**
 * What has to happen: operations in the place that the priority says (`first` before the built-in ones, else after), or
 * with the place said; `stop`: nothing, and nobody after this one; undefined: nothing.
 */
export type ComparatorResult =
  | readonly AnyOperation[]
  | { readonly before?: readonly AnyOperation[]; readonly after?: readonly AnyOperation[] }
  | typeof stop
  | undefined;

/** What each target is asked about; null: not on this side. */
export interface ComparedPairs {
  readonly schema: { readonly live: Schema; readonly declared: Schema };
  readonly table: {
    readonly name: QualifiedName;
    readonly live: Table | null;
    readonly declared: Table | null;
  };
  readonly column: {
    readonly table: QualifiedName;
    readonly name: string;
    readonly live: Column | null;
    readonly declared: Column | null;
  };
}

/** A comparator of which only itself knows its target and what it reads. */
export interface AnyComparator extends Omit<Comparator, "read" | "compare"> {
  read?(reader: ComparatorReader): Promise<unknown>;
  compare(pair: never, context: never): ComparatorResult | Promise<ComparatorResult>;
}

/** Compares what the built-in comparison does not, or in another way: schemas, tables or columns. */
export interface Comparator<Target extends keyof ComparedPairs = keyof ComparedPairs, Read = unknown> {
  /** For messages and for patterns. */
  readonly name: string;
  readonly target: Target;
  /** Where it stands among comparators; `medium` by default. */
  readonly priority?: "first" | "medium" | "last";
  /** Only on this dialect: `postgres`, `mysql`, `sqlite`. At equal priority such a one comes before general ones. */
  readonly dialect?: string;
  /**
   * What `stop` keeps quiet: later comparators of this subgroup, and under `first` the built-in comparison of this name
   * (`types`, `defaults`, `comments`, `constraints`, `checks`, `indexes`, `views`).
   */
  readonly subgroup?: string;
  /** Reads what it compares, once, before it is asked. */
  read?(reader: ComparatorReader): Promise<Read>;
  compare(
    pair: ComparedPairs[Target],
    context: ComparatorContext<Read>,
  ): ComparatorResult | Promise<ComparatorResult>;
}
