import type { Dialect } from "@typeorm-autogen/dialect";
import type { Schema } from "@typeorm-autogen/model";

/** What TypeORM builds of a schema: where it leaves checks out, Autogen does not, the one difference that is meant. */
export function withoutSilentChecks(schema: Schema, { entities }: Dialect): Schema {
  if (!entities.ignoresChecks) return schema;
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, checks: [] })) };
}
