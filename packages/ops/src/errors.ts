import { AutogenError } from "@typeorm-autogen/errors";

/** An operation that carries no way back was asked for its reverse. */
export class IrreversibleError extends AutogenError {
  constructor(kind: string, object: string) {
    super(
      "irreversible-operation",
      `${kind} of ${object} cannot be reversed: it does not say what was there before; write the downgrade by hand`,
      { kind, object },
    );
  }
}

/** An operation does not fit the schema it was applied to in memory. */
export class EvolveError extends AutogenError {
  constructor(kind: string, object: string, problem: string) {
    super("operation-does-not-fit", `${kind}: ${object} ${problem}; check the order of the operations`, {
      kind,
      object,
    });
  }
}

/** A script gave a name from which schema and object cannot be told apart. */
export class AmbiguousNameError extends AutogenError {
  constructor(name: string) {
    super(
      "ambiguous-name",
      `the name "${name}" can be read in several ways; write it as { schema: "…" or null, name: "…" }`,
      { name },
    );
  }
}

/** A text of SQL and the values for it do not fit together. */
export class ParameterError extends AutogenError {
  constructor(name: string, problem: string) {
    super(
      "sql-parameter",
      `the parameter :${name} ${problem}; give op.execute one value for each :name in its text, as { ${name}: … }`,
      { name },
    );
  }
}

/** The function of an autocommit block does what only a script may. */
export class BlockError extends AutogenError {
  constructor(isAsync: boolean) {
    const problem = isAsync ? "is async" : "holds another autocommit block";
    super(
      "autocommit-block",
      `the function given to op.autocommitBlock ${problem}; make it a plain function of directives, and ask the database before or behind it`,
      {},
    );
  }
}

/** The function that describes a table or its changes is async: what it says behind an `await` would be lost. */
export class AsyncDescriptionError extends AutogenError {
  constructor(table: string) {
    super(
      "async-description",
      `the function that describes ${table} is async; make it a plain function, and ask the database before it`,
      { table },
    );
  }
}

/** A backfill says a pace that there is none. */
export class BackfillPaceError extends AutogenError {
  constructor(chunk: number, pause: number) {
    super(
      "backfill-pace",
      `op.backfill cannot go by chunk ${chunk} and pause ${pause}; give chunk a number of rows from 1, and pause milliseconds from 0`,
      { chunk, pause },
    );
  }
}

/** `op.batchAlterTable` is given an option that there is none of. */
export class BatchOptionError extends AutogenError {
  constructor(table: string, problem: string) {
    super(
      "batch-option",
      `op.batchAlterTable of ${table} ${problem}; it takes recreate ("auto", "always" or "never"), copyFrom, reflect, tableArguments, partialReordering and naming`,
      { table },
    );
  }
}

/** `op.alterTable` is given an algorithm or a lock that there is none of. */
export class OnlineOptionError extends AutogenError {
  constructor(given: string) {
    super(
      "online-option",
      `op.alterTable cannot be made by ${given}; algorithm is "instant", "nocopy", "inplace" or "copy", lock "none", "shared" or "exclusive"`,
      {},
    );
  }
}
