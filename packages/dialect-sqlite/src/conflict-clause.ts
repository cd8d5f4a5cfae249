import type { TableDraft } from "./parsed-table.js";
import type { TokenCursor } from "./token-cursor.js";

/** Reads `ON CONFLICT …` behind a constraint, if it stands there. ABORT is what happens without it. */
export function readConflictClause(cursor: TokenCursor, draft: Pick<TableDraft, "unmodelled">): void {
  if (!cursor.accept("on", "conflict")) return;
  const action = cursor.next().text.toUpperCase();
  if (action !== "ABORT") draft.unmodelled.push(`ON CONFLICT ${action}`);
}
