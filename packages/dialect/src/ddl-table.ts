import type { Schema } from "@typeorm-autogen/model";
import {
  dispatch,
  evolve,
  type Autocommit,
  type Operation,
  type OperationTable,
  type TableChange,
} from "@typeorm-autogen/ops";
import type { DdlContext, Statement } from "./dialect.js";

/** One function for each directive that writes its statements. */
export type DdlTable = OperationTable<readonly Statement[], DdlContext>;

/** Statements from texts, in order; empty ones are left out. */
export function statements(...texts: readonly string[]): readonly Statement[] {
  return texts.filter((sql) => sql !== "").map((sql) => ({ sql }));
}

/** Compiles changes one after the other; each sees the schema as those before it leave it. */
export function compileChanges(
  ddl: DdlTable,
  changes: readonly TableChange[],
  context: DdlContext,
): readonly Statement[] {
  let current = context;
  return changes.flatMap((change) => {
    const before = current;
    current = contextAfter(before, [change]);
    return dispatch<readonly Statement[], DdlContext>(ddl, change, before);
  });
}

/** Statements before which a transaction ends. */
export function apart([first, ...rest]: readonly Statement[]): readonly Statement[] {
  return first ? [{ ...first, apart: true }, ...rest] : [];
}

/** Compiles what runs outside the transaction; statements of SQL text stand alone, whatever they do. */
export function compileAutocommit(
  { operations }: Autocommit,
  context: DdlContext,
  compile: (operation: Operation, context: DdlContext) => readonly Statement[],
): readonly Statement[] {
  let current = context;
  return operations.flatMap((operation) => {
    const before = current;
    current = contextAfter(before, [operation]);
    const compiled = compile(operation, before);
    return operation.kind === "execute" ? compiled.map(({ sql }) => ({ sql, alone: true })) : apart(compiled);
  });
}

/** The context that the operation after these sees. The schema is worked out only if somebody looks. */
export function contextAfter(context: DdlContext, operations: readonly Operation[]): DdlContext {
  let state: Schema | null | undefined;
  return {
    facts: context.facts,
    metadataTable: context.metadataTable,
    get state() {
      if (state === undefined) state = context.state === null ? null : evolve(context.state, operations);
      return state;
    },
  };
}
