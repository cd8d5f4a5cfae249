import { compileAnywhere, type Dialect, type ServerFacts } from "@typeorm-autogen/dialect";
import type { QualifiedName, Schema } from "@typeorm-autogen/model";
import { evolve, type Operation } from "@typeorm-autogen/ops";
import { layoutStatements } from "@typeorm-autogen/runtime";
import type { ComparisonSession } from "./compare-project.js";
import { compileOperations } from "./compile-operations.js";
import type { TwoWays } from "./compose-draft.js";
import { formatOf, type ScriptBody, type ScriptOptions } from "./write-script.js";

/** Both ways of a revision, complete for the database's own client, and the command that runs them. */
export interface SqlBodies {
  readonly up: string;
  readonly down: string;
  readonly command: string;
}

/** What SQL is written for: the schema before the revision is `state`, null where nobody knows it. */
export interface SqlSite {
  readonly dialect: Dialect;
  readonly facts: ServerFacts;
  readonly metadataTable: QualifiedName;
  readonly state: Schema | null;
}

/** The statements of a revision, for a pair of files. Throws UnsupportedError. */
export function sqlBodies(
  { upgrade, downgrade }: TwoWays,
  { dialect, facts, metadataTable, state }: SqlSite,
): SqlBodies {
  const { command, preamble, terminate } = dialect.script;
  const write = (operations: readonly Operation[], before: Schema | null) => {
    const context = { facts, state: before, metadataTable };
    const statements = compileOperations(operations, dialect, context, compileAnywhere);
    if (statements.length === 0) return "";
    return [...preamble(facts).map(terminate), ...layoutStatements(statements, dialect)].join("\n");
  };
  return { up: write(upgrade, state), down: write(downgrade, state && evolve(state, upgrade)), command };
}

/** The statements of a revision that is about to be written, where they are what is written. */
export function sqlWhereWritten(
  { project, dialect, facts, declaration: { metadataTable } }: ComparisonSession,
  options: Pick<ScriptOptions, "format">,
  ways: TwoWays,
  state: Schema | null,
): Pick<ScriptBody, "sql"> {
  if (formatOf(project, options) !== "sql") return {};
  return { sql: sqlBodies(ways, { dialect, facts, metadataTable, state }) };
}
