import { equal, formatName, nameKey, type EnumType, type Schema, type Table } from "@typeorm-autogen/model";
import type { AlterColumn } from "@typeorm-autogen/ops";
import type { KindAnswers } from "./answer-book.js";
import { answeredMapping } from "./answered-mapping.js";
import type { ComparisonContext } from "./comparison-context.js";
import { renameValues } from "./rename-values.js";
import type { CompareRules } from "./rules.js";

/** How rows get other values, there and back, by column. */
export type ValueMappings = ReadonlyMap<string, Pick<AlterColumn, "using" | "usingBack">>;

/** The enums that stand in a schema's columns, each as a type that is called like its column. */
export function inlineEnums({ tables }: Schema, rules: CompareRules): readonly EnumType[] {
  return tables.flatMap((table) =>
    [...(rules.inlineEnums?.(table) ?? [])].map(([column, values]) => inlineEnum(table, column, values)),
  );
}

function inlineEnum(table: Table, column: string, values: readonly string[]): EnumType {
  return { schema: table.schema, name: `${table.name}.${column}`, values };
}

/**
 * What rows get where values of an enum that stands in its column go or are called otherwise, by column. Where nobody has
 * said, it is a decision; a conversion that somebody wrote answers it too.
 */
export function mapInlineValues(
  live: Table,
  declared: Table,
  answered: KindAnswers,
  context: ComparisonContext,
): ValueMappings {
  const { inlineEnums: enumsOf, mapValues } = context.rules;
  const [before, after] = [enumsOf?.(live), enumsOf?.(declared)];
  if (!mapValues || !before?.size || !after?.size) return new Map();
  const columns = new Map(live.columns.map((column) => [column.name, column]));
  return new Map(
    declared.columns.flatMap((column) => {
      const [was, is, old] = [before.get(column.name), after.get(column.name), columns.get(column.name)];
      if (!was || !is || old?.type.name !== column.type.name || equal(was, is)) return [];
      if (context.options.answers.conversions.has(`${formatName(declared)}.${column.name}`)) return [];
      const types = [inlineEnum(declared, column.name, was), inlineEnum(declared, column.name, is)] as const;
      const map = valueMap(types, answered, context);
      if (map.size === 0) return [];
      const back = reversed(was, map);
      const usingBack = back.size > 0 ? mapValues(column, is, back) : undefined;
      const using = mapValues(column, was, map);
      return [[column.name, { using, ...(usingBack !== undefined && { usingBack }) }] as const];
    }),
  );
}

function valueMap(
  [old, type]: readonly [EnumType, EnumType],
  answered: KindAnswers,
  context: ComparisonContext,
): ReadonlyMap<string, string> {
  const renames =
    renameValues([[old, type]], answered, context).get(nameKey(type)) ?? new Map<string, string>();
  const removed = old.values.filter((value) => !type.values.includes(value) && !renames.has(value));
  return new Map([...renames, ...removed.flatMap((value) => answeredMapping(type, value, context))]);
}

// Values that became one cannot be told apart any more.
function reversed(was: readonly string[], map: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const became = was.map((value) => map.get(value) ?? value);
  const single = [...map].filter(([, value]) => became.filter((other) => other === value).length === 1);
  return new Map(single.map(([old, value]) => [value, old]));
}
