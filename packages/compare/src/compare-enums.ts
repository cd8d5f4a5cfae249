import { formatName, nameKey, type EnumType, type Schema } from "@typeorm-autogen/model";
import type { AlterEnum, EnumUse } from "@typeorm-autogen/ops";
import { answeredMapping } from "./answered-mapping.js";
import type { ComparisonContext } from "./comparison-context.js";
import { enumUses } from "./enum-uses.js";
import { renameValues } from "./rename-values.js";
import { sortItems } from "./match-items.js";
import type { KindAnswers } from "./answer-book.js";

/**
 * The enum types that both sides have with different values, as the operations that change them. Tables that are dropped
 * are gone by then.
 */
export function compareEnums(
  live: Schema,
  declared: Schema,
  dropped: ReadonlySet<string>,
  answered: KindAnswers,
  context: ComparisonContext,
): readonly AlterEnum[] {
  const before = new Map(live.enums.map((type) => [nameKey(type), type]));
  const renamed = new Set(answered.accepted.map(({ from }) => from));
  const changed = sortItems(declared.enums).flatMap((type): readonly (readonly [EnumType, EnumType])[] => {
    const old = before.get(nameKey(type));
    const moves = old?.values.some((value) => renamed.has(`${formatName(type)}.${value}`));
    return !old || (sameValues(old, type) && !moves) ? [] : [[old, type]];
  });
  if (changed.length === 0) return [];
  const uses = enumUses(live);
  const renames = renameValues(changed, answered, context);
  return changed.map(([old, type]) => {
    const columns = sortUses(uses.get(nameKey(type)) ?? []).filter(
      ({ table }) => !dropped.has(nameKey(table)),
    );
    return alterEnum(old, type, columns, renames.get(nameKey(type)) ?? new Map(), context);
  });
}

function sameValues(a: EnumType, b: EnumType): boolean {
  return JSON.stringify(a.values) === JSON.stringify(b.values);
}

function sortUses(uses: readonly EnumUse[]): readonly EnumUse[] {
  return [...uses].sort((a, b) => (useText(a) < useText(b) ? -1 : 1));
}

function useText({ table, column }: EnumUse): string {
  return `${nameKey(table)} ${column}`;
}

function alterEnum(
  old: EnumType,
  type: EnumType,
  columns: readonly EnumUse[],
  renames: ReadonlyMap<string, string>,
  context: ComparisonContext,
): AlterEnum {
  const removed = old.values.filter((value) => !type.values.includes(value) && !renames.has(value));
  const merged =
    columns.length === 0 ? [] : removed.flatMap((value) => answeredMapping(type, value, context));
  const map = Object.fromEntries([...renames, ...merged]);
  return {
    kind: "alterEnum",
    enum: { schema: type.schema, name: type.name },
    from: old.values,
    to: type.values,
    ...(Object.keys(map).length > 0 && { map }),
    columns,
  };
}
