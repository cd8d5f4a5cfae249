import { nameKey, type Schema } from "@typeorm-autogen/model";
import type { EnumUse } from "@typeorm-autogen/ops";

/** The columns of each user-defined type, by the type's nameKey. Found in one walk over the schema.
 * What a column has from another table changes with that one. */
export function enumUses({ tables }: Schema): ReadonlyMap<string, readonly EnumUse[]> {
  const uses = new Map<string, EnumUse[]>();
  for (const { schema, name, columns } of tables) {
    for (const { name: column, type, default: value, options } of columns) {
      if (type.schema === undefined || options?.["inherited"]) continue;
      const use: EnumUse = {
        table: { schema, name },
        column,
        ...(value !== undefined && { default: value }),
        ...(type.dimensions !== undefined && { dimensions: type.dimensions }),
      };
      const key = nameKey({ schema: type.schema, name: type.name });
      const group = uses.get(key);
      if (group) group.push(use);
      else uses.set(key, [use]);
    }
  }
  return uses;
}
