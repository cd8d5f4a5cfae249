import {
  conditionOf,
  isConditional,
  schemaForBatch,
  settleConditions,
  unconditional,
  type Operation,
} from "@typeorm-autogen/ops";
import { compileAutocommit } from "./ddl-table.js";
import type { DdlContext, ServerFacts, Statement } from "./dialect.js";
import { UnsupportedError } from "./errors.js";
import { refuseOnline } from "./refuse-online.js";

/** How a dialect deals with IF EXISTS and IF NOT EXISTS. */
export interface ConditionalDdl {
  readonly label: string;
  /** What the server's own words follow, at the beginning of a statement: `CREATE TABLE`, `DROP INDEX`. */
  readonly heads: RegExp;
  /** The server can be held to an algorithm and a lock. */
  readonly online?: true;
  /** Compiles an operation without conditions; the schema before it is what its batch begins with. */
  compile(operation: Operation, context: DdlContext): readonly Statement[];
}

/**
 * Compiles an operation that may stand under a condition. Where the schema is known it decides. Where it is not, the
 * server does, if it has words for the whole operation; else UnsupportedError names it.
 */
export function compileConditionally(
  operation: Operation,
  given: DdlContext,
  ddl: ConditionalDdl,
): readonly Statement[] {
  if (operation.kind === "autocommit")
    return compileAutocommit(operation, given, (inner, now) => compileConditionally(inner, now, ddl));
  if (!ddl.online) refuseOnline(ddl.label, operation);
  const context = inBatch(operation, given);
  if (!isConditional(operation)) return ddl.compile(operation, context);
  if (context.state) {
    const settled = settleConditions(operation, context.state);
    return settled ? ddl.compile(settled, context) : [];
  }
  if (operation.kind === "alterTable")
    return operation.changes.flatMap((change) => compileConditionally(change, context, ddl));
  const statement = inWords(operation, context, ddl);
  if (statement) return [statement];
  throw new UnsupportedError(
    ddl.label,
    `${conditionOf(operation)} for ${operation.kind} without a connection`,
    "run this revision connected, or leave the condition out",
  );
}

function inBatch(operation: Operation, context: DdlContext): DdlContext {
  if (operation.kind !== "alterTable" || !operation.batch || !context.state) return context;
  return { ...context, state: schemaForBatch(context.state, operation) };
}

/** Whether only the schema tells what an operation under a condition does. */
export function needsStateForCondition(
  operation: Operation,
  facts: ServerFacts,
  ddl: ConditionalDdl,
): boolean {
  if (operation.kind === "alterTable")
    return operation.changes.some((change) => needsStateForCondition(change, facts, ddl));
  if (operation.kind === "autocommit")
    return operation.operations.some((inner) => needsStateForCondition(inner, facts, ddl));
  if (!isConditional(operation)) return false;
  try {
    return !inWords(operation, { facts, state: null, metadataTable: { schema: null, name: "" } }, ddl);
  } catch {
    return true;
  }
}

// One statement, so that nothing of an object is made where the object was there already.
function inWords(operation: Operation, context: DdlContext, ddl: ConditionalDdl): Statement | undefined {
  const condition = conditionOf(operation);
  const [only, ...more] = ddl.compile(unconditional(operation), context);
  const head = only && more.length === 0 ? ddl.heads.exec(only.sql)?.[0] : undefined;
  if (!only || head === undefined || !condition) return undefined;
  // A part of a table that is not there is not there either.
  const start = condition === "IF EXISTS" ? head.replace(/^ALTER TABLE/, "$& IF EXISTS") : head;
  return { ...only, sql: `${start} ${condition}${only.sql.slice(head.length)}` };
}
