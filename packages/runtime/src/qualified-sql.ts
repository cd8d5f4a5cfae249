import type { Dialect } from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";

/** A name as SQL: quoted, and qualified only where it does not lie in the default schema. */
export function qualifiedSql(dialect: Dialect, { schema, name }: QualifiedName): string {
  return schema === null
    ? dialect.identifier(name)
    : `${dialect.identifier(schema)}.${dialect.identifier(name)}`;
}
