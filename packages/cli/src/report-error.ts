import { isAutogenError } from "@typeorm-autogen/errors";
import { visibleText } from "./visible-text.js";

/** How an error is told: one line for people, or one object for scripts. */
export interface ErrorReport {
  readonly line: string;
  readonly json: { readonly format: 1; readonly error: Readonly<Record<string, unknown>> };
}

/** Tells an error. What is not Autogen's own is a defect of Autogen, and says so. */
export function reportError(error: unknown): ErrorReport {
  const known = isAutogenError(error);
  const reason = error instanceof Error ? error.message : String(error);
  const message = known ? reason : `unexpected: ${reason}; run again with --verbose and report what it shows`;
  const code = known ? error.code : "unexpected";
  return {
    line: `autogen: ${visibleText(message)}`,
    json: { format: 1, error: { code, message, ...(known && error.details) } },
  };
}
