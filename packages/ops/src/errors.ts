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
