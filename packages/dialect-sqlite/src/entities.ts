import type { EntityDialect, GeneratedColumn, Generation, TableTraits } from "@typeorm-autogen/entities";
import type { DialectOptions } from "@typeorm-autogen/model";

/** What TypeORM's `AbstractSqliteDriver` and `AbstractSqliteQueryRunner` do with metadata. */
export const entities: EntityDialect = Object.freeze<EntityDialect>({
  namespace: null,
  initialSchema: null,
  enums: "checks",
  arrays: false,
  comments: false,
  primaryKeyNames: false,
  charsets: "ignored",
  deferrableUniques: false,
  collapsesUniques: false,
  autoincrementIsPrimary: true,
  nameBytes: null,
  concurrentIndexes: false,
  extensions: false,
  generation,
  indexMethod: () => undefined,
  tableOptions,
  extension: () => undefined,
});

// `rowid`, `identity` and `uuid` leave a plain column: SQLite or TypeORM itself makes the values.
function generation({ strategy }: GeneratedColumn): Generation {
  return strategy === "increment" ? { kind: "autoincrement" } : { kind: "application" };
}

function tableOptions({ withoutRowid }: TableTraits): DialectOptions | undefined {
  return withoutRowid ? { withoutRowid: true } : undefined;
}
