import type { DialectOptions, QualifiedName, Table } from "@typeorm-autogen/model";
import type { TableChange } from "@typeorm-autogen/ops";
import { keepUndeclared } from "./keep-undeclared.js";
import { sortItems, type Matching } from "./match-items.js";
import type { CompareRules } from "./rules.js";

/** What happens to constraints or indexes of one kind: what goes first, what comes later. */
export interface ConstraintChanges {
  readonly clear: readonly TableChange[];
  readonly settle: readonly TableChange[];
}

/** How a kind of constraint or index is changed. */
export interface ConstraintVerbs<T> {
  drop(table: QualifiedName, item: T): TableChange;
  create(table: QualifiedName, item: T): TableChange;
  /** Absent: the database cannot, so that it is dropped and created under the new name. */
  rename?(table: QualifiedName, from: string, to: string): TableChange;
  /** The declared item with what the live one has beyond any declaration, for the case that it is made anew. */
  keep?(live: T, declared: T): T;
  /** Reads a column that goes, for good or for a time: it has to go before and come again. */
  disturbed(item: T): boolean;
}

interface Named {
  readonly name?: string;
  readonly options?: DialectOptions;
}

/** The operations of a matching. What is equivalent but for its name is renamed where the database can. */
export function constraintChanges<T extends Named>(
  { schema, name }: Table,
  matching: Matching<T>,
  rules: CompareRules,
  verbs: ConstraintVerbs<T>,
): ConstraintChanges {
  const table = { schema, name };
  const { rename } = verbs;
  const rebuilt = [
    ...matching.same.filter(([item]) => verbs.disturbed(item)),
    ...matching.renamed.filter(([item]) => !rename || verbs.disturbed(item)),
  ];
  const renamed = matching.renamed.filter(([item]) => rename && !verbs.disturbed(item));
  // Options that no declaration would change stay.
  const keepOptions = (live: T | undefined, item: T): T =>
    live && rules.equivalentOptions(live.options, item.options)
      ? keepUndeclared(live, item, ["options"])
      : item;
  const gone = sortItems([...matching.gone, ...rebuilt.map(([live]) => live)]);
  const fresh = sortItems([
    ...matching.fresh.map((item) =>
      keepOptions(
        matching.gone.find(({ name: old }) => old !== undefined && old === item.name),
        item,
      ),
    ),
    ...rebuilt.map(([live, declared]) => keepOptions(live, verbs.keep?.(live, declared) ?? declared)),
  ]);
  const renames = renamed.flatMap(([live, declared]) =>
    rename && live.name !== undefined && declared.name !== undefined
      ? [rename(table, live.name, declared.name)]
      : [],
  );
  return {
    clear: gone.map((item) => verbs.drop(table, item)),
    settle: [...renames, ...fresh.map((item) => verbs.create(table, item))],
  };
}
