import type { ColumnPair, CompareHooks, HookVerdict } from "@typeorm-autogen/compare";
import { nameKey, type QualifiedName } from "@typeorm-autogen/model";
import type { BuiltInComparison } from "./comparator.js";

/** What of the built-in comparison stays quiet, and where. */
export class Silence {
  readonly #everywhere: ReadonlySet<string>;
  readonly #objects = new Set<string>();

  constructor(everywhere: Iterable<BuiltInComparison> = []) {
    this.#everywhere = new Set(everywhere);
  }

  /** Keeps a comparison quiet about a table or one of its columns; true where it was not so before. */
  add(comparison: string, table: QualifiedName, column?: string): boolean {
    const before = this.#objects.size;
    this.#objects.add(key(comparison, table, column));
    return this.#objects.size > before;
  }

  /** Whether a comparison is quiet about this object. */
  has(comparison: BuiltInComparison, table: QualifiedName, column?: string): boolean {
    return (
      this.#everywhere.has(comparison) ||
      this.#objects.has(key(comparison, table)) ||
      (column !== undefined && this.#objects.has(key(comparison, table, column)))
    );
  }

  get isEmpty(): boolean {
    return this.#everywhere.size + this.#objects.size === 0;
  }
}

function key(comparison: string, table: QualifiedName, column?: string): string {
  return JSON.stringify([comparison, nameKey(table), column ?? null]);
}

const comparisonOf = {
  primaryKey: "constraints",
  unique: "constraints",
  exclusion: "constraints",
  foreignKey: "constraints",
  check: "checks",
  index: "indexes",
  view: "views",
} as const;

type ColumnHook = (pair: ColumnPair) => HookVerdict;

/** The user's hooks, with what is silenced before them. */
export function silencedHooks(hooks: CompareHooks, silence: Silence): CompareHooks {
  if (silence.isEmpty) return hooks;
  const quiet =
    (comparison: BuiltInComparison, hook: ColumnHook | undefined): ColumnHook =>
    (pair) =>
      silence.has(comparison, pair.table, pair.declared.name) ? false : hook?.(pair);
  return {
    compareType: quiet("types", hooks.compareType),
    compareDefault: quiet("defaults", hooks.compareDefault),
    compareComment: quiet("comments", hooks.compareComment),
    includeObject: (object) => {
      const comparison = (comparisonOf as Partial<Record<string, BuiltInComparison>>)[object.kind];
      const table = { schema: object.schema, name: object.table ?? object.name ?? "" };
      return !(comparison && silence.has(comparison, table)) && hooks.includeObject?.(object) !== false;
    },
  };
}
