import { AutogenError } from "@typeorm-autogen/errors";
import type { DataSourceLike } from "@typeorm-autogen/load";
import { formatName } from "@typeorm-autogen/model";
import { namingBy, type NamingConvention, type NamingTemplates, type PartToName } from "@typeorm-autogen/ops";

/** How constraints that scripts leave without a name are called: by TypeORM's naming strategy, by texts, or by a function. */
export type Naming = "typeorm" | NamingTemplates | NamingConvention;

/** The DataSource has no naming strategy that could be asked. */
class NamingStrategyError extends AutogenError {
  constructor(problem: string) {
    super(
      "naming-strategy",
      `naming: "typeorm" asks the DataSource's naming strategy, ${problem}; give naming templates or a function instead`,
      {},
    );
  }
}

/** The convention that a configuration means. Throws NamingStrategyError, and what loading the DataSource throws. */
export async function namingConvention(
  naming: Naming,
  dataSource: () => Promise<DataSourceLike>,
): Promise<NamingConvention> {
  if (typeof naming === "function") return naming;
  return naming === "typeorm" ? byStrategy(await dataSource()) : namingBy(naming);
}

type Method = (...given: readonly unknown[]) => unknown;

const methods: Readonly<Record<PartToName["kind"], string>> = {
  primaryKey: "primaryKeyName",
  unique: "uniqueConstraintName",
  check: "checkConstraintName",
  exclusion: "exclusionConstraintName",
  foreignKey: "foreignKeyName",
};

// A DataSource has one from its constructor on, TypeORM's own where its options name none.
function byStrategy(source: DataSourceLike): NamingConvention {
  const { namingStrategy } = source as { readonly namingStrategy?: Readonly<Record<string, unknown>> };
  if (typeof namingStrategy !== "object") throw new NamingStrategyError("and it has none");
  return (part) => {
    const method = namingStrategy[methods[part.kind]];
    if (typeof method !== "function") throw new NamingStrategyError(`which has no ${methods[part.kind]}`);
    return String((method as Method).apply(namingStrategy, [...argumentsFor(part)]));
  };
}

// https://github.com/typeorm/typeorm/blob/master/src/naming-strategy/NamingStrategyInterface.ts
function argumentsFor(part: PartToName): readonly unknown[] {
  const table = formatName(part.table);
  const { expression, references, referencedColumns = [] } = part;
  const columns = [...part.columns];
  switch (part.kind) {
    case "check":
      return [table, expression];
    case "exclusion":
      return [table, columns.join(", ")];
    case "foreignKey":
      return [table, columns, references && formatName(references), [...referencedColumns]];
    default:
      return [table, columns];
  }
}
