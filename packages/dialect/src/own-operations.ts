import {
  ownDefinition,
  type ImplementationContext,
  type Operation,
  type OperationDefinition,
} from "@typeorm-autogen/ops";
import type { Connection } from "./connection.js";
import type { DdlContext, Dialect, Statement } from "./dialect.js";
import { UnsupportedError } from "./errors.js";
import { scriptLanguage } from "./script-language.js";
import { nameSql } from "./sql-spelling.js";

/** A dialect that also compiles the own operations of plugins, each by its definition. */
export function withOwnOperations(dialect: Dialect): Dialect {
  const { fingerprint } = dialect;
  const spoken: Dialect = {
    ...dialect,
    needsState: (operation) => {
      const own = ownDefinition(operation);
      return own ? own.needsState === true : dialect.needsState(operation);
    },
    compile: (operation, context) => {
      const own = ownDefinition(operation);
      return own ? compileOwn(own, operation, context, spoken) : dialect.compile(operation, context);
    },
    ...(fingerprint && {
      fingerprint: async (connection: Connection, operation: Operation) =>
        ownDefinition(operation) ? undefined : fingerprint(connection, operation),
    }),
  };
  return spoken;
}

function compileOwn(
  definition: OperationDefinition<Operation>,
  operation: Operation,
  context: DdlContext,
  dialect: Dialect,
): readonly Statement[] {
  if (definition.needsState && context.state === null) {
    const what = `${operation.kind} of ${definition.object(operation)} without a connection`;
    throw new UnsupportedError(dialect.label, what, "run it with upgrade or downgrade");
  }
  const { database, literal } = scriptLanguage(dialect, context.facts);
  const implementation: ImplementationContext = {
    database,
    literal,
    state: context.state,
    identifier: (name) => nameSql(dialect, typeof name === "string" ? { schema: null, name } : name),
    compile: (other) => dialect.compile(other, context),
  };
  const sql = definition.sql(operation, implementation);
  return [sql].flat().map((statement) => (typeof statement === "string" ? { sql: statement } : statement));
}
