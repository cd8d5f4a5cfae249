import { table as asTable, type IndexDefinition, type View } from "@typeorm-autogen/model";
import type { Operation, TableChange } from "@typeorm-autogen/ops";
import { compareIndexes } from "./compare-indexes.js";
import type { ComparisonContext } from "./comparison-context.js";
import { keepUndeclared } from "./keep-undeclared.js";
import { sortItems } from "./match-items.js";
import { sameColumns } from "./table-difference.js";

/**
 * What changes in the indexes of a materialized view. Without a live one it is new, and gets what is declared; `before`
 * is the view that stood there, whose indexes come again where entities cannot express them.
 */
export function compareViewIndexes(
  live: View | undefined,
  declared: View,
  context: ComparisonContext,
  before?: View,
): readonly Operation[] {
  if (live) {
    const columns = live.shape ?? [];
    const standing = asTable(live, { indexes: live.indexes ?? [], columns });
    const wanted = asTable(declared, { indexes: declared.indexes ?? [], columns });
    const { clear, settle } = compareIndexes(standing, wanted, sameColumns, context);
    return alteration(declared, [...clear, ...settle]);
  }
  const { options, rules } = context;
  const names = new Set((declared.indexes ?? []).map(({ name }) => name));
  const kept = (before?.indexes ?? []).filter(
    (index) => !names.has(index.name) && options.undeclaredIndexes === "keep" && !rules.declarable(index),
  );
  const wanted = (declared.indexes ?? []).map((index) => {
    const old = before?.indexes?.find(({ name }) => name === index.name);
    return old && rules.equivalentOptions(old.options, index.options)
      ? keepUndeclared(old, index, ["options"])
      : index;
  });
  const indexes = sortItems([...wanted, ...kept]);
  return alteration(
    declared,
    indexes.map((index) => change("createIndex", declared, index)),
  );
}

/** The indexes of a materialized view go before it, each by itself, so that the way back creates each again. */
export function dropViewIndexes(view: View): readonly Operation[] {
  return alteration(
    view,
    sortItems(view.indexes ?? []).map((index) => change("dropIndex", view, index)),
  );
}

function change(
  kind: "createIndex" | "dropIndex",
  { schema, name }: View,
  index: IndexDefinition,
): TableChange {
  return { kind, table: { schema, name }, index };
}

function alteration({ schema, name }: View, changes: readonly TableChange[]): readonly Operation[] {
  return changes.length === 0 ? [] : [{ kind: "alterTable", table: { schema, name }, changes }];
}
