import { equalNames } from "@typeorm-autogen/model";
import { AutogenError } from "@typeorm-autogen/errors";
import type { AlterTable } from "./alter-table.js";
import type { Operation, OperationMap, TableChange, TableChangeMap } from "./operation-map.js";

/** What a rewriting function may depend on. */
export interface RewriteContext {
  /** Which side of the script the operation stands on. */
  readonly direction: "upgrade" | "downgrade";
  /** The other operations of this side, before any was rewritten. */
  readonly operations: readonly Operation[];
}

/** An operation in the place of another: itself, one, several, or null for none. */
export type Rewritten = Operation | readonly Operation[] | null;

/** Says what stands in the place of an operation. */
export type Rewrite<Kind extends keyof OperationMap> = (
  operation: OperationMap[Kind],
  context: RewriteContext,
) => Rewritten;

/** A rewriting function returned no operation: nothing, which could mean either, or something else. */
export class RewriteResultError extends AutogenError {
  constructor(kind: string, result: string) {
    super(
      "rewrite-result",
      `the rewriter of ${kind} returned ${result}; return the operation to keep it, null to leave it out`,
      { kind },
    );
  }
}

/**
 * Rewrites generated operations by kind, also those inside `alterTable`; registered for `alterTable`, it gets the whole
 * container first. What a function returned is not given to the same rewriter again; a chained one sees it.
 */
export class Rewriter {
  readonly #rewrites = new Map<string, Rewrite<never>>();
  readonly #chained: Rewriter[] = [];
  readonly #done = new WeakSet<Operation>();

  /** Registers a function for operations of a kind, or of several. The last one of a kind counts. */
  on<Kind extends keyof OperationMap>(kinds: Kind | readonly Kind[], rewrite: Rewrite<Kind>): this {
    for (const kind of [kinds].flat() as readonly Kind[])
      this.#rewrites.set(kind, rewrite as unknown as Rewrite<never>);
    return this;
  }

  /** Another rewriter that works on what this one leaves; returns this one. */
  chain(next: Rewriter): this {
    this.#chained.push(next);
    return this;
  }

  /** The operations after rewriting. Throws RewriteResultError. */
  rewrite(operations: readonly Operation[], direction: RewriteContext["direction"]): readonly Operation[] {
    const context = { direction, operations };
    const own = operations.flatMap((operation) => this.#one(operation, context));
    return this.#chained.reduce<readonly Operation[]>((list, next) => next.rewrite(list, direction), own);
  }

  #one(operation: Operation, context: RewriteContext): readonly Operation[] {
    return this.#apply(operation, context).flatMap((result) =>
      result.kind === "alterTable" ? this.#within(result, context) : [result],
    );
  }

  #apply(operation: Operation, context: RewriteContext): readonly Operation[] {
    const rewrite = this.#rewrites.get(operation.kind) as Rewrite<keyof OperationMap> | undefined;
    if (!rewrite || this.#done.has(operation)) return [operation];
    const result = rewrite(operation, context);
    const list = result === null ? [] : [result].flat();
    const [stray] = list.filter((each) => !isOperation(each)).map(String);
    if (stray !== undefined) throw new RewriteResultError(operation.kind, stray);
    for (const each of list) this.#done.add(each);
    return list;
  }

  // What is no change of this table any more cuts the container in two.
  #within(container: AlterTable, context: RewriteContext): readonly Operation[] {
    const parts: Operation[] = [];
    for (const result of container.changes.flatMap((change) => this.#apply(change, context))) {
      const last = parts.at(-1);
      if (!isChangeOf(container, result)) parts.push(result);
      else if (last?.kind === "alterTable")
        parts[parts.length - 1] = { ...last, changes: [...last.changes, result] };
      else parts.push({ ...container, changes: [result] });
    }
    return parts;
  }
}

function isOperation(given: unknown): boolean {
  return typeof given === "object" && given !== null && "kind" in given;
}

const tableChanges: Readonly<Record<keyof TableChangeMap, true>> = {
  addColumn: true,
  dropColumn: true,
  alterColumn: true,
  renameColumn: true,
  placeColumns: true,
  createPrimaryKey: true,
  dropPrimaryKey: true,
  createUnique: true,
  dropUnique: true,
  createCheck: true,
  dropCheck: true,
  createExclusion: true,
  dropExclusion: true,
  createForeignKey: true,
  dropForeignKey: true,
  alterForeignKey: true,
  renameConstraint: true,
  validateConstraint: true,
  createIndex: true,
  dropIndex: true,
  renameIndex: true,
  setTableComment: true,
  setTableOptions: true,
};

function isChangeOf({ table }: AlterTable, operation: Operation): operation is TableChange {
  return operation.kind in tableChanges && equalNames((operation as TableChange).table, table);
}
