import { mapSources } from "./run-compiled.js";
import { placeOf } from "./failure-place.js";

/** A value that was thrown while files were loaded, read without trust in its class: errors cross threads and module copies. */
export interface Failure {
  readonly error: unknown;
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly stack: string;
  /** The file that was asked for. */
  readonly file: string;
  /** ` (in other-file.ts:3:5)` where the failure came from elsewhere, else empty. */
  readonly place: string;
}

/** Reads what a thrown value says, whatever it is. */
export function readFailure(error: unknown, file: string): Failure {
  const record = (typeof error === "object" && error !== null ? error : {}) as Readonly<
    Record<string, unknown>
  >;
  mapSources();
  const text = (key: string): string => (typeof record[key] === "string" ? record[key] : "");
  const failure = {
    error,
    file,
    name: text("name"),
    message: text("message"),
    code: text("code"),
    stack: text("stack"),
  };
  return { ...failure, place: placeOf(failure.stack, file) };
}
