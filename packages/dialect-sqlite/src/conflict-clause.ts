import { UnsupportedError } from "@typeorm-autogen/dialect";
import type { TokenCursor } from "./token-cursor.js";

/** What a constraint says that happens to a row which violates it. */
export interface ConflictOptions {
  readonly options?: { readonly onConflict: string };
}

const actions: ReadonlySet<unknown> = new Set(["rollback", "fail", "ignore", "replace"]);

/** Reads `ON CONFLICT …` behind a constraint, if it stands there. ABORT is what happens without it. */
export function readConflictClause(cursor: TokenCursor): ConflictOptions {
  if (!cursor.accept("on", "conflict")) return {};
  const onConflict = cursor.next().text.toLowerCase();
  return onConflict === "abort" ? {} : { options: { onConflict } };
}

/** ` ON CONFLICT …`, or nothing. Throws UnsupportedError, naming the object, for any option but this one. */
export function conflictSql(options: Readonly<Record<string, unknown>> | undefined, object: string): string {
  const { onConflict, ...others } = options ?? {};
  const [other] = Object.keys(others);
  if (other !== undefined) throw refusal(`option ${other} of ${object}`);
  if (onConflict === undefined) return "";
  if (!actions.has(onConflict)) throw refusal(`ON CONFLICT ${String(onConflict)} of ${object}`);
  return ` ON CONFLICT ${String(onConflict).toUpperCase()}`;
}

function refusal(what: string): UnsupportedError {
  return new UnsupportedError("SQLite", what, "take it out of the declaration or the script");
}
