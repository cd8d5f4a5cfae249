import type { QualifiedName, Schema } from "@typeorm-autogen/model";
import { AutogenError } from "@typeorm-autogen/errors";
import type { Directive } from "./directive.js";
import { IrreversibleError } from "./errors.js";
import type { Operation } from "./operation-map.js";
import type { DatabaseFacts, ScriptLanguage } from "./script-language.js";

/** What an own operation may look at while it becomes SQL. */
export interface ImplementationContext {
  /** The database that the SQL is for, so that an operation can differ by kind and version. */
  readonly database: DatabaseFacts;
  /** The schema before the operation; null unless the definition says `needsState`. */
  readonly state: Schema | null;
  /** A name as a quoted identifier, with its schema where it has one. */
  identifier(name: string | QualifiedName): string;
  literal: ScriptLanguage["literal"];
  /** The statements of another operation. */
  compile(operation: Operation): readonly OwnStatement[];
}

/** One statement of an own operation. */
export interface OwnStatement {
  readonly sql: string;
  /** Cannot run inside a transaction. */
  readonly alone?: true;
}

/** An own operation in words: `+` adds, `-` takes away, `~` changes. */
export interface OwnWords {
  readonly sign: "+" | "-" | "~";
  readonly text: string;
}

/**
 * An operation of a plugin or a project: all that Autogen has to know about one kind. `Op` is its data: literals, lists
 * and objects of them, so that it can be printed, stored and compared.
 */
export interface OperationDefinition<Op extends { readonly kind: string }> {
  readonly kind: Op["kind"];
  /** What `op.kind(…)` makes of its arguments; by default it takes one object, with everything but the kind. */
  make?(...given: never[]): Omit<Op, "kind">;
  /** The arguments that a script shows, from which `make` gives the operation again. Needed where there is `make`. */
  arguments?(operation: Op): readonly unknown[];
  /** The operation that undoes this one; absent: nothing does, and its downgrade is written by hand. */
  reverse?(operation: Op): Operation | { readonly kind: string };
  /**
   * The schema after it; `"untouched"` for what the schema model does not hold (functions, policies), `"opaque"` where
   * nobody can tell, as after SQL text.
   */
  readonly evolve: "untouched" | "opaque" | ((schema: Schema, operation: Op) => Schema);
  /** The name of what it is about, for messages. */
  object(operation: Op): string;
  /** In words, for `diff`; by default made of the kind and the object. */
  words?(operation: Op): OwnWords;
  /** Its statements. What it cannot do, it throws. */
  sql(operation: Op, context: ImplementationContext): string | readonly (string | OwnStatement)[];
  /** Whether `sql` looks at the schema before it; such an operation needs a connection. */
  readonly needsState?: boolean;
}

/** A definition of which only the runtime knows the shape of its data. */
export type AnyOperationDefinition = OperationDefinition<never>;

/** An operation that no directive and no plugin of this run defines. */
export class UnknownOperationError extends AutogenError {
  constructor(kind: string) {
    super(
      "unknown-operation",
      `no operation is called ${kind}; name the plugin that defines it in the configuration's plugins`,
      { kind },
    );
  }
}

// A process runs one project's scripts; what its configuration defines is known to every room, as the built-in ones are.
const known = new Map<string, OperationDefinition<Operation>>();

/** Takes own operations in; a kind that is there already is replaced. */
export function keepOperations(definitions: readonly AnyOperationDefinition[]): void {
  for (const definition of definitions)
    known.set(definition.kind, definition as unknown as OperationDefinition<Operation>);
}

/** The definitions that were taken in. */
export function ownOperations(): Iterable<OperationDefinition<Operation>> {
  return known.values();
}

/** The definition of an own operation; undefined for a built-in one. */
export function ownDefinition({
  kind,
}: {
  readonly kind: string;
}): OperationDefinition<Operation> | undefined {
  return known.get(kind);
}

/** Reverse and evolve of an own operation. Throws UnknownOperationError. */
export function ownDirective(operation: Operation): Directive<Operation> {
  const definition = ownDefinition(operation);
  if (!definition) throw new UnknownOperationError(operation.kind);
  const { evolve } = definition;
  return {
    reverse: (op) => {
      if (!definition.reverse) throw new IrreversibleError(op.kind, definition.object(op));
      return definition.reverse(op) as Operation;
    },
    evolve: (schema, op) => (typeof evolve === "function" ? evolve(schema, op) : schema),
  };
}

/** Whether nobody can tell what an operation does to a schema: SQL text, own operations that say so, and blocks of such. */
export function isOpaque(operation: Operation): boolean {
  if (operation.kind === "autocommit") return operation.operations.some(isOpaque);
  return operation.kind === "execute" || ownDefinition(operation)?.evolve === "opaque";
}
