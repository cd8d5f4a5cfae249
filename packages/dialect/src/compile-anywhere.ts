import type { Operation } from "@typeorm-autogen/ops";
import type { DdlContext, Dialect, Statement } from "./dialect.js";

/**
 * Compiles an operation for databases that nobody asks: what keeps TypeORM's metadata up to date runs only where its table
 * is, unless it is known to be there.
 */
export function compileAnywhere(
  dialect: Dialect,
  operation: Operation,
  context: DdlContext,
  hasMetadata: boolean | null = null,
): readonly Statement[] {
  const compiled = dialect.compile(operation, context);
  const { whereTable } = dialect.script;
  if (operation.kind !== "setTypeormMetadata" || hasMetadata || !whereTable) return compiled;
  return whereTable(
    context.metadataTable,
    compiled.map(({ sql }) => sql),
  ).map((sql) => ({ sql }));
}
