import { ConnectionLostError, StatementError } from "@typeorm-autogen/dialect";

/** What the server or the script said. The statement and the next step are told for the whole revision. */
export function reasonOf(error: unknown): string {
  if (error instanceof ConnectionLostError)
    return `the connection to ${String(error.details["target"])} was lost (${String(error.details["reason"])})`;
  const text = error instanceof StatementError ? error.details["reason"] : undefined;
  return String(text ?? (error instanceof Error ? error.message : error)).replace(/[.\s]+$/, "");
}
