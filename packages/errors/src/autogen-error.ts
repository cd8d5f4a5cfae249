/** What an error says beyond its message; merged into the `error` object of `--json` output. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * Root of every error that Autogen raises on purpose. The message names the object and the next step; `code` is a
 * stable kebab-case word that scripts may match. Anything else that escapes is a defect of Autogen.
 */
export class AutogenError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;
  /** Survives a second installed copy of this package, where `instanceof` would not. */
  readonly raisedByAutogen: true = true;

  constructor(code: string, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** Whether a caught value is an AutogenError, also one of another installed copy of this package. */
export function isAutogenError(value: unknown): value is AutogenError {
  return value instanceof Error && "raisedByAutogen" in value && value.raisedByAutogen === true;
}
